"""Whoever owns the tables can rewrite a signed report with its digest; proving the books tells it, because the log holds another."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from django.db import connections

from guohe.funds.cli.entries import verify_books
from guohe.reporting.queries.proved import prove_signed
from tests.factories.people import FINANCE_OFFICE
from tests.integration.reporting.conftest import GRANT, Books
from tests.integration.reporting.test_signing import prepared, signed

REPORTS, LOG = (
    "Every signed report is the one that was signed",
    "Every fact of the log is as it was written, and its chain is whole",
)
TAMPERED = {
    "reporting_report": (
        "UPDATE reporting_report SET frozen = frozen || ' '::bytea, digest = sha256(frozen || ' '::bytea)",
        REPORTS,
    ),
    "audit_fact": ("UPDATE audit_fact SET actor = actor + 1 WHERE action = 'reporting.report.signed'", LOG),
}


def tamper(table: str, statement: str) -> None:
    """What someone does who owns the tables and switches their guards off."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement)


def broken(shown: str) -> list[str]:
    """The laws that the command tells as broken."""
    return [line.removeprefix("≠ ").partition(":")[0] for line in shown.splitlines() if line.startswith("≠ ")]


@pytest.mark.parametrize("table", TAMPERED)
def test_what_was_rewritten_is_told_by_proving_the_books(
    kept_books: Books, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    monkeypatch.setenv("GUOHE_CLOCK", "2019-07-02T10:00:00+08:00")
    signed(kept_books, prepared(kept_books).number)
    with kept_books.stage.acting(FINANCE_OFFICE):
        assert prove_signed() == (1, 0, None)
    words = ["--as", FINANCE_OFFICE, "--workers", "1"]
    before = CliRunner().invoke(verify_books, words)
    assert (before.exit_code, broken(before.output)) == (0, []), before.output
    statement, law = TAMPERED[table]
    tamper(table, statement)
    after = CliRunner().invoke(verify_books, words)
    # The guards that were switched off are told as well, whatever was done behind them.
    assert (after.exit_code, broken(after.output)[1:]) == (1, [law]), after.output
    with kept_books.stage.acting(FINANCE_OFFICE):
        assert prove_signed() == ((1, 1, f"report 1 of {GRANT}") if law == REPORTS else (1, 0, None))
