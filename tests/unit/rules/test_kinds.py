"""Each kind at its edges. Expected figures are worked out here, by another way than the product's where there is one."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.money import Money
from guohe.rules.domain.amounts import tiered
from guohe.rules.domain.facts import Holding
from guohe.rules.domain.people import earliest_birth
from tests.unit.rules.ground import DAY, UNHURRIED, first, one

CNY = "CNY"
TIERS = [(Money.of(CNY, "5000000.00"), 2000), (Money.of(CNY, "10000000.00"), 1500), (None, 1300)]
minor = st.integers(min_value=0, max_value=10**13)


def exact(base: int) -> Fraction:
    """The 2016 tiers on a base in fen, by the definition: each fen is charged at the rate of the tier it lies in."""
    parts = (
        min(base, 500_000_000),
        max(min(base, 1_000_000_000) - 500_000_000, 0),
        max(base - 1_000_000_000, 0),
    )
    return sum(
        (
            part * rate
            for part, rate in zip(
                parts, (Fraction(20, 100), Fraction(15, 100), Fraction(13, 100)), strict=True
            )
        ),
        Fraction(),
    )


@UNHURRIED
@given(minor)
def test_a_ceiling_is_the_exact_one_rounded_once(base: int) -> None:
    assert abs(tiered(Money(CNY, base), TIERS).minor - exact(base)) <= Fraction(1, 2)


@UNHURRIED
@given(minor, st.integers(min_value=1, max_value=10**9))
def test_a_ceiling_never_falls_when_its_base_grows_and_grows_by_at_most_the_first_rate(
    base: int, more: int
) -> None:
    low, high = tiered(Money(CNY, base), TIERS).minor, tiered(Money(CNY, base + more), TIERS).minor
    assert 0 <= high - low <= more * 20 // 100 + 1


@pytest.mark.parametrize("edge", [500_000_000, 1_000_000_000])
@pytest.mark.parametrize("step", range(-3, 4))
def test_the_ceiling_has_no_jump_at_an_edge(edge: int, step: int) -> None:
    assert abs(tiered(Money(CNY, edge + step), TIERS).minor - exact(edge + step)) <= Fraction(1, 2)


def test_a_base_below_zero_allows_nothing() -> None:
    assert tiered(Money(CNY, -5), TIERS) == Money(CNY, 0)


TIER_RULE = """
measured = "indirect"
base = "direct"
less = ["equipment"]
tiers = [
  { upto = { value = "5000000.00", unit = "CNY" }, rate = { value = "20", unit = "percent" } },
  { rate = { value = "15", unit = "percent" } },
]
"""


def test_the_base_is_direct_cost_less_equipment() -> None:
    book = one("tiers", TIER_RULE)
    facts = {"direct": Money.of(CNY, "6000000.00"), "equipment": Money.of(CNY, "2000000.00")}
    ceiling = Money.of(CNY, "800000.00")  # 20 % of 4,000,000.00
    assert first(book, {**facts, "indirect": ceiling}) == ("met", ceiling, ceiling)
    over = ceiling + Money(CNY, 1)
    assert first(book, {**facts, "indirect": over}) == ("broken", over, ceiling)


def test_a_missing_amount_or_another_currency_cannot_be_told() -> None:
    book = one("tiers", TIER_RULE)
    assert first(book, {"direct": Money(CNY, 1)})[0] == "unknown"
    mixed = {"direct": Money(CNY, 1), "equipment": Money("HKD", 0), "indirect": Money(CNY, 0)}
    assert first(book, mixed)[0] == "unknown"


@UNHURRIED
@given(st.integers(0, 300))
def test_a_cap_and_a_floor_share_only_their_limit(cost: int) -> None:
    limit = 'measured = "cost"\nlimit = { value = "1.00", unit = "CNY" }'
    facts = {"cost": Money(CNY, cost)}
    cap, floor = first(one("cap", limit), facts)[0], first(one("floor", limit), facts)[0]
    assert (cap == "met") is (cost <= 100)
    assert (floor == "met") is (cost >= 100)


def test_an_exclusive_cap_does_not_allow_its_limit() -> None:
    book = one("cap", 'measured = "n"\ninclusive = false\nlimit = { value = "2", unit = "count" }')
    assert [first(book, {"n": n})[0] for n in (1, 2, 3)] == ["met", "broken", "broken"]


def test_a_cap_may_depend_on_a_fact_with_a_general_limit_beside_it() -> None:
    book = one("cap", """
