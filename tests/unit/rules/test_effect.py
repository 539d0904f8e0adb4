"""What a new version does to an award: gains and losses swap when it is read the other way round, and itself changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.findings import Refused
from guohe.kernel.money import Money
from guohe.programmes.queries.rulebooks import book as shipped
from guohe.rules.domain.effect import AwardEffect, Case, Effect, Why, effect_on, together
from guohe.rules.domain.facts import Fact
from guohe.rules.domain.rule_changes import What, compare
from guohe.rules.domain.values import Book
from tests.unit.rules.ground import DAY, HEAD, UNHURRIED, loaded

SWAPPED = {Effect.GAINS: Effect.LOSES, Effect.LOSES: Effect.GAINS}
# The head's transitional rule is one that was read.
SAID = HEAD.replace('counts = "event"', 'counts = "event"\ntransition_evidence = "S1"')


def rule(
    rule_id: str,
    kind: str,
    parameters: str,
    *,
    level: str = "stop",
    evidence: str = "S1",
    article: str = "1",
    when: str = "",
) -> str:
    return f"""
[[rules]]
id = "{rule_id}"
kind = "{kind}"
level = "{level}"
decides = "finance"
{when}
words = {{ en = "A.", zh_hant = "甲。", zh_hans = "甲。" }}
clause = {{ document = "doc", article = "{article}", in_force = "2018", evidence = "{evidence}" }}
parameters = {{ {parameters} }}
"""


def book(*rules: str, version: str = "1.0", head: str = SAID) -> Book:
    """A version whose rules need no examples here."""
    found, faults = loaded(head.replace('version = "1.0"', f'version = "{version}"') + "".join(rules))
    assert {fault.code for fault in faults} <= {"RUL-817", "RUL-804"}, [dict(f.values) for f in faults]
    assert found is not None
    return found


def cap(limit: str, **options: str) -> str:
    unit = f'measured = "cost", limit = {{ value = "{limit}", unit = "CNY" }}'
    return rule("cap", "cap", unit, **options)


def cny(amount: str) -> Money:
    return Money.of("CNY", amount)


def case(**facts: Fact) -> tuple[Case, ...]:
    return (Case("award", facts),)


def told(earlier: Book, later: Book, *cases: Case) -> AwardEffect:
    return effect_on(compare(earlier, later), cases, DAY)


def only(earlier: Book, later: Book, *cases: Case) -> tuple[Effect, list[Why]]:
    found = told(earlier, later, *cases)
    return found.effect, [reason.why for each in found.rules for reason in each.reasons]


def test_changed_added_and_gone_rules_with_clauses_and_parameters() -> None:
    same = rule("kept", "needed", 'facts = ["a"]')
    earlier = book(cap("100.00"), rule("old", "needed", 'facts = ["b"]'), same)
    later = book(cap("120.00", article="2"), rule("new", "needed", 'facts = ["c"]'), same, version="1.1")
    found = compare(earlier, later)
    assert [(each.id, each.what) for each in found.rules] == [
        ("cap", What.CHANGED),
        ("new", What.ADDED),
        ("old", What.GONE),
    ]
    assert [(field.what, field.before, field.after) for field in found.rules[0].fields] == [
        ("clause", "测试办法 测〔2018〕1号, 1, 2018", "测试办法 测〔2018〕1号, 2, 2018"),
        ("limit", "100.00 CNY", "120.00 CNY"),
    ]


def test_versions_of_two_books_are_not_compared() -> None:
    other = book(cap("100.00"), head=SAID.replace('id = "test"', 'id = "other"'))
    with pytest.raises(Refused, match="RUL-851"):
        compare(book(cap("100.00")), other)


def test_a_new_date_or_new_words_alone_change_nothing_for_an_award() -> None:
    later = book(cap("100.00", article="2"), version="1.1")
    assert [each.judges_otherwise for each in compare(book(cap("100.00")), later).rules] == [False]
    assert only(book(cap("100.00")), later, *case(cost=cny("100.01"))) == (Effect.SAME, [])


@pytest.mark.parametrize(
    ("before", "after", "cost", "effect", "why"),
    [
        # Room: 100 - 40 = 60 becomes 120 - 40 = 80, or 90 - 40 = 50.
        (cap("100.00"), cap("120.00"), "40.00", Effect.GAINS, Why.LIMIT),
        (cap("100.00"), cap("90.00"), "40.00", Effect.LOSES, Why.LIMIT),
        (cap("100.00"), cap("110.00"), "110.00", Effect.GAINS, Why.EASED),
        (cap("100.00"), cap("90.00"), "95.00", Effect.LOSES, Why.HARDENED),
        (cap("100.00"), cap("100.00", level="hold"), "100.01", Effect.GAINS, Why.EASED),
        (cap("100.00"), cap("100.00", level="hold"), "40.00", Effect.GAINS, Why.LEVEL),
        (cap("100.00", level="note"), cap("100.00"), "40.00", Effect.LOSES, Why.LEVEL),
        (cap("100.00"), cap("120.00"), "", Effect.GAINS, Why.LIMIT),
        ("", cap("120.00"), "40.00", Effect.LOSES, Why.NEW_LIMIT),
        (cap("100.00"), "", "40.00", Effect.GAINS, Why.LIMIT_GONE),
        ("", cap("120.00"), "", Effect.UNCLEAR, Why.MISSING),
        (cap("100.00"), cap("120.00", evidence="own high"), "40.00", Effect.UNCLEAR, Why.UNSEEN),
        (cap("100.00"), rule("cap", "open", "", level="note"), "40.00", Effect.UNCLEAR, Why.OPEN),
        (cap("100.00"), cap("120.00").replace('"cost"', '"total"'), "40.00", Effect.UNCLEAR, Why.MISSING),
    ],
)
def test_one_limit(before: str, after: str, cost: str, effect: Effect, why: Why) -> None:
    other = rule("other", "needed", 'facts = ["x"]')
    earlier, later = book(before, other), book(after, other, version="1.1")
    facts = case(cost=cny(cost)) if cost else case(date=DAY)
    found, reasons = only(earlier, later, *facts)
    assert (found, why in reasons) == (effect, True), reasons
    assert only(later, earlier, *facts)[0] is SWAPPED.get(effect, effect)


def test_a_floor_and_a_share_are_read_the_right_way_round() -> None:
    floor = ("floor", 'measured = "months", limit = { value = "%s", unit = "months" }')
    share = ("share", 'part = "cost", whole = "total", at_most = { value = "%s", unit = "percent" }')
    for (kind, parameters), effect in ((floor, Effect.LOSES), (share, Effect.GAINS)):
        earlier = book(rule("r", kind, parameters % "6"))
        later = book(rule("r", kind, parameters % "9"), version="1.1")
        facts = case(months=12, cost=cny("5.00"), total=cny("100.00"))
        assert only(earlier, later, *facts) == (effect, [Why.LIMIT])


def test_a_missing_fact_is_named() -> None:
    tiers = 'measured = "indirect", base = "direct", tiers = [{ rate = { value = "%s", unit = "percent" } }]'
    earlier, later = (book(rule("r", "tiers", tiers % rate), version=f"1.{rate}") for rate in ("20", "30"))
    (found,) = told(earlier, later, *case(direct=cny("100.00"))).rules
    assert [(each.why, each.lacking) for each in found.reasons] == [(Why.MISSING, ("indirect",))]


def test_who_decides_is_nearer_by_the_order_of_both_versions() -> None:
    ways = (
        'measured = "change", amount = "amount", ways = ['
        '{ is = ["move"], upto = { value = "%s", unit = "CNY" }, who = "finance" }, { is = ["move"], who = "officer" }]'
    )
    head = SAID + '\n[people.officer]\nen = "the officer"\nzh_hant = "主管"\nzh_hans = "主管"\n'
    earlier, later = (
        book(rule("r", "route", ways % f"{upto}.00", level="note"), version=upto, head=head)
        for upto in ("20000", "50000")
    )
    request = Case("request:C-1", {"change": "move", "amount": cny("30000.00")})
    assert only(earlier, later, request) == (Effect.GAINS, [Why.DECIDER])
    assert only(later, earlier, request) == (Effect.LOSES, [Why.DECIDER])
    assert only(earlier, later, Case("move", {"change": "move"})) == (Effect.GAINS, [Why.LIMIT])
    far = Case("request:C-2", {"change": "move", "amount": cny("90000.00")})
    assert only(earlier, later, far) == (Effect.SAME, [])
    # What neither version names is none of the rule's; what one alone names has nobody in the other.
    assert only(earlier, later, Case("change", {"change": "duration"})) == (Effect.SAME, [])
    named = book(
        rule("r", "route", ways.replace('"move"], who', '"move", "duration"], who') % "9.00", level="note"),
        version="2",
        head=head,
    )
    assert only(earlier, named, Case("change", {"change": "duration"})) == (Effect.UNCLEAR, [Why.NOBODY])


def test_gains_never_hide_losses_and_what_is_unclear_stands_first() -> None:
    assert together([Effect.GAINS, Effect.SAME]) is Effect.GAINS
    assert together([Effect.GAINS, Effect.LOSES]) is Effect.BOTH
    assert together([Effect.LOSES, Effect.UNCLEAR, Effect.BOTH]) is Effect.UNCLEAR
    assert together([]) is Effect.SAME


def test_without_a_transitional_rule_that_was_read_nothing_is_sure() -> None:
    """The head names no evidence for its transitional rule."""
    later = book(cap("120.00"), version="1.1", head=HEAD)
    assert not later.transition_is_said
    found = told(book(cap("100.00")), later, *case(cost=cny("40.00")))
    assert (found.effect, found.unsaid, found.rules[0].effect) == (Effect.UNCLEAR, True, Effect.GAINS)
    weak = replace(later, transition_grade=book(cap("1.00", evidence="own high")).rules[0].clause.grade)
    assert not weak.transition_is_said


LIMITS = st.integers(1, 300).map(lambda number: f"{number}.00")
LEVELS = st.sampled_from(["stop", "hold", "note"])
EVIDENCE = st.sampled_from(["S1", "S1", "own low"])
ONE = st.one_of(
    st.builds(
        lambda limit, level, evidence: cap(limit, level=level, evidence=evidence), LIMITS, LEVELS, EVIDENCE
    ),
    st.builds(
        lambda limit, level: rule(
            "floor",
            "floor",
            f'measured = "months", limit = {{ value = "{limit[:-3]}", unit = "months" }}',
            level=level,
        ),
        LIMITS,
        LEVELS,
    ),
    st.builds(
        lambda rate, level: rule(
            "share",
            "share",
            f'part = "cost", whole = "total", at_least = {{ value = "{rate}", unit = "percent" }}',
            level=level,
        ),
        st.integers(1, 99),
        LEVELS,
    ),
    st.builds(
        lambda among, level: rule(
            "member", "member", f'measured = "category", values = ["{among}"]', level=level
        ),
        st.sampled_from(["a", "b"]),
        LEVELS,
    ),
    st.just(rule("open", "open", "", level="note")),
    st.builds(
        lambda level: rule(
            "needed", "needed", 'facts = ["consent"]', level=level, when='when = { category = "a" }'
        ),
        LEVELS,
    ),
)
RULES = st.lists(ONE, min_size=1, max_size=5, unique_by=lambda text: text.split('id = "')[1].split('"')[0])
FACTS = st.fixed_dictionaries(
    {},
    optional={
        "cost": st.integers(0, 30_000).map(lambda minor: Money("CNY", minor)),
        "total": st.integers(0, 60_000).map(lambda minor: Money("CNY", minor)),
        "months": st.integers(0, 300),
        "category": st.sampled_from(["a", "b"]),
        "consent": st.booleans(),
    },
)


@UNHURRIED
@given(RULES, st.lists(FACTS, min_size=1, max_size=3))
def test_a_version_compared_with_itself_changes_nothing(
    rules: list[str], facts: list[dict[str, Fact]]
) -> None:
    one = book(*rules)
    cases = [Case(f"case {at}", each) for at, each in enumerate(facts)]
    assert compare(one, one).rules == ()
    assert told(one, book(*rules), *cases) == AwardEffect(DAY, Effect.SAME, (), False)


@UNHURRIED
@given(RULES, RULES, st.lists(FACTS, min_size=1, max_size=3))
def test_read_the_other_way_round_gains_and_losses_swap(
    first: list[str], second: list[str], facts: list[dict[str, Fact]]
) -> None:
    earlier, later = book(*first), book(*second, version="1.1")
    cases = [Case(f"case {at}", each) for at, each in enumerate(facts)]
    there, back = told(earlier, later, *cases), told(later, earlier, *cases)
    assert back.effect is SWAPPED.get(there.effect, there.effect)
    assert {each.change.id: each.effect for each in back.rules} == {
        each.change.id: SWAPPED.get(each.effect, each.effect) for each in there.rules
    }
    kinds = {What.ADDED: What.GONE, What.GONE: What.ADDED}
    assert {each.id: each.what for each in compare(later, earlier).rules} == {
        each.id: kinds.get(each.what, each.what) for each in compare(earlier, later).rules
    }


@UNHURRIED
@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 300))
def test_a_higher_cap_is_never_less_room(first: int, second: int, cost: int) -> None:
    found, _ = only(
        book(cap(f"{first}.00")), book(cap(f"{second}.00"), version="1.1"), *case(cost=cny(f"{cost}.00"))
    )
    wanted = Effect.SAME if first == second else Effect.GAINS if second > first else Effect.LOSES
    assert found is wanted


def test_real_books_say_that_their_new_text_was_not_seen() -> None:
    """Their transitional rule was read nowhere either (policy.md, section 2): nothing is sure before somebody asks."""
    facts = case(indirect=cny("100000.00"), direct=cny("1000000.00"), equipment_purchase=cny("0.00"))
    found = effect_on(compare(shipped("nkrd-fund@2016"), shipped("nkrd-fund@2021")), facts, date(2021, 6, 1))
    ceiling = next(each for each in found.rules if each.change.id == "indirect-ceiling")
    # The version of 2021 asks first whether the project is theoretical, which no fact here says.
    assert [(each.why, each.lacking) for each in ceiling.reasons] == [
        (Why.UNSEEN, ()),
        (Why.MISSING, ("pure_theory",)),
    ]
    assert (found.effect, found.unsaid) == (Effect.UNCLEAR, True)
