"""The laws that hold for every statement and every list of open items."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guohe.kernel.money import Money, round_half_up
from guohe.reconciliation.domain.match import match
from guohe.reconciliation.domain.rules import Rules, rules
from guohe.reconciliation.domain.values import Match, OpenItem, Outcome, StatementLine
from tests.unit.reconciliation.ground import FIRST, some_items, some_lines, weekdays

RULES = rules()
# Reasons that do not rest on the amount.
INDEPENDENT = {
    "reference",
    "reference_slip",
    "reference_some",
    "name",
    "name_cut",
    "name_holds",
    "name_begins",
    "charge_usual",
    "uetr",
    "reference_uetr",
    "paid_name",
    "paid_name_cut",
    "paid_name_holds",
    "paid_name_begins",
    "paid_charge_usual",
}
LAX = st.sampled_from((RULES, RULES.with_threshold(25), replace(RULES, threshold=40, margin=1)))


def run(lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...], with_rules: Rules = RULES) -> Outcome:
    return match(lines, items, rules=with_rules, working_days=weekdays)


def every(outcome: Outcome) -> list[Match]:
    return [*outcome.automatic, *(each for guesses in outcome.guesses.values() for each in guesses)]


@settings(max_examples=150)
@given(some_lines(), some_items(), LAX)
def test_a_line_and_an_item_are_settled_at_most_once(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...], with_rules: Rules
) -> None:
    found = run(lines, items, with_rules)
    used = [each for settled in found.automatic for each in settled.lines]
    met = [each for settled in found.automatic for each in settled.items]
    assert len(used) == len(set(used))
    assert len(met) == len(set(met))
    assert not set(used) & set(found.guesses)


@settings(max_examples=150)
@given(some_lines(), some_items(), LAX, st.randoms(use_true_random=False))
def test_the_order_in_which_they_come_changes_nothing(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...], with_rules: Rules, shuffled: Random
) -> None:
    other_lines, other_items = list(lines), list(items)
    shuffled.shuffle(other_lines)
    shuffled.shuffle(other_items)
    assert run(tuple(other_lines), tuple(other_items), with_rules) == run(lines, items, with_rules)


@settings(max_examples=150)
@given(some_lines(), some_items())
def test_the_charge_explains_the_difference_to_the_last_unit(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...]
) -> None:
    line, item = {each.id: each for each in lines}, {each.id: each for each in items}
    for found in every(run(lines, items)):
        credited = sum(line[each].amount.minor for each in found.lines)
        if not found.explained:
            assert found.charge.minor == 0
            continue
        if found.kind == "reversal":
            assert credited == -found.charge.minor
            continue
        owed = 0
        for each in found.items:
            amount, rate = item[each].amount, line[found.lines[0]].rate
            if amount.currency != "CNY":
                assert rate is not None
                amount = Money("CNY", round_half_up(amount.minor * rate.numerator, rate.denominator))
            owed += amount.minor
        assert credited == owed - found.charge.minor
        assert found.charge.minor >= 0


@settings(max_examples=150)
@given(some_lines(), some_items())
def test_nothing_is_matched_on_amount_alone(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...]
) -> None:
    for found in every(run(lines, items, replace(RULES, worth_showing=-1_000))):
        assert {each.key for each in found.speaks_for} & INDEPENDENT
        assert found.points == sum(each.weight for each in found.reasons)


@settings(max_examples=150)
@given(some_lines(), some_items(), LAX)
def test_other_ids_give_the_same_matches(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...], with_rules: Rules
) -> None:
    """Ids are turned round, so that their order is turned round too."""
    line_id = {each.id: f"X{99 - at}" for at, each in enumerate(lines)}
    item_id = {each.id: f"Y{99 - at}" for at, each in enumerate(items)}
    renamed = run(
        tuple(replace(each, id=line_id[each.id]) for each in lines),
        tuple(replace(each, id=item_id[each.id]) for each in items),
        with_rules,
    )
    expected = {
        (
            frozenset(map(line_id.get, each.lines)),
            frozenset(map(item_id.get, each.items)),
            each.charge,
            each.points,
        )
        for each in run(lines, items, with_rules).automatic
    }
    assert {
        (frozenset(each.lines), frozenset(each.items), each.charge, each.points) for each in renamed.automatic
    } == expected


@settings(max_examples=150)
@given(some_lines(), some_items(), LAX)
def test_a_line_of_somebody_else_changes_no_settled_match(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...], with_rules: Rules
) -> None:
    stranger = StatementLine(
        id="STRANGER",
        account="DEMO",
        amount=Money("CNY", 48_000_000),
        booked_on=FIRST + timedelta(days=3),
        names=("Unrelated Demo Shop",),
        texts=("CARD 9-77-1",),
    )
    before = run(lines, tuple(replace(each, charges=()) for each in items), with_rules)
    after = run((*lines, stranger), tuple(replace(each, charges=()) for each in items), with_rules)
    assert after.automatic == before.automatic


@settings(max_examples=150)
@given(some_lines(), some_items(), st.integers(26, 200))
def test_nothing_is_settled_below_the_threshold_of_the_host(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...], threshold: int
) -> None:
    found = run(lines, items, RULES.with_threshold(threshold))
    assert all(each.points >= threshold for each in found.automatic)


@settings(max_examples=150)
@given(some_lines(), some_items())
def test_a_refused_pair_does_not_come_back(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...]
) -> None:
    before = [each for each in every(run(lines, items)) if each.items]
    refused = frozenset((a, b) for each in before for a in each.lines for b in each.items)
    after = match(lines, items, rules=RULES, working_days=weekdays, refused=refused)
    assert not any((a, b) in refused for each in every(after) for a in each.lines for b in each.items)


@pytest.mark.parametrize("name", ["threshold", "margin", "pool", "parts", "prefix"])
def test_the_rules_name_their_numbers(name: str) -> None:
    assert getattr(RULES, name) > 0


@settings(max_examples=150)
@given(some_lines(), some_items(), st.integers(50, 200))
def test_what_bears_a_reference_and_another_amount_is_settled_by_no_threshold(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...], threshold: int
) -> None:
    outcome = run(lines, items, RULES.with_threshold(threshold))
    assert all(found.explained for found in outcome.automatic)
    line, item = {each.id: each for each in lines}, {each.id: each for each in items}
    for found in every(outcome):
        if not found.explained:
            credited, owed = line[found.lines[0]].amount, item[found.items[0]].amount
            assert credited.currency == owed.currency
            assert credited != owed
            assert [reason.key for reason in found.speaks_against if reason.key.endswith("_than_sent")]


@settings(max_examples=150)
@given(some_lines(), some_items(), st.sets(st.integers(0, 20)))
def test_days_that_nobody_published_take_away_their_own_count_alone(
    lines: tuple[StatementLine, ...], items: tuple[OpenItem, ...], unknown: set[int]
) -> None:
    days = {FIRST + timedelta(days=each) for each in unknown}

    def some(start: date, end: date) -> int | None:
        return None if {start, end} & days else weekdays(start, end)

    outcome = match(lines, items, rules=RULES, working_days=some)
    plain = {
        (each.lines, each.items): each
        for each in every(match(lines, items, rules=RULES, working_days=weekdays))
    }
    line, item = {each.id: each for each in lines}, {each.id: each for each in items}
    for found in every(outcome):
        touched = {line[each].booked_on for each in found.lines} | {item[each].on for each in found.items}
        said = [reason for reason in found.reasons if reason.key == "days_unknown"]
        assert bool(said) <= bool(touched & days)
        same = plain.get((found.lines, found.items))
        if same is not None and not touched & days:
            mine, theirs = (
                {(r.key, r.weight) for r in each.reasons} - {("rival", -RULES.margin)}
                for each in (found, same)
            )
            assert mine == theirs