measured = "cost"
by = "field"
limit = { value = "4000000.00", unit = "CNY" }
limits = [ { is = "mathematics", limit = { value = "2800000.00", unit = "CNY" } } ]
""")  # fmt: skip
    cost = Money.of(CNY, "3000000.00")
    assert first(book, {"cost": cost, "field": "chemistry"})[0] == "met"
    assert first(book, {"cost": cost, "field": "mathematics"})[0] == "broken"


@UNHURRIED
@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_share_is_compared_without_dividing(part: int, whole: int) -> None:
    book = one("share", 'part = "p"\nwhole = "w"\nat_least = { value = "12.5", unit = "percent" }')
    seen = first(book, {"p": Money(CNY, part), "w": Money(CNY, whole)})[0]
    assert (seen == "met") is (Fraction(part) >= Fraction(whole) * Fraction(125, 1000))


def test_a_dated_list_holds_from_its_first_day_until_before_its_end() -> None:
    book = one(
        "member",
        'measured = "unit"\nlist = [ { is = "A", starts = 2019-01-01, ends = 2019-06-01 }, { is = "B" } ]',
    )
    days = [date(2018, 12, 31), date(2019, 1, 1), date(2019, 5, 31), date(2019, 6, 1)]
    assert [first(book, {"unit": "A"}, day)[0] for day in days] == ["broken", "met", "met", "broken"]
    assert first(book, {"unit": "C"})[0] == "broken"
    assert first(book, {})[0] == "unknown"


def test_after_the_last_known_day_a_list_cannot_tell() -> None:
    book = one("member", 'measured = "unit"\nvalues = ["A"]\nknown_until = 2019-03-01')
    assert [first(book, {"unit": "A"}, day)[0] for day in (date(2019, 3, 1), date(2019, 3, 2))] == [
        "met",
        "unknown",
    ]


def test_a_negative_list_is_broken_by_what_stands_on_it() -> None:
    book = one("member", 'measured = "what"\nwanted = false\nvalues = ["entertainment"]')
    assert [first(book, {"what": what})[0] for what in ("travel", "entertainment")] == ["met", "broken"]


def test_two_sides_must_say_the_same() -> None:
    book = one("same", 'pairs = [ { one = "title", other = "other_title" } ]')
    assert first(book, {"title": "甲", "other_title": "甲"})[0] == "met"
    assert first(book, {"title": "甲", "other_title": "乙"})[0] == "broken"
    assert first(book, {"title": "甲"})[0] == "unknown"


def test_every_needed_thing_is_there() -> None:
    book = one("needed", 'facts = ["hk", "mainland"]')
    assert first(book, {"hk": True, "mainland": True})[0] == "met"
    assert first(book, {"hk": True, "mainland": False}) == ("broken", "mainland", None)
    assert first(book, {"hk": True})[0] == "unknown"


@UNHURRIED
@given(st.dates(date(2000, 1, 1), date(2040, 12, 31)), st.integers(20, 70))
def test_who_is_born_on_the_cut_off_has_not_passed_the_age_and_the_day_before_has(
    on: date, years: int
) -> None:
    cut = earliest_birth(on, years)
    # The birthday of that age falls on the day itself (or, born on no 29 February, on the day after the 28th).
    assert cut.year == on.year - years
    assert (cut.month, cut.day) == (on.month, on.day) or (on.month, on.day) == (2, 29)
    assert earliest_birth(on - timedelta(days=1), years) <= cut


def held(kind: str = "General", role: str = "lead", **more: object) -> Holding:
    """A running project of one person."""
    return Holding(**{"person": "P", "type": kind, "role": role, "standing": "running", **more})  # type: ignore[arg-type]


LIMIT = """
person = "person"
holdings = "holdings"
standings = ["running", "applied"]
not_types = ["Tianyuan"]
stages_not_counted = ["before site visit"]
ending_not_counted = true
months_not_counted = { value = "12", unit = "months" }
direct_types = ["Exchange"]
direct_not_counted = { value = "2000000.00", unit = "CNY" }
limit = { value = "2", unit = "count" }
roles = [ { role = "lead", weight = { value = "1", unit = "count" } }, { role = "member", weight = { value = "0", unit = "count" } } ]
"""


@pytest.mark.parametrize(
    ("third", "counted"),
    [
        (held(), 3),
        (held(employer="another university"), 3),
        (held(side="mainland"), 3),
        (held(role="member"), 2),
        (held("Tianyuan"), 2),
        (held(stage="before site visit"), 2),
        (held(ends=date(2019, 12, 31)), 2),
        (held(ends=date(2020, 1, 1)), 3),
        (held(months=12), 2),
        (held(months=13), 3),
        (held("Exchange", direct=Money.of(CNY, "2000000.00")), 2),
        (held("Exchange", direct=Money.of(CNY, "2000000.01")), 3),
        (held("General", direct=Money.of(CNY, "1.00")), 3),
        (held(person="Q"), 2),
        (held(standing="ended"), 2),
    ],
)
def test_what_counts_against_a_person(third: Holding, counted: int) -> None:
    facts = {"person": "P", "holdings": (held(), held(), third)}
    assert first(one("person_limit", LIMIT), facts) == ("met" if counted <= 2 else "broken", counted, 2)


@UNHURRIED
@given(
    st.permutations(
        [held(), held("Tianyuan"), held(role="member"), held(ends=date(2019, 5, 1)), held(person="Q")]
    )
)
def test_the_order_of_what_is_held_does_not_matter(order: list[Holding]) -> None:
    assert first(one("person_limit", LIMIT), {"person": "P", "holdings": tuple(order)}) == ("met", 1, 2)


def test_one_application_an_exercise() -> None:
    book = one("person_limit", """
