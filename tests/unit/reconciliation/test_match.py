"""What each kind of noise looks like, one case each, with the words that a treasurer reads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from guohe.kernel.money import Money
from guohe.reconciliation.domain.match import match
from guohe.reconciliation.domain.references import one_slip
from guohe.reconciliation.domain.rules import rules
from guohe.reconciliation.domain.sums import sums_to
from guohe.reconciliation.domain.values import Charge, Match, OpenItem, Outcome, Rate, StatementLine
from guohe.reconciliation.domain.words import say_reason
from tests.unit.reconciliation.ground import weekdays

FIRST, SECOND = "DEMO-NKP-2018-001/T1", "DEMO-NKP-2018-001/T2"
CENTRE = (
    "示例科技计划管理中心拨付DEMO-NKP-2018-001",
    "示例科技計劃管理中心",
    "Demo Science Programme Centre",
)
LINE = StatementLine(
    id="5",
    account="MO01",
    amount=Money.of("CNY", "479850.00"),
    booked_on=date(2019, 6, 21),
    names=("示例科技计划管理中心拨",),
    texts=("INWARD TT 匯入匯款",),
    cut=11,
)
ITEM = OpenItem(
    id=SECOND,
    kind="receipt",
    amount=Money.of("CNY", "480000.00"),
    on=date(2019, 6, 18),
    dated="sent",
    names=CENTRE,
    references=("DEMO-UETR-2", SECOND),
    charges=(Charge(15_000, FIRST),),
)
WHOLE = replace(LINE, amount=ITEM.amount, texts=("DEMO-UETR-2",))


def run(*lines: StatementLine, items: tuple[OpenItem, ...] = (ITEM,)) -> Outcome:
    return match(lines, items, rules=rules(), working_days=weekdays)


def only(outcome: Outcome) -> Match:
    (found,) = outcome.automatic
    return found


CALLED = {
    "en": {FIRST: "instalment 1", SECOND: "instalment 2"},
    "zh-hant": {FIRST: "第 1 期", SECOND: "第 2 期"},
    "zh-hans": {FIRST: "第 1 期", SECOND: "第 2 期"},
}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            [
                'Payer text "示例科技计划管理中心拨" matches the first 11 characters of the expected text (this bank cuts at 11)',
                "CNY 479,850.00 = instalment 2 (CNY 480,000.00) less CNY 150.00, the same charge as instalment 1",
                "Sent 3 working days earlier (2019-06-18)",
            ],
        ),
        (
            "zh-hant",
            [
                "付款人文字「示例科技计划管理中心拨」與預期文字的首 11 個字相同（此銀行只留 11 個字）",
                "CNY 479,850.00 = 第 2 期（CNY 480,000.00）減 CNY 150.00，與第 1 期的手續費相同",
                "於入帳前 3 個工作天匯出（2019-06-18）",
            ],
        ),
        (
            "zh-hans",
            [
                "付款人文字“示例科技计划管理中心拨”与预期文字的前 11 个字相同（此银行只留 11 个字）",
                "CNY 479,850.00 = 第 2 期（CNY 480,000.00）减 CNY 150.00，与第 1 期的手续费相同",
                "于到账前 3 个工作日汇出（2019-06-18）",
            ],
        ),
    ],
)
def test_the_receipt_nobody_noticed_is_found_with_its_reasons(lang: str, words: list[str]) -> None:
    outcome = run(LINE)
    assert outcome.automatic == ()  # no reference on the line: a person says so
    (guess,) = outcome.guesses["5"]
    assert [say_reason(each, lang, CALLED[lang].__getitem__) for each in guess.speaks_for] == words
    # Weights of rules.toml: 25 name cut, 22 usual charge, 10 usual days.
    assert (guess.confidence, guess.charge) == (57, Money.of("CNY", "150.00"))


@pytest.mark.parametrize(
    ("line", "key"),
    [
        (WHOLE, "reference"),
        (replace(WHOLE, texts=("ref demo uetr", "DEMOUETR2")), "reference"),
        (replace(WHOLE, texts=("\uff24\uff25\uff2d\uff2f-UETR-\uff12",)), "reference"),
        (replace(WHOLE, texts=("DEMO-NKP-2018-010/T2",)), "reference_slip"),
        (replace(WHOLE, names=("示例科技計劃管理中心",)), "name"),
        (replace(WHOLE, names=("ＤＥＭＯ　Science Programme Centre",)), "name"),
        (replace(WHOLE, names=("Demo Science Programme Centre 示例科技计划管理中心",)), "name_holds"),
        (replace(WHOLE, names=("Demo Scienc",)), "name_cut"),
        (replace(WHOLE, names=("Demo Science Pro",), cut=0), "name_begins"),
        (replace(WHOLE, amount=Money.of("CNY", "479970.00")), "charge_new"),
        (replace(WHOLE, booked_on=date(2019, 7, 2)), "days_window"),
        (replace(WHOLE, booked_on=date(2019, 6, 14)), "too_early"),
        (replace(WHOLE, booked_on=date(2019, 9, 2)), "too_late"),
    ],
)
def test_each_kind_of_noise_has_its_reason(line: StatementLine, key: str) -> None:
    outcome = run(line)
    found = [*outcome.automatic, *outcome.guesses.get("5", ())]
    assert len(found) == 1
    assert key in {each.key for each in found[0].reasons}


def test_an_amount_alone_is_no_match() -> None:
    assert run(replace(LINE, amount=ITEM.amount, names=("利息",))) == Outcome((), {})


def test_a_usual_charge_in_the_window_is_a_reason_of_its_own_but_never_enough() -> None:
    outcome = run(replace(LINE, names=("",)))
    assert outcome.automatic == ()
    assert [each.key for each in outcome.guesses["5"][0].speaks_for] == ["charge_usual", "days_usual"]


def test_a_usual_charge_out_of_the_window_is_an_amount_alone() -> None:
    # 18 July is 22 working days after 18 June; the window is 18.
    late = replace(LINE, names=("",), booked_on=date(2019, 7, 18))
    shows_all = replace(rules(), worth_showing=-1_000)
    assert match((late,), (ITEM,), rules=shows_all, working_days=weekdays) == Outcome((), {})


def test_every_part_of_a_sum_has_a_reason_of_its_own() -> None:
    named = replace(ITEM, id="A", amount=Money.of("CNY", "300000.00"), references=("DEMO-UETR-A1",))
    # Its payer's name begins with the same six signs and is another; no reference of it stands on the line.
    other = replace(
        ITEM,
        id="B",
        amount=Money.of("CNY", "180000.00"),
        references=("DEMO-UETR-B1",),
        names=("示例科技计划基金会",),
    )
    line = replace(LINE, amount=ITEM.amount, texts=("DEMO-UETR-A1",))
    outcome = run(line, items=(named, other))
    assert outcome.automatic == ()
    # The sum is no guess; that the line bears the one's reference, and another amount, is told.
    ((guess,),) = outcome.guesses.values()
    assert (guess.kind, guess.items, guess.explained) == ("one", ("A",), False)


def test_the_reference_of_something_else_speaks_against() -> None:
    other = replace(
        ITEM, id="OTHER", amount=Money.of("CNY", "1.00"), references=("DEMO-UETR-9",), names=("示例轨道",)
    )
    outcome = run(
        replace(LINE, names=(CENTRE[1],), amount=ITEM.amount, texts=("DEMO-UETR-9",)), items=(ITEM, other)
    )
    # 30 name, 25 amount, 10 days, 40 against: 25, just worth showing.
    (guess,) = outcome.guesses["5"]
    assert (guess.items, guess.confidence, [each.key for each in guess.speaks_against]) == (
        (SECOND,),
        25,
        ["other_reference"],
    )


def test_two_that_fit_equally_well_are_left_to_a_person() -> None:
    twin = replace(ITEM, id="TWIN")
    outcome = run(WHOLE, items=(ITEM, twin))
    assert outcome.automatic == ()
    assert [each.items for each in outcome.guesses["5"]] == [(SECOND,), ("TWIN",)]
    assert all("rival" in {reason.key for reason in each.speaks_against} for each in outcome.guesses["5"])


def test_an_exchange_is_explained_by_the_printed_rate() -> None:
    # 480,000.00 CNY at 1.2345 is 592,560.00 HKD.
    line = replace(WHOLE, amount=Money.of("HKD", "592560.00"), rate=Rate("CNY", 12_345, 10_000))
    assert "rate" in {each.key for each in only(run(line)).reasons}
    assert run(replace(line, amount=Money.of("HKD", "592560.01"))) == Outcome((), {})


def test_one_credit_for_several_items() -> None:
    first = replace(ITEM, id="A", amount=Money.of("CNY", "300000.00"), references=("DEMO-UETR-A1",))
    third = replace(ITEM, id="B", amount=Money.of("CNY", "180000.00"), references=("DEMO-UETR-B1",))
    noise = replace(ITEM, id="C", amount=Money.of("CNY", "77.00"), references=("DEMO-UETR-C1",))
    line = replace(LINE, amount=ITEM.amount, texts=("DEMO-UETR-A1 DEMO-UETR-B1",))
    found = only(run(line, items=(first, third, noise)))
    assert (found.kind, found.items, found.charge.minor) == ("bundle", ("A", "B"), 0)
    unnamed = run(replace(line, texts=()), items=(first, third, noise))
    assert unnamed.automatic == ()
    assert unnamed.guesses["5"][0].items == ("A", "B")


def test_several_credits_for_one_item() -> None:
    halves = [replace(WHOLE, id=name, amount=Money.of("CNY", "240000.00")) for name in ("a", "b")]
    found = only(run(*halves))
    assert (found.kind, found.lines, found.items) == ("split", ("a", "b"), (SECOND,))


def test_money_that_went_back_paid_for_nothing() -> None:
    back = replace(
        WHOLE,
        id="back",
        amount=-WHOLE.amount,
        booked_on=date(2019, 6, 24),
        texts=("RETURN 退匯", "DEMO-UETR-2"),
    )
    again = replace(WHOLE, id="again", booked_on=date(2019, 6, 25))
    settled = {(each.kind, each.lines, each.items) for each in run(WHOLE, back, again).automatic}
    assert settled == {("reversal", ("5", "back"), ()), ("one", ("again",), (SECOND,))}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ABC123", "ABC124", True),
        ("ABC123", "ABC132", True),
        ("ABC123", "ABC1234", True),
        ("ABC123", "BC123", True),
        ("ABC123", "ABC123", False),
        ("ABC123", "ABD124", False),
        ("ABC123", "CBA123", False),
    ],
)
def test_one_slip(one: str, other: str, expected: bool) -> None:
    assert one_slip(one, other) is expected
    assert one_slip(other, one) is expected


def test_sums_are_searched_for_in_a_small_pool_only() -> None:
    values = [(f"v{n}", 10**n) for n in range(13)]
    assert list(sums_to(values, {11: 0}, pool=12, parts=4)) == []
    assert list(sums_to(values[:12], {11: 0}, pool=12, parts=4)) == [(("v0", "v1"), 0)]
    assert list(sums_to(values[:12], {11_111: 0}, pool=12, parts=4)) == []


PART = replace(LINE, amount=Money.of("CNY", "479500.00"), texts=(f"INWARD TT {SECOND}",))
REST = replace(PART, id="6", amount=Money.of("CNY", "500.00"), booked_on=date(2019, 6, 24))


def test_parts_that_bear_the_reference_and_add_up_come_before_a_charge_not_seen_before() -> None:
    found = only(run(PART, REST))
    # 479,500.00 + 500.00 = 480,000.00.
    assert (found.kind, found.lines, found.items, found.charge.minor) == ("split", ("5", "6"), (SECOND,), 0)
    # Without the rest, what lacks may be a charge, as it was.
    assert only(run(PART)).charge == Money.of("CNY", "500.00")


def test_a_charge_is_told_to_explain_nothing_where_a_person_said_no_to_nothing_else() -> None:
    plain = replace(REST, texts=("INWARD TT",))
    # The rest bears no reference: nothing says that it belongs to the instalment, and the single stays sure.
    assert only(run(PART, plain)).lines == ("5",)


@pytest.mark.parametrize(
    ("plain", "key", "words"),
    [
        ("480000.01", "more_than_sent", "Credited CNY 480,000.01 is 0.01 more than the CNY 480,000.00 sent. One of the two is a different payment"),
        ("300000.00", "less_than_sent", "Credited CNY 300,000.00 is 180,000.00 less than the CNY 480,000.00 sent, more than a bank keeps: a part of it, or a different payment"),
    ],
)  # fmt: skip
def test_a_reference_with_another_amount_is_told_and_never_sure(plain: str, key: str, words: str) -> None:
    line = replace(LINE, amount=Money.of("CNY", plain), texts=(f"INWARD TT {SECOND}",))
    outcome = match((line,), (ITEM,), rules=rules().with_threshold(50), working_days=weekdays)
    assert outcome.automatic == ()
    (guess,) = outcome.guesses["5"]
    # 60 reference, 25 a name that the bank cut, 10 days, 40 against.
    assert (guess.items, guess.confidence, guess.explained) == ((SECOND,), 55, False)
    (against,) = guess.speaks_against
    assert (against.key, say_reason(against, "en", CALLED["en"].__getitem__)) == (key, words)


def test_a_day_past_the_calendar_takes_away_its_own_count_alone() -> None:
    late = replace(LINE, id="7", booked_on=date(2027, 1, 5))

    def published(start: date, end: date) -> int | None:
        return None if max(start, end) > date(2026, 12, 31) else weekdays(start, end)

    outcome = match((LINE, late), (ITEM,), rules=rules(), working_days=published)
    alone = run(LINE)
    (guess,) = outcome.guesses["5"]
    assert [each.key for each in guess.reasons if each.key != "rival"] == [
        each.key for each in (*alone.automatic, *alone.guesses.get("5", ()))[0].reasons
    ]
