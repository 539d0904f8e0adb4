"""A payment of ours and a debit: by reference, UETR, name and day, never another account's, never in parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.money import Money, total
from guohe.reconciliation.domain.debits import check_debit, debited_for
from guohe.reconciliation.domain.group_keys import group_key, payment_item, payments_in
from guohe.reconciliation.domain.match import match
from guohe.reconciliation.domain.references import is_uetr
from guohe.reconciliation.domain.rules import rules
from guohe.reconciliation.domain.values import Charge, OpenItem, Outcome, StatementLine
from tests.unit.reconciliation.ground import weekdays

UETR, OTHER = "3a2f0d4e-1111-4222-8333-000000000001", "3a2f0d4e-1111-4222-8333-000000000002"
ITEM = OpenItem(
    id="payment:DEMO-1/T2",
    kind="payment",
    amount=Money.of("CNY", "-480000.00"),
    on=date(2019, 6, 18),
    dated="sent",
    names=("示例大学", "DEMO UNIVERSITY OF TECHNOLOGY"),
    references=("DEMO-1/T2", UETR),
    account="···1234",
    uetr=UETR,
)
LINE = StatementLine(
    id="7",
    account="···1234",
    amount=ITEM.amount,
    booked_on=date(2019, 6, 19),
    names=("DEMO UNIVERSITY OF TECHNOLOGY",),
    references=("DEMO-1/T2", UETR),
)


DAYS = {"booked_on": date(2019, 6, 19), "today": date(2019, 6, 19)}


def settle(*lines: StatementLine, items: tuple[OpenItem, ...] = (ITEM,)) -> Outcome:
    return match(lines, items, rules=rules(), working_days=weekdays)


def reasons(found: Outcome, line: str = "7") -> dict[str, int]:
    (guess,) = [each for each in (*found.automatic, *found.guesses.get(line, ())) if line in each.lines]
    return {each.key: each.weight for each in guess.reasons}


def test_everything_equal_is_sure_and_counted_once() -> None:
    # 60 for the reference and the UETR together, 25, 30, 10.
    found = settle(LINE)
    assert [each.points for each in found.automatic] == [125]
    assert reasons(found) == {"reference_uetr": 60, "paid_amount": 25, "paid_name": 30, "paid_days_usual": 10}


@pytest.mark.parametrize(
    ("other", "key"),
    [
        ({"references": (UETR,)}, "uetr"),
        ({"references": ("DEMO-1/T2",)}, "reference"),
        ({"references": (), "names": ("DEMO UNIVERSITY OF",), "cut": 18}, "paid_name_cut"),
        ({"references": (), "names": ("DEMO UNIVERSITY",)}, "paid_name_begins"),
        ({"amount": Money.of("CNY", "-480150.00")}, "paid_charge_new"),
        ({"booked_on": date(2019, 6, 14)}, "paid_too_early"),
        ({"booked_on": date(2019, 7, 2)}, "paid_days_window"),
    ],
)
def test_each_reason_is_told_in_the_words_of_money_that_goes_out(other: dict[str, object], key: str) -> None:
    assert key in reasons(settle(replace(LINE, **other)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("other", "against"),
    [({"account": "···9999"}, "other_account"), ({"references": ("DEMO-1/T2", OTHER)}, "other_uetr")],
)
def test_another_account_or_uetr_is_left_to_a_person(other: dict[str, object], against: str) -> None:
    found = settle(replace(LINE, **other))  # type: ignore[arg-type]
    assert found.automatic == ()
    assert reasons(found)[against] == -60


def test_amount_alone_finds_nothing() -> None:
    found = settle(replace(LINE, references=(), names=("OUTWARD TT",)))
    assert (found.automatic, found.guesses) == ((), {})


def test_money_in_is_never_a_payment_and_money_out_never_a_receipt() -> None:
    receipt = replace(ITEM, id="DEMO-1/T2", kind="receipt", amount=-ITEM.amount, account="", uetr="")
    back = replace(LINE, id="8", amount=-LINE.amount, booked_on=date(2019, 8, 19))
    assert [each.items for each in settle(LINE, items=(ITEM, receipt)).automatic] == [(ITEM.id,)]
    assert [each.items for each in settle(back, items=(ITEM, receipt)).automatic] == [(receipt.id,)]


def test_a_payment_never_leaves_in_parts() -> None:
    parts = [
        replace(LINE, id=str(at), amount=Money.of("CNY", amount))
        for at, amount in enumerate(("-180000.00", "-300000.00"))
    ]
    found = settle(*parts)
    assert (found.automatic, found.guesses) == ((), {})


def test_a_batch_is_one_debit_of_its_own_account_only() -> None:
    second = replace(
        ITEM, id="payment:DEMO-1/T3", amount=Money.of("CNY", "-20000.00"), references=("DEMO-1/T3",), uetr=""
    )
    whole = replace(LINE, amount=Money.of("CNY", "-500000.00"), references=("DEMO-1/T2", "DEMO-1/T3"))
    (bundle,) = settle(whole, items=(ITEM, second)).automatic
    assert (bundle.kind, bundle.items) == ("bundle", (ITEM.id, second.id))
    elsewhere = settle(replace(whole, account="···9999"), items=(ITEM, second))
    assert (elsewhere.automatic, elsewhere.guesses) == ((), {})


def test_the_names_of_payments() -> None:
    one = payment_item("DEMO-1/T2")
    assert (one, payments_in(one)) == ("payment:DEMO-1/T2", ("DEMO-1/T2",))
    assert payments_in(group_key(["7"], [one, payment_item("DEMO-1/T3")])) == ("DEMO-1/T2", "DEMO-1/T3")
    assert [payments_in(ref) for ref in ("DEMO-1/T2", "7=DEMO-1/T2", "7+8=")] == [(), (), ()]
    assert [is_uetr(text) for text in (UETR, UETR.upper(), "DEMO-UETR-2", UETR[:-1])] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("amount", "account", "codes"),
    [
        ("-480000.00", "···1234", []),
        ("-480000.00", "", []),
        ("-480500.00", "···1234", []),
        # More than a charge may be, less than the payment, and the account, each and together.
        ("-480500.01", "···1234", ["REC-122"]),
        ("-479999.99", "···9999", ["REC-122", "REC-123"]),
        ("480000.00", "···9999", ["REC-121"]),
    ],
)
def test_what_stands_against_a_persons_word(amount: str, account: str, codes: list[str]) -> None:
    found = check_debit(Money.of("CNY", amount), account, [ITEM], rules(), **DAYS)
    assert [finding.code for finding in found] == codes


@pytest.mark.parametrize(
    ("booked_on", "today", "codes"),
    [
        # Of the day of the file and of today at the latest; the file of the second payment was written a day later.
        (date(2019, 6, 18), date(2019, 6, 18), ["REC-124"]),
        (date(2019, 6, 19), date(2019, 6, 19), []),
        (date(2019, 6, 20), date(2019, 6, 19), ["REC-125"]),
        (date(2018, 1, 1), date(2019, 6, 19), ["REC-124"]),
        (date(2099, 1, 1), date(2019, 6, 19), ["REC-125"]),
    ],
)
def test_no_day_before_the_file_or_to_come_shows_a_payment(
    booked_on: date, today: date, codes: list[str]
) -> None:
    first = replace(ITEM, since=date(2019, 6, 18))
    second = replace(first, id="payment:DEMO-1/T3", since=date(2019, 6, 19))
    whole = Money.of("CNY", "-960000.00")
    found = check_debit(whole, "", [first, second], rules(), booked_on=booked_on, today=today)
    assert [finding.code for finding in found] == codes


def test_a_line_before_the_file_is_no_guess() -> None:
    assert settle(LINE, items=(replace(ITEM, since=LINE.booked_on),)).automatic
    late = settle(LINE, items=(replace(ITEM, since=date(2019, 6, 20)),))
    assert (late.automatic, late.guesses) == ((), {})


def test_a_usual_charge_may_be_larger_and_another_currency_is_no_payment() -> None:
    usual = replace(ITEM, charges=(Charge(60_000, "payment:DEMO-1/T1"),))
    assert check_debit(Money.of("CNY", "-480600.00"), "", [usual], rules(), **DAYS) == ()
    (finding,) = check_debit(Money.of("HKD", "-480000.00"), "", [ITEM], rules(), **DAYS)
    assert (finding.code, finding.values["wanted"]) == ("REC-121", "CNY")


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=4), st.integers(0, 50_000))
def test_what_is_taken_for_each_payment_adds_up_to_the_debit(amounts: list[int], charge: int) -> None:
    items = [
        replace(ITEM, id=f"payment:P{at}", amount=Money("CNY", -amount)) for at, amount in enumerate(amounts)
    ]
    debit = Money("CNY", -sum(amounts) - charge)
    parts = dict(debited_for(debit, items))
    assert total("CNY", parts.values()) == -debit
    assert all(parts[item.id] >= -item.amount for item in items)
    assert sum(parts[item.id] > -item.amount for item in items) == (charge > 0)


def test_a_contradiction_is_never_told_of_a_receipt() -> None:
    receipt = replace(ITEM, kind="receipt", amount=-ITEM.amount, account="", uetr="")
    found = match([replace(LINE, amount=receipt.amount)], [receipt], rules=rules(), working_days=weekdays)
    assert not {"other_account", "other_uetr"} & {each.key for each in found.automatic[0].reasons}
