"""Two codes or models that one slip of the keyboard turns into each other."""

from __future__ import annotations


def one_slip_apart(first: str, second: str) -> bool:
    """One sign added, missing, changed, or two neighbours swapped."""
    if abs(len(first) - len(second)) > 1 or first == second:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    one, other = first[start:], second[start:]
    if len(one) == len(other):
        swapped = len(one) > 1 and one[0] == other[1] and one[1] == other[0] and one[2:] == other[2:]
        return one[1:] == other[1:] or swapped
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[1:] == shorter
