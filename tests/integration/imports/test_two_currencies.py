"""Lines of two currencies are never added: each sum stands with its own, and the file's total is held against the book's."""

from __future__ import annotations

import pytest

from guohe.imports.operations.confirm import confirm
from guohe.imports.queries import jobs
from guohe.imports.queries.reading import headline, proof_line, standing_line
from guohe.imports.queries.tables import jobs_table, standing_table
from guohe.kernel.findings import Refused
from tests.factories.imports import Ground, listing
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")


def of_two(total: str) -> bytes:
    """USD 1,000.00 beside HKD 5,000.00."""
    rows = (
        ("02/05/2018", "AP-1", "6110", "1,000.00"),
        ("03/05/2018", "AP-2", "6110", "2,000.00"),
        ("04/05/2018", "AP-3", "6110", "3,000.00"),
    )
    return listing(rows, total=total).replace(b'HKD,"1,000.00"', b'USD,"1,000.00"')


def test_a_total_in_the_currency_of_the_book_is_right_beside_a_line_in_another(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = jobs.job(ground.read("two.csv", of_two("5,000.00")).job)
        standing = job.standing
        assert not standing.difference
        assert (str(standing.read.amount), standing.read.sums) == (
            "HKD 5,000.00",
            "HKD 5,000.00 + USD 1,000.00",
        )
        assert standing.question.sums == "USD 1,000.00"
        rows = jobs_table((job,), "en").rows
        assert [(row[4], str(row[5]), str(row[8])) for row in rows] == [
            (2, "HKD 5,000.00", "HKD 0.00"),
            (1, "USD 1,000.00", "USD 1,000.00"),
        ]
        table = standing_table(standing, "en")
        assert [(row[1], str(row[2])) for row in table.rows] == [(2, "HKD 5,000.00"), (1, "USD 1,000.00")]
        assert table.totals is not None
        assert (table.totals[1], str(table.totals[2])) == (2, "HKD 5,000.00")
        assert "In another currency, no part of the total: 1, USD 1,000.00." in headline(job, "en")
        assert "USD 1,000.00 in the file = 0.00 ready" in proof_line(standing, "en")
        assert standing_line(standing, "en").endswith("= USD 1,000.00")
        assert {cause.sums for cause in jobs.causes(job.number, job.currency)} == {"USD 1,000.00"}
        assert confirm(job_id=job.number, actor=ground.finance, now=NOW).posted == 2


def test_a_total_that_adds_two_currencies_is_refused(ground: Ground) -> None:
    with ground.stage.acting(FINANCE_OFFICE):
        job = ground.read("two.csv", of_two("6,000.00")).job
        with pytest.raises(Refused, match="IMP-510"):
            confirm(job_id=job, actor=ground.finance, now=NOW)
