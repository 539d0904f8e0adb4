"""The host's seven working days are counted on the published calendar of Hong Kong and stay with the decision."""

from __future__ import annotations

from datetime import date

import pytest

from guohe.kernel.findings import Level
from guohe.programmes.queries.rulebooks import book
from guohe.rules.domain.judge import judge
from guohe.rules.domain.rerun import rerun
from guohe.rules.queries.lead_days import CALENDARS, with_days

DEADLINE = date(2019, 4, 26)


@pytest.mark.parametrize(
    ("received", "days", "fits"),
    [
        # Between: Good Friday to Easter Monday (19 to 22 April), and the weekend of 13 and 14 April.
        (date(2019, 4, 11), 9, True),
        (date(2019, 4, 15), 7, True),
        (date(2019, 4, 16), 6, False),
    ],
)
def test_seven_working_days_before_the_deadline(received: date, days: int, fits: bool) -> None:
    host = book("demo-host@1.0")
    facts = with_days(host, {"received": received, "deadline": DEADLINE})
    assert facts["working_days_before_deadline"] == days
    decision = judge(host, facts, received)
    late = [finding for finding in decision.findings if finding.rule == "demo-host@1.0/internal-deadline"]
    assert [finding.level for finding in late] == ([] if fits else [Level.HOLD])
    # The count and the calendars it was made with are facts of the decision: no later calendar changes it.
    assert CALENDARS in facts
    assert rerun(decision.stored(), [host]) == decision.stored()


def test_past_the_published_calendar_it_cannot_be_told() -> None:
    host = book("demo-host@1.0")
    facts = with_days(host, {"received": date(2099, 1, 2), "deadline": date(2099, 2, 2)})
    assert "working_days_before_deadline" not in facts
    lacking = {
        finding.rule: finding.values["lacking"] for finding in judge(host, facts, date(2099, 1, 2)).findings
    }
    assert lacking["demo-host@1.0/internal-deadline"] == "working_days_before_deadline"
