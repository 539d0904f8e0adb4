"""A difference is made by lines that add to it exactly, or by none; freshness is a fact about the last check."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.money import Money
from guohe.reconciliation.domain.three_way import Candidate, Compared, compared, fresh

DAY = date(2019, 7, 2)


def lines(*minors: int) -> list[Candidate]:
    return [Candidate(f"L{at}", DAY, Money("HKD", minor), "question") for at, minor in enumerate(minors)]


def apart(ledger: int, other: int | None, *minors: int, pool: int = 12) -> Compared:
    return compared(
        key="left",
        against="erp",
        ledger=Money("HKD", ledger),
        other=None if other is None else Money("HKD", other),
        waiting=lines(*minors),
        sign=1,
        pool=pool,
        read_on=DAY,
    )


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9), st.lists(st.integers(1, 50), max_size=7))
def test_lines_that_are_called_exact_add_to_the_difference(
    ledger: int, other: int, minors: list[int]
) -> None:
    near = apart(ledger, ledger - other % 120, *minors)
    if near.exact:
        assert sum(each.amount.minor for each in near.candidates) == other % 120
    else:
        # Not one choice, or more than one of the smallest size.
        sums = [sum(c) for n in range(1, len(minors) + 1) for c in combinations(minors, n)]
        assert sums.count(other % 120) != 1


@pytest.mark.parametrize(
    ("difference", "minors", "exact", "named"),
    [
        (0, (5, 7), True, []),
        (12, (5, 7), True, ["L0", "L1"]),
        (7, (5, 7, 9), True, ["L1"]),
        (12, (5, 7, 9, 3), False, ["L0", "L1", "L2", "L3"]),
        (8, (5, 7), False, ["L0", "L1"]),
        (8, (), False, []),
    ],
)
def test_the_fewest_lines_that_fit_are_named_if_nothing_else_fits(
    difference: int, minors: tuple[int, ...], exact: bool, named: list[str]
) -> None:
    found = apart(1_000, 1_000 - difference, *minors)
    assert (found.exact, [each.ref for each in found.candidates]) == (exact, named)


def test_lines_that_would_make_two_figures_agree_are_named_and_no_agreement() -> None:
    """719,850.00 in the ledger, nothing identified at the bank, and a line of 719,850.00 that nobody has identified."""
    figure, guesses = Money("CNY", 71985000), [Candidate("1", DAY, Money("CNY", 71985000), "unidentified")]
    found = compared(
        key="credited",
        against="bank",
        ledger=figure,
        other=Money("CNY", 0),
        waiting=guesses,
        unidentified=guesses,
        sign=-1,
        pool=12,
        read_on=DAY,
    )
    assert (found.difference, found.agrees, found.open) == (Money("CNY", 0), False, False)
    assert found.candidates == tuple(guesses)


def test_sums_are_not_searched_for_in_a_large_pool() -> None:
    assert apart(10, 9, *range(1, 14)).exact is False
    assert apart(10, None, 1).difference is None


@pytest.mark.parametrize(
    ("agrees", "read", "checked", "word"),
    [
        (False, None, None, "unread"),
        (False, DAY, DAY, "failed"),
        (True, DAY, None, "no_check"),
        (True, DAY, DAY, "passed"),
        (True, DAY, DAY - timedelta(days=1), "stale"),
        (False, DAY, DAY, "open"),
    ],
)
def test_how_fresh(agrees: bool, read: date | None, checked: date | None, word: str) -> None:
    assert fresh(agrees=agrees, read_on=read, checked_on=checked, waits=word == "open") == word
