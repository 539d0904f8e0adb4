"""The database holds the law of debits by itself: raw SQL cannot say of a payment that it left, or did not, which no line shows.

Each attack is one transaction, judged at its end too.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from guohe.imports.queries import bank
from guohe.reconciliation.domain.rules import rules
from tests.factories.payments import REF, Till
from tests.factories.people import AUDITOR, FINANCE_OFFICE, NOW
from tests.integration.reconciliation.test_debits import (
    ITEMS,
    accept,
    answered,
    box_of,
    csv_of,
    made_payments,
    read,
)

pytestmark = pytest.mark.django_db
SECOND, THIRD = f"{REF}-2", f"{REF}-3"


@dataclass(frozen=True)
class Raw:
    """Raw SQL by the finance officer, who may import."""

    place: Till

    @property
    def who(self) -> int:
        return self.place.stage.account(FINANCE_OFFICE)

    def run(self, *attack: str) -> str:
        """The law that refuses the transaction, at once or at its end; empty if none does. Nothing stays."""
        with self.place.stage.acting(FINANCE_OFFICE), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            try:
                with transaction.atomic():
                    for each in attack:
                        cursor.execute(each)
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            except DatabaseError as refusal:
                diagnosis = refusal.__cause__.diag  # type: ignore[union-attr]
                return diagnosis.constraint_name or diagnosis.message_primary or ""
            transaction.set_rollback(True)
        return ""

    def said(self, entry: int, item: str, answer: str = "is") -> str:
        return (
            "INSERT INTO reconciliation_decision (host_id, entry_id, item_ref, answer, words, decided_by_id, decided_at) "
            f"VALUES ({self.place.stage.host}, {entry}, '{item}', '{answer}', 'w', {self.who}, '{NOW}')"
        )

    def stated(self, ref: str, entry: int, **other: object) -> str:
        """That the payment left by this line, as the operation would write it, but for what is said."""
        told = {
            "on": "2019-07-02",
            "charge": 0,
            "evidence": self.evidence(entry),
            "who": self.who,
            "at": NOW,
            "back": "NULL",
        }
        told |= other
        return (
            "INSERT INTO payments_debit (host_id, release_id, line, booked_on, charge_minor, evidence, stated_by_id, stated_at, takes_back_id) "
            f"SELECT {self.place.stage.host}, id, {entry}, '{told['on']}', {told['charge']}, '{told['evidence']}', {told['who']}, "
            f"'{told['at']}', {told['back']} FROM payments_release WHERE end_to_end_id = '{ref}'"
        )

    def evidence(self, entry: int) -> str:
        with self.place.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
            cursor.execute(
                "SELECT j.file_name || ' row ' || e.row_number || ' entry ' || e.id || ' (' || left(j.file_digest, 12) || ')' "
                "FROM imports_bank_entry e JOIN imports_job j ON j.id = e.job_id WHERE e.id = %s",
                [entry],
            )
            found = cursor.fetchone()
        return str(found[0]) if found else "x"

    def back(self, ref: str, entry: int) -> str:
        """That the debit that stands was wrong."""
        own = f"(SELECT id FROM payments_debit WHERE line = {entry} AND takes_back_id IS NULL)"
        return self.stated(ref, entry, back=own)


@pytest.fixture
def raw(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Raw:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return Raw(made_payments())


@pytest.fixture
def lines(raw: Raw) -> tuple[int, ...]:
    """The lines of the three payments; the first is said to be the first."""
    read(raw.place, answered(raw.place.exported().content))
    found = sorted(box_of(raw.place).debits, key=lambda each: each.guesses[0].items)
    accept(raw.place, found[0].entry.number, ITEMS[0])
    return tuple(each.entry.number for each in found)


def test_what_the_operation_writes_is_taken_also_in_raw_sql(raw: Raw, lines: tuple[int, ...]) -> None:
    first, second, _ = lines
    assert raw.run(raw.stated(SECOND, second), raw.said(second, ITEMS[1])) == ""
    assert raw.run(raw.back(REF, first), raw.said(first, ITEMS[0], "undone")) == ""


def test_a_debit_is_of_its_line_and_of_its_day(raw: Raw, lines: tuple[int, ...]) -> None:
    _, second, third = lines
    for attack, law in (
        (raw.stated(SECOND, 0), "payments_debit_of_a_line"),
        (raw.stated(SECOND, second, evidence="x"), "payments_debit_names_its_line"),
        (raw.stated(SECOND, second, evidence=raw.evidence(third)), "payments_debit_names_its_line"),
        (raw.stated(SECOND, second, evidence=" \t\n"), "payments_debit_names_its_line"),
        (raw.stated(SECOND, second, charge=-1), "payments_debit_charge"),
        (raw.stated(SECOND, second, charge=10**15), "payments_debit_charge"),
        (raw.stated(SECOND, second, on="2019-07-01"), "payments_debit_day"),
        (raw.stated(SECOND, second, on="2018-01-01"), "payments_debit_day"),
        (raw.stated(SECOND, second, on="2019-07-03"), "payments_debit_day"),
        (raw.stated(SECOND, second, on="9999-12-31"), "payments_debit_day"),
        (raw.stated(SECOND, second, at="infinity"), "payments_debit_stated_today"),
        (raw.stated(SECOND, second, at="2019-07-01T23:00+08"), "payments_debit_stated_today"),
        (raw.stated(SECOND, second, who=raw.place.stage.account(AUDITOR)), "payments_by_the_actor"),
        ("UPDATE payments_debit SET charge_minor = 1", "payments_debit"),
        ("DELETE FROM payments_debit", "payments_debit"),
    ):
        assert law in raw.run(attack), attack


def test_no_line_of_another_account_day_or_direction_shows_it(raw: Raw) -> None:
    raw.place.exported()
    job = read(
        raw.place,
        csv_of(
            ("2019-07-01", "OUTWARD TT", "400000.00", "0.00"),
            ("2019-07-02", "OUTWARD TT", "400000.00", "-400000.00"),
        ),
    )
    with raw.place.stage.acting(FINANCE_OFFICE):
        early, late = (each.number for each in bank.of_job(job))
    assert raw.run(raw.stated(SECOND, early)) == "payments_debit_as_its_line"
    evidence = raw.evidence(late).replace(f" entry {late}", "")
    assert raw.run(raw.stated(SECOND, late, evidence=evidence), raw.said(late, ITEMS[1])) == ""


def test_a_payment_is_one_line_and_a_line_is_said_once(raw: Raw, lines: tuple[int, ...]) -> None:
    first, second, third = lines
    for attack, law in (
        ([raw.stated(REF, first)], "payments_debit_once"),
        ([raw.stated(REF, second), raw.said(second, ITEMS[0])], "payments_debit_once"),
        ([raw.said(second, ITEMS[0])], "reconciliation_payment_is_debited"),
        ([raw.said(second, ITEMS[1])], "reconciliation_payment_is_debited"),
        ([raw.said(first, ITEMS[0])], "reconciliation_line_once"),
        ([raw.stated(SECOND, first), raw.said(first, ITEMS[1])], "reconciliation_line_once"),
        (
            [raw.stated(SECOND, second), raw.said(second, f"{second}={ITEMS[1]}+{ITEMS[1]}")],
            "reconciliation_payment_is_debited",
        ),
        ([raw.said(second, f"{first}={ITEMS[0]}")], "reconciliation_payment_of_one_debit"),
        ([raw.stated(SECOND, third), raw.said(third, ITEMS[1])], "reconciliation_payment_leaves_whole"),
    ):
        assert raw.run(*attack) == law, attack


@pytest.mark.parametrize(
    ("left", "charge", "law"),
    [
        ("19999.99", 0, "reconciliation_payment_leaves_whole"),
        ("20000.00", 0, ""),
        ("20150.00", 0, "reconciliation_payment_leaves_whole"),
        ("20150.00", 15000, ""),
        ("20500.00", 50000, ""),
        # A bank takes at most 500.00 yuan that it did not take before (rules.toml, new_charge).
        ("20500.01", 50001, "reconciliation_payment_charge"),
        ("920000.00", 90000000, "reconciliation_payment_charge"),
    ],
)
def test_a_payment_leaves_whole_with_no_more_beside_it_than_a_bank_takes(
    raw: Raw, left: str, charge: int, law: str
) -> None:
    raw.place.exported()
    job = read(raw.place, csv_of(("02/07/2019", "OUTWARD TT", left, "0.00")))
    with raw.place.stage.acting(FINANCE_OFFICE):
        (entry,) = (each.number for each in bank.of_job(job))
    evidence = raw.evidence(entry).replace(f" entry {entry}", "")
    stated = raw.stated(THIRD, entry, charge=charge, evidence=evidence)
    assert raw.run(stated, raw.said(entry, ITEMS[2])) == law


def test_the_largest_charge_of_the_database_is_that_of_the_rules(raw: Raw) -> None:
    with raw.place.stage.acting(FINANCE_OFFICE), connection.cursor() as cursor:
        for currency, largest in rules().new_charge.items():
            cursor.execute("SELECT reconciliation_largest_charge(%s)", [currency])
            assert cursor.fetchone() == (largest,)


def test_half_an_answer_and_half_an_undoing_are_none(raw: Raw, lines: tuple[int, ...]) -> None:
    first, second, _ = lines
    withdrawn = f"UPDATE imports_bank_entry SET withdrawn_at = '{NOW}' WHERE id = {first}"
    for attack, law in (
        ([raw.stated(SECOND, second)], "reconciliation_said_and_shown"),
        ([raw.said(first, ITEMS[0], "undone")], "reconciliation_said_and_shown"),
        ([raw.back(REF, first)], "reconciliation_said_and_shown"),
        ([withdrawn], "imports_bank_entry_is_a_payment"),
        ([raw.said(second, ITEMS[1], "undone")], "reconciliation_undone_of_a_match"),
        ([raw.said(first, ITEMS[1], "undone")], "reconciliation_undone_of_a_match"),
        (
            [raw.stated(SECOND, second, back="(SELECT min(id) FROM payments_debit)")],
            "payments_debit_taken_back",
        ),
    ):
        assert raw.run(*attack) == law, attack
    # With its statement a line goes once it is taken back, and then nobody need say more of it.
    assert raw.run(raw.back(REF, first), withdrawn) == ""


@pytest.mark.parametrize(
    ("item", "law"),
    [
        (f"{REF}+{ITEMS[1]}", "reconciliation_decision_has_its_journal"),
        (f"{{line}}={REF}+{ITEMS[1]}", "reconciliation_decision_has_its_journal"),
        (f"{ITEMS[1]}+{REF}", "reconciliation_decision_has_its_journal"),
        (f"{{line}}={ITEMS[1]}=", "reconciliation_payment_is_debited"),
        (f"{ITEMS[1]}=", "reconciliation_decision_payments_alone"),
        (f"x={ITEMS[1]}", "reconciliation_payment_of_one_debit"),
        (f"{REF}+payment:", "reconciliation_payment_is_debited"),
        ("payment:", "reconciliation_payment_is_debited"),
        (ITEMS[1], ""),
        (f"{{line}}={ITEMS[1]}", ""),
    ],
)
def test_only_payments_alone_are_booked_nowhere(
    raw: Raw, lines: tuple[int, ...], item: str, law: str
) -> None:
    second = lines[1]
    assert raw.run(raw.stated(SECOND, second), raw.said(second, item.format(line=second))) == law


def test_a_payment_is_no_part_of_what_is_booked(raw: Raw, lines: tuple[int, ...]) -> None:
    second = lines[1]
    booked = (
        raw.said(second, f"{REF}+{ITEMS[1]}")
        .replace("(host_id", "(journal_id, host_id")
        .replace("VALUES (", "VALUES (1, ")
    )
    assert raw.run(raw.stated(SECOND, second), booked) == "reconciliation_decision_payments_alone"


def test_a_payment_not_in_a_file_is_not_debited_in_raw_sql(raw: Raw) -> None:
    assert raw.run(raw.stated(REF, 0)) == "payments_debit_of_file"
