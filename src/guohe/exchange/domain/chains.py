"""A running balance is recomputed for every row; where it breaks, the rows after it tell what kind of slip it is.

Expected 479,850.00, seen 497,850.00. If the next balance goes on from the expected figure, this one was mistyped; if it
goes on from the seen figure, a row of the difference is missing; at the end of a file nobody can tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

Slip = Literal["unknown", "mistyped", "missing_row"]


class Break(NamedTuple):
    """Where the chain breaks: the index of the entry, what was expected, what was seen, and what it looks like."""

    at: int
    expected: int
    seen: int
    slip: Slip


def swapped_digits(first: int, second: int) -> bool:
    """The two figures differ only in the order of two digits."""
    one, other = str(abs(first)), str(abs(second))
    if len(one) != len(other) or first == second:
        return False
    apart = [at for at in range(len(one)) if one[at] != other[at]]
    return len(apart) == 2 and one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]


def breaks_in(amounts: Sequence[int], balances: Sequence[int | None], opening: int | None) -> list[Break]:
    """Every place where a balance is not the one before it plus the entry. One slip is one break.

    After a break the chain goes on from whichever figure the next balance agrees with, so that nothing is reported
    that is only its consequence.
    """
    found: list[Break] = []
    current = opening
    for at, (amount, balance) in enumerate(zip(amounts, balances, strict=True)):
        expected = None if current is None else current + amount
        if balance is None:
            current = expected
            continue
        if expected is None or balance == expected:
            current = balance
            continue
        following = _next_known(amounts, balances, at)
        if following is None:
            found.append(Break(at, expected, balance, "unknown"))
            current = balance
        elif following == expected:
            found.append(Break(at, expected, balance, "mistyped"))
            current = expected
        else:
            found.append(Break(at, expected, balance, "missing_row" if following == balance else "unknown"))
            current = balance
    return found


def _next_known(amounts: Sequence[int], balances: Sequence[int | None], at: int) -> int | None:
    """The balance that entry ``at`` must have had for the next stated balance to be right."""
    moved = 0
    for later in range(at + 1, len(amounts)):
        moved += amounts[later]
        balance = balances[later]
        if balance is not None:
            return balance - moved
    return None


def newest_first(amounts: Sequence[int], balances: Sequence[int | None]) -> bool:
    """More rows agree when the file is read from its end."""
    down = up = 0
    for at in range(1, len(amounts)):
        before, after = balances[at - 1], balances[at]
        if before is None or after is None:
            continue
        down += before + amounts[at] == after
        up += after + amounts[at - 1] == before
    return up > down
