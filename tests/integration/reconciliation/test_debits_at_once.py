"""Two sessions at once: nobody says of a payment that it left from an older snapshot, in which another has not said so yet."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connections
from psycopg import IsolationLevel
from pytest_django import Settings

from guohe.imports.queries import bank
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.reconciliation.test_debits import ITEMS, csv_of, made_payments, read


@pytest.mark.parametrize(
    ("level", "debit", "answer"),
    [
        (IsolationLevel.REPEATABLE_READ, "payments_debit_read_committed", "reconciliation_read_committed"),
        (IsolationLevel.SERIALIZABLE, "payments_debit_read_committed", "reconciliation_read_committed"),
        # Otherwise these are refused because the evidence names no line, and because there is no debit.
        (IsolationLevel.READ_COMMITTED, "payments_debit_names_its_line", "reconciliation_payment_is_debited"),
    ],
)
def test_debits_are_written_read_committed_alone(
    committed: str,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    level: IsolationLevel,
    debit: str,
    answer: str,
) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    place = made_payments()
    place.exported()
    job = read(place, csv_of(("02/07/2019", "OUTWARD TT", "300000.00", "0.00")))
    with place.stage.acting(FINANCE_OFFICE):
        (entry,) = (each.number for each in bank.of_job(job))
    host, who = place.stage.host, place.stage.account(FINANCE_OFFICE)
    stated = (
        "INSERT INTO payments_debit (host_id, release_id, line, booked_on, charge_minor, evidence, stated_by_id, stated_at) "
        f"SELECT {host}, id, {entry}, '2019-07-02', 0, 'x', {who}, '{NOW}' FROM payments_release LIMIT 1"
    )
    said = (
        "INSERT INTO reconciliation_decision (host_id, entry_id, item_ref, answer, decided_by_id, decided_at) "
        f"VALUES ({host}, {entry}, '{ITEMS[0]}', 'is', {who}, '{NOW}')"
    )
    given = connections["default"].get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold", "server_side_binding"):
        given.pop(name, None)
    with psycopg.connect(**(given | {"dbname": committed})) as session:
        session.isolation_level = level
        for attack, law in ((stated, debit), (said, answer)):
            session.execute(
                "SELECT set_config('guohe.actor', %s, true), set_config('guohe.on', '2019-07-02', true)",
                [str(who)],
            )
            with pytest.raises(psycopg.Error) as refusal:
                session.execute(attack)
            assert refusal.value.diag.constraint_name == law
            session.rollback()
