"""A line whose entry somebody reversed is told as reversed wherever lines and imports are; turned back, it is in the books again."""

from __future__ import annotations

from uuid import uuid4

import pytest

from guohe.funds.operations.reverse_journal import reverse
from guohe.imports.queries import jobs, lines
from tests.factories.imports import STEEL, Ground, demo_ground
from tests.factories.people import FINANCE_OFFICE, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]
DOCUMENT = "AP18-01402"


@pytest.fixture
def ground() -> Ground:
    return demo_ground()


def standing(job: int) -> tuple[str, str, str, str]:
    """What the import says is in the books and taken back, and what the lines of the grant and the line itself say."""
    told = jobs.job(job).standing
    (line,) = (each for each in jobs.lines(job) if each.source == DOCUMENT)
    of_grant = lines.of_grant(STEEL, lines.Choice(kind="actual"), limit=100)
    (total,) = of_grant.totals
    in_books = dict(total.states)["posted"].amount.plain
    assert lines.line(line.number).state == line.state
    assert {each.state for each in of_grant.rows if each.source == DOCUMENT} == {line.state}
    return told.posted.amount.plain, told.taken_back.amount.plain, in_books, line.state


def test_a_line_is_in_the_books_while_its_entry_is(ground: Ground) -> None:
    """The demo's listing posts HKD 414,752.50; AP18-01402 is 5,900.00 of it."""
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        (line,) = (each for each in jobs.lines(job) if each.source == DOCUMENT)
        assert standing(job) == ("414752.50", "0.00", "414752.50", "posted")
        turned = reverse(journal_id=line.journal_id or 0, reason="wrong month", on=TODAY, key=uuid4())
        assert standing(job) == ("408852.50", "5900.00", "408852.50", "reversed")
        assert [each.source for each in jobs.lines(job, states=("reversed",))] == [DOCUMENT]
        reverse(journal_id=turned.journal_id, reason="it was right", on=TODAY, key=uuid4())
        assert standing(job) == ("414752.50", "0.00", "414752.50", "posted")
