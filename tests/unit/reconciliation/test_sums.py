"""What is left out of a search for sums is never a part of one."""

from __future__ import annotations

from itertools import combinations

from hypothesis import example, given
from hypothesis import strategies as st

from guohe.reconciliation.domain.sums import sums_to

POSITIVE, NEGATIVE = st.integers(min_value=1, max_value=4), st.integers(min_value=-4, max_value=-1)


@given(
    values=st.one_of(*(st.lists(each, max_size=7) for each in (POSITIVE, NEGATIVE, POSITIVE | NEGATIVE))),
    targets=st.sets(st.integers(min_value=-8, max_value=8), min_size=1, max_size=2),
)
@example(values=[1, 1], targets={2})
@example(values=[-1, -1], targets={-2})
@example(values=[5, -1], targets={4})
def test_every_sum_is_found_and_nothing_else(values: list[int], targets: set[int]) -> None:
    named = [(f"L{at}", value) for at, value in enumerate(values)]
    found = list(sums_to(named, {each: each for each in targets}, pool=6, parts=3))
    whole = [
        (tuple(name for name, _ in chosen), sum(value for _, value in chosen))
        for size in (2, 3)
        for chosen in combinations(named, size)
        if len(named) <= 6 and sum(value for _, value in chosen) in targets
    ]
    assert found == whole