person = "person"
holdings = "holdings"
exercise = "exercise"
types = ["JRS", "CRS", "YRS"]
standings = ["applied"]
limit = { value = "1", unit = "count" }
roles = [ { role = "lead", weight = { value = "1", unit = "count" } } ]
""")  # fmt: skip
    this, that = (
        held("JRS", standing="applied", exercise="2025"),
        held("CRS", standing="applied", exercise="2024"),
    )
    facts = {"person": "P", "exercise": "2025"}
    assert first(book, {**facts, "holdings": (this, that)}) == ("met", 1, 1)
    both = (this, held("CRS", standing="applied", exercise="2025"))
    assert first(book, {**facts, "holdings": both}) == ("broken", 2, 1)


def test_calendar_days_are_counted_and_working_days_are_a_fact() -> None:
    plain = one("lead_time", 'starts = "a"\nends = "b"\nat_most = { value = "30", unit = "days" }')
    facts = {"a": DAY, "b": DAY + timedelta(days=30)}
    assert first(plain, facts) == ("met", 30, 30)
    assert first(plain, {**facts, "b": DAY + timedelta(days=31)}) == ("broken", 31, 30)
    working = one(
        "lead_time",
        'starts = "a"\nends = "b"\ncounted = "n"\nregions = ["hong_kong"]\nat_least = { value = "7", unit = "working_days" }',
    )
    assert first(working, facts)[0] == "unknown"
    assert [first(working, {**facts, "n": n})[0] for n in (6, 7)] == ["broken", "met"]


def test_a_route_says_who_decides_and_an_unnamed_change_cannot_be_told() -> None:
    book = one("route", """
measured = "change"
amount = "amount"
ways = [
  { is = ["equipment"], upto = { value = "100.00", unit = "CNY" }, who = "finance" },
  { is = ["title"], who = "finance" },
]
""")  # fmt: skip
    assert first(book, {"change": "title"})[0] == "decided"
    assert first(book, {"change": "equipment", "amount": Money(CNY, 10_000)})[0] == "decided"
    assert first(book, {"change": "equipment", "amount": Money(CNY, 10_001)})[0] == "unknown"
    assert first(book, {"change": "host"})[0] == "unknown"


def test_an_open_matter_is_always_open() -> None:
    assert first(one("open", ""), {"anything": 1})[0] == "unknown"
