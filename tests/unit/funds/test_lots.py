"""Lots are never overdrawn, carry their whole cost when used up, and lose no fen by any order of uses."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.funds.domain.lots import (
    Lot,
    NotEnough,
    Part,
    Policy,
    give_back,
    negate,
    shares,
    split_bought,
    take,
    target,
)

AMOUNTS = st.integers(min_value=1, max_value=10**13)


@st.composite
def some_lots(draw: st.DrawFn) -> tuple[Lot, ...]:
    count = draw(st.integers(1, 5))
    return tuple(
        Lot(id=place, amount=draw(AMOUNTS), cost=draw(st.integers(0, 10**13)))
        for place in range(1, count + 1)
    )


def drain(lots: tuple[Lot, ...], cuts: list[int], policy: Policy) -> tuple[tuple[Lot, ...], list[Part]]:
    """Uses everything, in pieces whose sizes follow ``cuts``."""
    parts: list[Part] = []
    for cut in cuts:
        left = sum(lot.left for lot in lots)
        if left:
            lots, more = take(lots, 1 + cut % left, policy)
            parts += more
    left = sum(lot.left for lot in lots)
    if left:
        lots, more = take(lots, left, policy)
        parts += more
    return lots, parts


@given(
    some_lots(), st.lists(st.integers(0, 10**13), max_size=20), st.sampled_from([Policy.FIFO, Policy.POOLED])
)
def test_a_lot_that_is_used_up_has_carried_its_whole_cost(
    lots: tuple[Lot, ...], cuts: list[int], policy: Policy
) -> None:
    after, parts = drain(lots, cuts, policy)
    assert all(lot.left == 0 and lot.carried == lot.cost for lot in after)
    for lot in lots:
        own = [part for part in parts if part.lot == lot.id]
        assert sum(part.amount for part in own) == lot.amount
        assert sum(part.carried for part in own) == lot.cost
        assert all(part.carried >= 0 for part in own)


@given(some_lots(), st.lists(st.integers(0, 10**13), max_size=20))
def test_the_carried_sum_is_never_half_a_fen_from_the_exact_cost(
    lots: tuple[Lot, ...], cuts: list[int]
) -> None:
    for cut in cuts:
        left = sum(lot.left for lot in lots)
        if left:
            lots, _ = take(lots, 1 + cut % left, Policy.FIFO)
        for lot in lots:
            exact = Fraction(lot.used * lot.cost, lot.amount)
            assert abs(lot.carried - exact) <= Fraction(1, 2)


@given(some_lots(), st.integers(1, 10**14), st.sampled_from([Policy.FIFO, Policy.POOLED]))
def test_more_than_there_is_is_refused_and_changes_nothing(
    lots: tuple[Lot, ...], extra: int, policy: Policy
) -> None:
    with pytest.raises(NotEnough):
        take(lots, sum(lot.left for lot in lots) + extra, policy)


@given(some_lots(), st.integers(0, 10**14))
def test_first_in_first_out_opens_the_next_lot_only_when_the_one_before_is_empty(
    lots: tuple[Lot, ...], wanted: int
) -> None:
    whole = sum(lot.amount for lot in lots)
    after, _ = take(lots, 1 + wanted % whole, Policy.FIFO)
    states = [(lot.used > 0, lot.left == 0) for lot in after]
    for (_, empty), (started, _) in pairwise(states):
        assert empty or not started


@given(st.integers(1, 10**13), st.lists(st.integers(1, 10**13), min_size=1, max_size=8))
def test_shares_add_up_and_are_within_one_of_exact_proportion(wanted: int, weights: list[int]) -> None:
    wanted = 1 + wanted % sum(weights)
    parts = shares(wanted, weights)
    assert sum(parts) == wanted
    for part, weight in zip(parts, weights, strict=True):
        exact = Fraction(wanted * weight, sum(weights))
        assert abs(part - exact) < 1
        assert 0 <= part <= weight


@given(some_lots(), st.integers(0, 10**14), st.sampled_from([Policy.FIFO, Policy.POOLED]))
def test_a_use_turned_round_leaves_the_lots_as_they_were(
    lots: tuple[Lot, ...], wanted: int, policy: Policy
) -> None:
    after, parts = take(lots, 1 + wanted % sum(lot.amount for lot in lots), policy)
    again, turned = negate(after, parts)
    assert again == lots
    assert [-part.carried for part in turned] == [part.carried for part in parts]


@given(some_lots(), st.lists(st.integers(0, 10**13), min_size=1, max_size=10), st.integers(0, 10**13))
def test_what_is_given_back_can_be_used_again_to_the_same_end(
    lots: tuple[Lot, ...], cuts: list[int], back: int
) -> None:
    for cut in cuts:
        left = sum(lot.left for lot in lots)
        if left:
            lots, _ = take(lots, 1 + cut % left, Policy.FIFO)
    used = sum(lot.used for lot in lots)
    lots, parts = give_back(lots, 1 + back % used, Policy.FIFO)
    assert sum(part.amount for part in parts) == -(1 + back % used)
    assert all(part.carried <= 0 for part in parts)
    after, _ = drain(lots, [], Policy.FIFO)
    assert all(lot.carried == lot.cost for lot in after)


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=6))
def test_what_is_bought_is_shared_without_a_rest(bought: int, sold: list[int]) -> None:
    parts = split_bought(bought, sold)
    assert sum(parts) == bought
    assert all(part >= 0 for part in parts)


def test_the_one_fen_lesson_of_the_demo() -> None:
    """Labour of 2018 and of January 2019 (users.md US-03): separately rounded, the second would be 18,064.52."""
    lot = Lot(id=1, amount=89_261_400, cost=71_985_000)
    # HKD 392,352.50 is spent by the end of 2018 (users.md 5.2), 22,400.00 in January.
    before = target(lot, 39_235_250)
    after = target(lot, 39_235_250 + 2_240_000)
    assert after - before == 1_806_451
    assert target(lot, 2_240_000) == 1_806_452
