"""When the rules come down, a charge that this bank took before is still one: the database follows the rules in this too."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connections
from pytest_django import Settings

from tests.factories.payments import REF
from tests.factories.people import NOW
from tests.integration.reconciliation.test_debits import ITEMS, accept, box_of, csv_of, made_payments, read

LOWER = (
    "CREATE OR REPLACE FUNCTION reconciliation_largest_charge(currency text) RETURNS bigint LANGUAGE sql IMMUTABLE "
    "SET search_path = public, pg_temp AS 'SELECT 10000::bigint'"
)


def test_a_charge_taken_before_is_usual_and_another_is_too_much(
    committed: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    place = made_payments()
    place.exported()
    rows = [
        ("02/07/2019", f"DEMO UNIVERSITY EREF {ref}", left, balance)
        for ref, left, balance in (
            (REF, "300150.00", "500000.00"),
            (f"{REF}-2", "400150.00", "99850.00"),
            (f"{REF}-3", "20150.01", "79699.99"),
        )
    ]
    read(place, csv_of(*rows))
    first, second, third = (each.entry.number for each in box_of(place).debits)
    accept(place, first, ITEMS[0])
    with connections["owner"].cursor() as cursor:
        cursor.execute(LOWER)
    accept(place, second, ITEMS[1])
    with pytest.raises(DatabaseError, match="more was taken beside the payment"):
        accept(place, third, ITEMS[2])
    assert [each.entry.number for each in box_of(place).debits] == [third]
