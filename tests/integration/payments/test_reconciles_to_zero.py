"""A statement that a bank's own software makes of our instructions reconciles to zero; one with a fault is refused whole.

The statement is written by the mock-bank package, which knows nothing of ours but the pain.001 that it was sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money, total
from guohe.payments.operations.take_answer import take_answer
from guohe.payments.operations.write_answer import Taken
from guohe.payments.queries.releases import all_releases
from tests.factories.counterparty import iban, mock_bank
from tests.factories.payments import Till, till
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.django_db
PARTS = ("300000.00", "400000.00", "20000.00")
# What the account held before, less the three payments.
OPENING, CLOSING = b"1000000000.00", b"999280000.00"


@cache
def answered(sent: bytes) -> bytes:
    """The bank's camt.053 of the day on which it was sent these instructions."""
    with mock_bank("2019-07-02T09:00") as bank:
        bank.open_account("CENTRE", 301, "CNY")
        bank.send(sent)
        bank.advance(1)
        return next(data for name, data in bank.collect("CENTRE") if name.startswith("camt.053"))


@pytest.fixture
def place() -> Till:
    made = till(payer_number=iban(301), is_iban=True)
    for part in PARTS:
        made.released(made.prepared(amount=Money.of("CNY", part), requested_on=date(2019, 7, 2)))
    return made


def taken(place: Till, data: bytes) -> Taken:
    with place.stage.acting(FINANCE_OFFICE):
        return take_answer(data=data, name="jul.xml", actor=place.stage.account(FINANCE_OFFICE), now=NOW)


def open_now(place: Till) -> Money:
    """What was instructed and no statement has settled."""
    with place.stage.acting(FINANCE_OFFICE):
        return total("CNY", (one.amount for one in all_releases() if one.state != "settled"))


def test_a_statement_of_our_own_instructions_reconciles_to_zero(place: Till) -> None:
    statement = answered(place.exported().content)
    assert (statement.count(OPENING), statement.count(CLOSING)) == (1, 1)
    assert open_now(place) == Money.of("CNY", "720000.00")
    assert taken(place, statement).payments == len(PARTS)
    assert open_now(place) == Money.of("CNY", "0.00")
    # Read again, it settles nothing twice.
    taken(place, statement)
    with place.stage.acting(FINANCE_OFFICE):
        assert [one.answers for one in all_releases()] == [("settled",)] * len(PARTS)


def without_an_entry(data: bytes) -> bytes:
    head, _, rest = data.rpartition(b"<Ntry>")
    return head + rest.partition(b"</Ntry>")[2]


FAULTS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "two digits of the closing balance are swapped": (
        lambda data: data.replace(CLOSING, b"992980000.00"),
        "IMP-156",
    ),
    "an entry is missing": (without_an_entry, "IMP-155"),
    "an amount has a letter": (lambda data: data.replace(b">20000.00<", b">2OOOO.00<"), "IMP-153"),
    "an entity is declared": (
        lambda data: data.replace(b"<Document", b'<!DOCTYPE d [<!ENTITY a "b">]><Document', 1),
        "IMP-15",
    ),
    "an entry is in HKD": (
        lambda data: data.replace(b'Ccy="CNY">20000.00', b'Ccy="HKD">20000.00'),
        "IMP-1",
    ),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_fault_is_refused_and_settles_nothing(place: Till, fault: str) -> None:
    bend, code = FAULTS[fault]
    statement = answered(place.exported().content)
    bent = bend(statement)
    assert bent != statement
    with pytest.raises(Refused, match=code):
        taken(place, bent)
    assert open_now(place) == Money.of("CNY", "720000.00")


@pytest.mark.parametrize(
    ("seen", "written"),
    [(b"DEMO-TEST-1/T1-3<", b"DEMO-TEST-1/T1-4<"), (b'>20000.00<', b">20000.01<")],
)  # fmt: skip
def test_another_reference_or_amount_is_never_ours(place: Till, seen: bytes, written: bytes) -> None:
    bent = answered(place.exported().content).replace(seen, written)
    if written == b">20000.01<":
        bent = bent.replace(CLOSING, b"999279999.99").replace(b">720000.00<", b">720000.01<")
    assert taken(place, bent).payments == len(PARTS) - 1
    assert open_now(place) == Money.of("CNY", "20000.00")
