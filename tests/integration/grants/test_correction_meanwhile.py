"""A correction of a change that makes its approver responsible, and one that somebody else's step overtakes, are refused in words."""

from __future__ import annotations

import pytest

from guohe.grants.domain.changes import Kind
from guohe.grants.operations.correct_effect import approve_correction, prepare_correction
from guohe.grants.queries import find
from guohe.grants.queries.corrections import corrections_of
from guohe.identity.domain.demo_cast import SINCE
from guohe.identity.operations.grant_capability import grant_capability
from guohe.kernel.findings import Refused
from guohe.kernel.names import Name
from tests.factories.effects import LATE, brought, closed, granted
from tests.factories.identity import person
from tests.factories.imports import STEEL, Ground
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW, RESEARCH_OFFICE
from tests.integration.grants.test_effect_corrections import approved, asked, ground, mistyped
from tests.integration.imports.pages import seen_by, words

__all__ = ["ground"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
LEADS = "wang.shili"
LEADS_BY_IT = {
    "en": "nor leads the grant by it",
    "zh-hant": "亦非因此更改出任項目負責人",
    "zh-hans": "也非因此变更出任项目负责人",
}


def test_whoever_leads_by_a_change_does_not_approve_its_day(ground: Ground) -> None:
    number = granted(ground, Kind.INVESTIGATOR, "Wang Shili")
    brought(ground, number, since="2020-07-01", investigator=ground.stage.account(LEADS))
    with ground.stage.acting(ADMINISTRATOR, on=SINCE):
        for word in ("view", "approve"):
            grant_capability(
                person=person(LEADS),
                host=ground.stage.host,
                word=word,
                starts=SINCE,
                scope_kind="host",
                scope_ref="",
                now=NOW,
            )
    correction = asked(ground, number)
    for lang, told in LEADS_BY_IT.items():
        page = f"/{lang}/grants/{STEEL}/changes/{number}"
        shown = seen_by(LEADS).get(page)
        assert f"correct/{correction}/approve" not in shown.content.decode()
        assert told in words(shown.content)
        assert told in words(seen_by(RESEARCH_OFFICE).get(page).content)
        pressed = seen_by(LEADS).post(f"{page}/correct/{correction}/approve")
        assert (pressed.status_code, "BUD-499" in words(pressed.content)) == (422, True)
    with pytest.raises(Refused, match="BUD-499"):
        approved(ground, number, correction, LEADS)
    approved(ground, number, correction)


def test_a_correction_that_another_overtook_is_refused(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read is as it was before somebody else's approval, as for one who read a moment too early."""
    number = mistyped(ground)
    first, second = asked(ground, number), asked(ground, number, since="2019-08-01")
    with ground.stage.acting(FINANCE_OFFICE):
        before = find.grant(STEEL)
    approved(ground, number, first)
    monkeypatch.setattr(find, "grant", lambda ref: before)
    with pytest.raises(Refused, match="BUD-498"):
        asked(ground, number, since="2019-09-01")
    with pytest.raises(Refused, match="BUD-496"):
        approved(ground, number, second)
    with ground.stage.acting(FINANCE_OFFICE):
        assert [each.approver is not None for each in corrections_of(STEEL, number)] == [True, False]


def test_a_correction_whose_neighbour_moved_meanwhile_is_refused(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = mistyped(ground)
    second = granted(ground, Kind.PARTNER, "次大學")
    brought(ground, second, since="2020-09-01", partner=Name("Second", "次大學", "次大学"))
    late = asked(ground, first, since="2020-09-01")
    with ground.stage.acting(FINANCE_OFFICE):
        before = find.grant(STEEL)
    approved(ground, second, asked(ground, second, since="2020-08-01"))
    monkeypatch.setattr(find, "grant", lambda ref: before)
    with pytest.raises(Refused, match="BUD-498"):
        approved(ground, first, late)
    with pytest.raises(Refused, match="BUD-498"):
        asked(ground, first, since="2020-08-15")


def test_a_grant_that_closes_meanwhile_refuses_both(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    number = mistyped(ground)
    correction = asked(ground, number)
    with ground.stage.acting(FINANCE_OFFICE):
        before = find.grant(STEEL)
    closed(ground, monkeypatch)
    monkeypatch.setattr(find, "grant", lambda ref: before)
    told = {"ref": STEEL, "number": number, "actor": ground.stage.account(FINANCE_OFFICE), "now": LATE}
    with ground.stage.acting(FINANCE_OFFICE, on=LATE.date()):
        with pytest.raises(Refused, match="BUD-498"):
            approve_correction(correction=correction, **told)
        with pytest.raises(Refused, match="BUD-498"):
            prepare_correction(since="2019-07-02", reason="why", evidence="R-1", **told)
