"""What a person still costs a project, in both currencies where there is a rate, and what is typed of a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.texts import LANGUAGES
from guohe.people.domain.facts import ContractFacts, CostFacts, PersonFacts, Rate
from guohe.people.domain.months import months_from
from guohe.people.domain.planned import converted, cost_to_end, without_contract
from guohe.people.domain.shares import Part, PersonMonth
from guohe.people.domain.told import contract_of, cost_of, name_of, plan_of

ON, ENDS = date(2019, 7, 2), date(2021, 5, 1)
RATE = Rate("CNY", "HKD", "1.2400", "DEMO-NKP-2018-001/T1", date(2018, 4, 20))
HKD = [
    CostFacts(date(2018, 5, 1), Money.of("HKD", "27250.00"), "scale 2018"),
    CostFacts(date(2019, 1, 1), Money.of("HKD", "28000.00"), "scale 2019"),
]
STAFF = PersonFacts(
    7,
    1,
    1,
    Name("DEMO STAFF A", "甲", "甲"),
    ContractFacts(date(2018, 5, 1), date(2020, 5, 1), 3, None, "A"),
    tuple(HKD),
)
MONTHS = tuple(
    PersonMonth(7, month, (Part("STEEL", 8000),))
    for month in months_from(date(2018, 5, 1), date(2020, 4, 30))
)


def test_the_cost_to_the_end_is_that_of_the_user_story() -> None:
    """80 % of 28,000.00 is 22,400.00 a month; from March 2019 to April 2020 are 14 months: 313,600.00 (US-06)."""
    found = cost_to_end(STAFF, MONTHS, ref="STEEL", on=date(2019, 3, 29), ends=ENDS, rate=RATE)
    assert found.amount == Money.of("HKD", "313600.00")
    # 313,600.00 / 1.24 = 252,903.2258..., rounded once.
    assert found.other == Money.of("CNY", "252903.23")
    assert (found.first, found.last, found.uncosted) == (date(2019, 3, 1), date(2020, 4, 1), ())


def test_each_month_has_the_cost_that_holds_in_it() -> None:
    """27,250.00 until December 2018, 28,000.00 from January 2019: 8 and 16 months at 80 %."""
    found = cost_to_end(STAFF, MONTHS, ref="STEEL", on=date(2018, 5, 1), ends=ENDS, rate=None)
    assert found.amount == Money.of("HKD", "532800.00")
    assert found.other is None


def test_the_end_is_the_contracts_or_the_projects_whichever_is_first() -> None:
    project = cost_to_end(STAFF, MONTHS, ref="STEEL", on=ON, ends=date(2019, 9, 1), rate=None)
    assert project.amount == Money.of("HKD", "44800.00")
    short = replace(STAFF, contract=ContractFacts(date(2018, 5, 1), date(2019, 8, 1), 3, None, "A"))
    assert cost_to_end(short, MONTHS, ref="STEEL", on=ON, ends=ENDS, rate=None).amount == Money.of(
        "HKD", "22400.00"
    )


def test_months_without_a_cost_stand_in_no_sum_and_are_told() -> None:
    late = replace(STAFF, costs=(CostFacts(date(2020, 3, 1), Money.of("HKD", "28000.00"), "s"),))
    found = cost_to_end(late, MONTHS, ref="STEEL", on=ON, ends=ENDS, rate=RATE)
    assert (found.amount, len(found.uncosted)) == (Money.of("HKD", "44800.00"), 8)
    none = cost_to_end(replace(STAFF, costs=()), MONTHS, ref="STEEL", on=ON, ends=ENDS, rate=RATE)
    assert (none.amount, none.other, len(none.uncosted)) == (None, None, 10)


def test_two_currencies_are_never_added() -> None:
    mixed = replace(STAFF, costs=(*HKD, CostFacts(date(2020, 1, 1), Money.of("CNY", "20000.00"), "s")))
    found = cost_to_end(mixed, MONTHS, ref="STEEL", on=ON, ends=ENDS, rate=RATE)
    assert (found.amount, len(found.uncosted)) == (None, 10)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (Money.of("HKD", "124.00"), Money.of("CNY", "100.00")),
        (Money.of("CNY", "100.00"), Money.of("HKD", "124.00")),
        (Money.of("HKD", "0.01"), Money.of("CNY", "0.01")),
        (Money.of("MOP", "1.00"), None),
    ],
)
def test_an_amount_crosses_by_the_rate_or_not_at_all(amount: Money, expected: Money | None) -> None:
    assert converted(amount, RATE) == expected
    assert converted(amount, None) is None


def test_months_outside_the_contract_are_told() -> None:
    assert without_contract(STAFF, MONTHS, code="P-1") is None
    early = (
        PersonMonth(7, date(2018, 4, 1), (Part("STEEL", 1),)),
        *MONTHS,
        PersonMonth(7, date(2020, 5, 1), (), 500),
    )
    found = without_contract(STAFF, early, code="P-1")
    assert found is not None
    assert (found.code, found.values["count"], found.values["first"], found.values["last"]) == (
        "BUD-452", "2", "2018-04", "2020-05",
    )  # fmt: skip
    assert without_contract(replace(STAFF, contract=None), early, code="P-1") is None


def test_everything_against_a_plan_is_told_at_once() -> None:
    plan, found = plan_of(
        first="2019-1", last="soon", share="101", starts=date(2018, 5, 1), ends=ENDS, ref="STEEL"
    )
    assert (plan, [each.code for each in found]) == (None, ["PPL-102", "PPL-102", "PPL-103"])
    for first, last, code in (
        ("2019-02", "2019-01", "PPL-104"), ("2018-05", "2028-05", "PPL-104"), ("2018-04", "2018-04", "PPL-110"),
        ("2021-05", "2021-05", "PPL-110"),
    ):  # fmt: skip
        _, found = plan_of(
            first=first, last=last, share="80", starts=date(2018, 5, 1), ends=ENDS, ref="STEEL"
        )
        assert [each.code for each in found] == [code], (first, last)
    plan, found = plan_of(
        first="2018-05", last="", share="80", starts=date(2018, 5, 7), ends=ENDS, ref="STEEL"
    )
    assert (plan is not None and plan.months, found) == ((date(2018, 5, 1),), ())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_against_a_contract_and_a_cost_is_told_in_every_language(lang: str) -> None:
    with pytest.raises(Refused) as contract:
        contract_of(starts="soon", last_day="x", notice_months="13", permit_until="y", evidence=" ")
    assert [each.code for each in contract.value.findings] == [
        "PPL-106",
        "PPL-106",
        "PPL-106",
        "PPL-109",
        "PPL-108",
    ]
    with pytest.raises(Refused) as cost:
        cost_of(from_month="x", amount="many", currency="HKD", source="")
    assert [each.code for each in cost.value.findings] == ["PPL-102", "PPL-107", "PPL-108"]
    with pytest.raises(Refused) as name:
        name_of(" ", "", "")
    kept = {
        "en": "Nothing has been recorded.",
        "zh-hant": "沒有記錄任何內容。",
        "zh-hans": "没有记录任何内容。",
    }[lang]
    for refusal in (contract, cost, name):
        assert all(each.sentence(lang).endswith(kept) for each in refusal.value.findings)


def test_a_contract_keeps_its_last_day() -> None:
    found = contract_of(
        starts="2018-05-01", last_day="2020-04-30", notice_months="3", permit_until="", evidence="A"
    )
    assert (found.starts, found.ends, found.notice_months) == (date(2018, 5, 1), date(2020, 5, 1), 3)
    with pytest.raises(Refused, match="PPL-106"):
        contract_of(
            starts="2018-05-01", last_day="2018-04-30", notice_months="3", permit_until="", evidence="A"
        )
