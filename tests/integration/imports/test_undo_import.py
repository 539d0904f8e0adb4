"""What an import left live in the books is out of them after its undo, however often an entry was turned round before."""

from __future__ import annotations

from uuid import uuid4

import pytest

from guohe.funds.operations.reverse_journal import reverse
from guohe.funds.queries import journals, spend_facts
from guohe.imports.models import Job, Line
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.undo_import import undo_import
from guohe.kernel.findings import Finding, Level, Refused
from tests.factories.imports import STEEL, Ground, row_counts
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")

# The bank's charge on the demo's first receipt, in fen: the demo's books hold it before any import.
CHARGE = 15_000


def used() -> int:
    return sum(fact.carried.minor for fact in spend_facts.of_fund(STEEL)) - CHARGE


def turned(entry: int, times: int) -> int:
    """Turns an entry round, then its reversal, and so on; the last entry of the chain."""
    for _ in range(times):
        day = journals.entry(entry).effective_date
        entry = reverse(journal_id=entry, reason="turned round by hand", on=day, key=uuid4()).journal_id
    return entry


@pytest.mark.parametrize(("times", "reversed_now"), [(0, 12), (1, 11), (2, 12), (3, 11), (4, 12)])
def test_an_undone_import_leaves_nothing_of_it_in_the_books(
    ground: Ground, times: int, reversed_now: int
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        big = Line.objects.get(job_id=job, doc_ref="AP18-00901")
        # HKD 186,000.00 at 1.2400 for CNY 1.00.
        assert (big.amount_minor, used() > 150_000_00) == (186_000_00, True)
        turned(big.journal_id or 0, times)
        undone = undo_import(job_id=job, reason="wrong period", actor=ground.finance, now=NOW)
        assert used() == 0
        assert (undone.reversed, undone.gone) == (reversed_now, 12 - reversed_now)
        again, done = ground.confirmed()
        assert (again != job, done.posted) == (True, 12)
        charged = [fact for fact in spend_facts.of_fund(STEEL) if fact.source == "AP18-00901"]
        assert sum(fact.amount.minor for fact in charged) == 186_000_00


def test_any_other_refusal_of_the_books_leaves_the_import_as_it_was(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job, _ = ground.confirmed()
        turned(Line.objects.get(job_id=job, doc_ref="AP18-00901").journal_id or 0, 2)
        before = row_counts(), used()

        def refused(**said: object) -> None:
            if said["journal_id"] not in set(Line.objects.values_list("journal_id", flat=True)):
                raise Refused(
                    Finding("MON-392", Level.STOP, values={"source": "x", "original": "x", "users": "x"})
                )
            reverse(**said)  # type: ignore[arg-type]

        monkeypatch.setattr("guohe.imports.operations.undo_import.reverse", refused)
        with pytest.raises(Refused, match="MON-392"):
            undo_import(job_id=job, reason="wrong period", actor=ground.finance, now=NOW)
        assert (row_counts(), used()) == before
        assert Job.objects.get(pk=job).state == "confirmed"
        with pytest.raises(Refused, match="IMP-509"):
            confirm(job_id=job, lines=[], actor=ground.finance, now=NOW)
