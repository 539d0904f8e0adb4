"""A sum is searched for over a small pool only: beyond it some sum always fits, and proves nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations


def sums_to(
    values: Sequence[tuple[str, int]], targets: Mapping[int, int], *, pool: int, parts: int
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every choice of two to ``parts`` ids whose values add to one of the targets, with what that target stands for.

    Nothing at all when there are more than ``pool`` values.
    """
    if not 2 <= len(values) <= pool or not targets:
        return
    # Where all are of one sign, what is as large as the largest sum is a part of none.
    if all(value > 0 for _, value in values):
        most = max(targets)
        ordered = sorted(each for each in values if each[1] < most)
    elif all(value < 0 for _, value in values):
        least = min(targets)
        ordered = sorted(each for each in values if each[1] > least)
    else:
        ordered = sorted(values)
    for size in range(2, min(parts, len(ordered)) + 1):
        for chosen in combinations(ordered, size):
            added = sum([value for _, value in chosen])
            if added in targets:
                yield tuple(name for name, _ in chosen), targets[added]
