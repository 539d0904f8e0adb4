"""The database holds the law of debits by itself: raw SQL cannot say that a payment left which no line shows."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.payments import REF, Till
from tests.factories.people import AUDITOR, FINANCE_OFFICE
from tests.integration.reconciliation.test_debits import ITEMS, accept, answered, box_of, made_payments, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Till:
    return made_payments()


def test_the_database_refuses_what_no_debit_shows(place: Till) -> None:
    read(place, answered(place.exported().content))
    first, second, _ = sorted(box_of(place).debits, key=lambda each: each.guesses[0].items)
    accept(place, first.entry.number, ITEMS[0])
    host, who = place.stage.host, place.stage.account(FINANCE_OFFICE)
    said = (
        "INSERT INTO reconciliation_decision (host_id, entry_id, item_ref, answer, decided_by_id, decided_at) "
        f"VALUES ({host}, {{entry}}, '{{item}}', 'is', {who}, now())"
    )
    stated = (
        "INSERT INTO payments_debit (host_id, release_id, booked_on, charge_minor, evidence, stated_by_id, stated_at, takes_back_id) "
        f"SELECT {host}, id, '2019-07-02', {{charge}}, '{{evidence}}', {{who}}, now(), {{back}} FROM payments_release "
        f"WHERE end_to_end_id = '{{ref}}'"
    )
    own = {"charge": 0, "evidence": "x", "who": who, "back": "NULL"}
    standing = f"(SELECT id FROM payments_debit WHERE evidence <> 'x' AND host_id = {host})"
    for attack, law in (
        (said.format(entry=second.entry.number, item=ITEMS[1]), "reconciliation_payment_is_debited"),
        (said.format(entry=second.entry.number, item=f"{first.entry.number}={ITEMS[0]}"), "reconciliation_payment_of_one_debit"),
        (stated.format(ref=REF, **own), "payments_debit_once"),
        (stated.format(ref=f"{REF}-2", **(own | {"charge": -1})), "payments_debit_charge"),
        (stated.format(ref=f"{REF}-2", **(own | {"evidence": " "})), "payments_debit_is_told"),
        (stated.format(ref=f"{REF}-2", **(own | {"who": place.stage.account(AUDITOR)})), "payments_by_the_actor"),
        (stated.format(ref=f"{REF}-2", **(own | {"back": standing})), "payments_debit_taken_back"),
        ("UPDATE payments_debit SET charge_minor = 1", ""),
        ("DELETE FROM payments_debit", ""),
    ):  # fmt: skip
        with (
            place.stage.acting(FINANCE_OFFICE),
            pytest.raises(DatabaseError) as refusal,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)
        assert law in str(refusal.value.__cause__.diag.constraint_name or ""), attack


def test_a_payment_not_in_a_file_is_not_debited_in_raw_sql(place: Till) -> None:
    host, who = place.stage.host, place.stage.account(FINANCE_OFFICE)
    with (
        place.stage.acting(FINANCE_OFFICE),
        pytest.raises(DatabaseError, match="has not left in a file"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO payments_debit (host_id, release_id, booked_on, charge_minor, evidence, stated_by_id, stated_at) "
            f"SELECT {host}, id, '2019-07-02', 0, 'x', {who}, now() FROM payments_release LIMIT 1"
        )
