"""What comes back of a payment, and a charge on its own line: by reference, name and word, never by amount alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from guohe.kernel.money import Money
from guohe.reconciliation.domain.group_keys import (
    movement_in,
    movement_item,
    of_a_payment,
    payments_in,
    receipt_charge_in,
    receipt_charge_item,
)
from guohe.reconciliation.domain.movements import check_movement
from guohe.reconciliation.domain.rules import rules
from guohe.reconciliation.domain.said import says_charged
from guohe.reconciliation.domain.values import Charge, OpenItem, Outcome, StatementLine
from tests.unit.reconciliation.ground import some_items, some_lines
from tests.unit.reconciliation.test_payments import LINE, UETR, reasons, settle

BACK = OpenItem(
    id="return:DEMO-1/T2",
    kind="return",
    amount=Money.of("CNY", "480000.00"),
    on=date(2019, 6, 19),
    dated="sent",
    names=("DEMO UNIVERSITY OF TECHNOLOGY",),
    references=("DEMO-1/T2", UETR),
    account="···1234",
    uetr=UETR,
    since=date(2019, 6, 19),
)
OWN = replace(BACK, id="charge:DEMO-1/T2", kind="charge", amount=Money.of("CNY", "0.00"))
CREDIT = replace(
    LINE, id="8", amount=BACK.amount, booked_on=date(2019, 6, 21), texts=("RETURNED ACCOUNT CLOSED",)
)
CHARGE = StatementLine(
    id="9",
    account="···1234",
    amount=Money.of("CNY", "-50.00"),
    booked_on=date(2019, 6, 19),
    texts=("OUTWARD TT HANDLING CHARGE DEMO-1/T2",),
)


KEPT = replace(
    OWN,
    id="receipt-charge:DEMO-1/T2",
    kind="receipt_charge",
    references=("DEMO-1/T2", "DEMO-UETR-2"),
    names=("示例科技计划管理中心",),
    uetr="",
)


def of(line: StatementLine, *items: OpenItem) -> Outcome:
    return settle(line, items=items)


def test_a_return_with_everything_is_sure_and_counted_once() -> None:
    found = of(CREDIT, BACK)
    assert [each.items for each in found.automatic] == [(BACK.id,)]
    # 60 for the reference and the UETR, 25, 30, 10 for two working days, 10 for the word.
    assert reasons(found, "8") == {
        "reference_uetr": 60,
        "back_amount": 25,
        "paid_name": 30,
        "back_days_usual": 10,
        "return_word": 10,
    }


@pytest.mark.parametrize(
    ("other", "points"),
    [
        # The bank kept 50.00 of it.
        ({"amount": Money.of("CNY", "479950.00")}, 60 + 8 + 30 + 10 + 10),
        # No word of a return: the reference carries it.
        ({"texts": ("INWARD TT",)}, 60 + 25 + 30 + 10 - 20),
        # No reference: the name and the word do.
        ({"references": ()}, 25 + 30 + 10 + 10),
        ({"account": "···9999"}, 60 + 25 + 30 + 10 + 10 - 60),
    ],
)
def test_each_reason_of_a_return_counts(other: dict[str, object], points: int) -> None:
    found = of(replace(CREDIT, **other), BACK)  # type: ignore[arg-type]
    (guess,) = [*found.automatic, *found.guesses.get("8", ())]
    assert (guess.items, guess.points) == ((BACK.id,), points)


@pytest.mark.parametrize(
    "other",
    [
        # The amount and the day alone; the amount and the word; the name without the word.
        {"references": (), "names": (), "texts": ("INWARD TT",)},
        {"references": (), "names": ()},
        {"references": (), "texts": ("INWARD TT",)},
        # Before it left, more than left, less than a charge lets lack, and money out.
        {"booked_on": date(2019, 6, 18)},
        {"amount": Money.of("CNY", "480000.01")},
        {"amount": Money.of("CNY", "479499.99")},
        {"amount": Money.of("CNY", "-480000.00")},
        {"amount": Money.of("HKD", "480000.00")},
    ],
)
def test_what_is_no_return(other: dict[str, object]) -> None:
    found = of(replace(CREDIT, **other), BACK)  # type: ignore[arg-type]
    assert (found.automatic, found.guesses) == ((), {})


def test_a_charge_is_told_by_its_word_and_the_payments_reference() -> None:
    found = of(CHARGE, OWN)
    assert [each.items for each in found.automatic] == [(OWN.id,)]
    assert reasons(found, "9") == {
        "reference": 60,
        "own_charge_new": 8,
        "own_days_usual": 10,
        "charge_word": 20,
        "charge_beside": 15,
    }
    # The amounts add up: the line is nothing less the charge.
    assert found.automatic[0].charge == -CHARGE.amount


def test_a_charge_beside_a_receipt_is_weighed_as_one_beside_a_debit() -> None:
    found = of(CHARGE, KEPT)
    assert [each.items for each in found.automatic] == [(KEPT.id,)]
    # In the words of money that came in; the weights are those of a charge beside a debit.
    assert reasons(found, "9") == {
        "reference": 60,
        "beside_charge_new": 8,
        "beside_days_usual": 10,
        "charge_word": 20,
        "beside_receipt": 15,
    }
    assert found.automatic[0].charge == -CHARGE.amount
    bare = of(replace(CHARGE, texts=("手续费",)), KEPT)
    assert (bare.automatic, sum(reasons(bare, "9").values())) == ((), 53)
    elsewhere = of(replace(CHARGE, account="···9999"), KEPT)
    assert (elsewhere.automatic, reasons(elsewhere, "9")["beside_other_account"]) == ((), -60)
    # A receipt and a payment of one reference: both are shown, and a person chooses.
    both = of(CHARGE, KEPT, OWN)
    assert (both.automatic, sorted(each.items[0] for each in both.guesses["9"])) == ((), [OWN.id, KEPT.id])


@given(some_lines(), some_items())
def test_what_came_in_already_changes_nothing_for_a_credit(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...]
) -> None:
    credits = tuple(line for line in lines if line.amount.minor > 0)
    kept = replace(
        KEPT, account="DEMO", references=("DEMO-UETR-3001", "DEMO-G1/T2"), names=("示例轨道创新基金会",)
    )
    assert settle(*credits, items=items) == settle(*credits, items=(*items, kept))


def test_a_word_beside_the_debit_is_a_guess_and_never_sure() -> None:
    bare = replace(CHARGE, texts=("手续费",))
    found = of(bare, OWN)
    assert found.automatic == ()
    assert sum(reasons(found, "9").values()) == 53
    # Two payments of that day: both are shown, each with the other as its rival.
    two = of(bare, OWN, replace(OWN, id="charge:DEMO-1/T3", references=("DEMO-1/T3",)))
    assert sorted(each.items[0] for each in two.guesses["9"]) == ["charge:DEMO-1/T2", "charge:DEMO-1/T3"]
    assert all("rival" in {each.key for each in guess.reasons} for guess in two.guesses["9"])
    # Taken before from this account: usual.
    before = replace(OWN, charges=(Charge(5_000, "charge:DEMO-1/T1"),))
    assert "own_charge_usual" in reasons(of(bare, before), "9")
    # A bank whose profile says that it nets its charges speaks against it.
    assert reasons(of(replace(bare, charges_netted=True), OWN), "9")["charge_netted"] == -20


@pytest.mark.parametrize(
    "other",
    [
        # Without its word a small debit is no charge, whatever reference it bears; and a word of another day or account is none.
        {"texts": ("OUTWARD TT DEMO-1/T2",)},
        {"texts": ("COFFEE DEMO-1/T2",)},
        {"texts": ("HANDLING CHARGE",), "booked_on": date(2019, 6, 20)},
        {"texts": ("HANDLING CHARGE",), "account": "···9999"},
        {"amount": Money.of("CNY", "-500.01")},
        {"amount": Money.of("CNY", "50.00")},
        {"booked_on": date(2019, 6, 18)},
    ],
)
def test_what_is_no_charge(other: dict[str, object]) -> None:
    found = of(replace(CHARGE, **other), OWN, KEPT)  # type: ignore[arg-type]
    assert (found.automatic, found.guesses) == ((), {})


def test_a_banks_own_words_tell_a_charge_too_and_a_word_is_a_whole_word() -> None:
    assert not says_charged(replace(CHARGE, texts=("SVC 12",)), rules())
    assert says_charged(replace(CHARGE, texts=("Svc 12",), charge_words=("SVC",)), rules())
    assert [
        says_charged(replace(CHARGE, texts=(text,)), rules()) for text in ("COFFEE", "TT FEE", "匯費 50")
    ] == [
        False,
        True,
        True,
    ]


@given(some_lines())
def test_nothing_is_ever_both_and_no_group_holds_one(lines: tuple[StatementLine, ...]) -> None:
    items = (
        replace(
            BACK, account="DEMO", references=("DEMO-UETR-2001",), amount=Money("CNY", 48_000_000), uetr=""
        ),
        replace(OWN, account="DEMO", references=("DEMO-UETR-2001",), uetr=""),
        replace(KEPT, account="DEMO", references=("DEMO-UETR-3001",)),
    )
    found = settle(*lines, items=items)
    for guess in (*found.automatic, *(each for many in found.guesses.values() for each in many)):
        if guess.kind == "reversal":
            continue
        assert (guess.kind, len(guess.items)) == ("one", 1)
        (line,) = [each for each in lines if each.id in guess.lines]
        assert (line.amount.minor > 0) == (guess.items == (BACK.id,))


def test_the_names_of_what_is_of_a_payment() -> None:
    assert movement_in(movement_item("return", "DEMO-1/T2")) == ("return", "DEMO-1/T2")
    assert [
        movement_in(ref) for ref in ("payment:A", "7=return:A", "return:", "return:A+B", "DEMO-1/T2")
    ] == [None] * 5
    assert [of_a_payment(ref) for ref in ("payment:A", "charge:A", "DEMO-1/T2", "7+8=")] == [
        True,
        True,
        False,
        False,
    ]
    assert payments_in("return:A") == ()
    assert receipt_charge_in(receipt_charge_item("DEMO-1/T2")) == "DEMO-1/T2"
    assert [receipt_charge_in(ref) for ref in ("charge:A", "A/T1", "7=receipt-charge:A")] == ["", "", ""]
    assert movement_in(receipt_charge_item("DEMO-1/T2")) is None


@pytest.mark.parametrize(
    ("item", "amount", "other", "codes"),
    [
        (BACK, "480000.00", {}, []),
        (BACK, "479500.00", {"account": ""}, []),
        (BACK, "479499.99", {}, ["REC-133"]),
        (BACK, "480000.01", {"account": "···9999"}, ["REC-133", "REC-123"]),
        (BACK, "-480000.00", {}, ["REC-132"]),
        (BACK, "480000.00", {"booked_on": date(2019, 6, 18)}, ["REC-134"]),
        (BACK, "480000.00", {"today": date(2019, 6, 20)}, ["REC-125"]),
        (OWN, "-500.00", {}, []),
        (OWN, "-500.01", {}, ["REC-135"]),
        (replace(OWN, charges=(Charge(50_001, "charge:A"),)), "-500.01", {}, []),
        (OWN, "50.00", {}, ["REC-132"]),
        (KEPT, "-500.00", {}, []),
        (KEPT, "-500.01", {"account": "···9999"}, ["REC-135", "REC-138"]),
        (KEPT, "50.00", {}, ["REC-132"]),
        (KEPT, "-50.00", {"booked_on": date(2019, 6, 18)}, ["REC-137"]),
        (KEPT, "-50.00", {"today": date(2019, 6, 20)}, ["REC-125"]),
    ],
)
def test_what_stands_against_a_persons_word(
    item: OpenItem, amount: str, other: dict[str, object], codes: list[str]
) -> None:
    told = {"account": "···1234", "booked_on": date(2019, 6, 21), "today": date(2019, 6, 21)} | other
    account = str(told.pop("account"))
    found = check_movement(Money.of("CNY", amount), account, item, rules(), **told)  # type: ignore[arg-type]
    assert [finding.code for finding in found] == codes
