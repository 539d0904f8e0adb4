"""What two files of one account both say happened once: a line of another file with the same day, amount and sign is the same movement.

Lines are matched by count per day: two in this file and one in another are one movement that stands and one that is new. Two
equal lines of ONE file stay two. Words do not decide between kinds of file, because each kind words an entry in its own way.
Where two files of one kind differ in words or in balances, or name themselves as two statements and nothing says that one
begins where the other ends, nobody can tell: the line then waits for a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from guohe.exchange.domain.statement import StatementKind

Relation = Literal["proved", "same", "doubt", "apart"]
# The surest first, so that a line is not taken for one of which another line is certain.
_ORDER: Final[tuple[Relation, ...]] = ("proved", "same", "doubt")
# A thousand lines of one day and amount in either file are compared each with each.
_MOST_COMPARED: Final = 1_000_000
# What banks write where they have no reference.
_NONE: Final = frozenset({"", "NONREF", "NOTPROVIDED"})


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of a statement: ``at`` is its place in the file or the number of its entry; ``minor`` is signed.

    ``statement`` is the name of its statement, empty where the file is a table; ``job`` the import that holds it, 0 for the
    file that is being read.
    """

    at: int
    job: int
    kind: StatementKind
    account: str
    currency: str
    on: date
    minor: int
    words: str
    reference: str
    balance: int | None
    statement: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of the file and the line of another file that it is (``sure``) or may be."""

    line: Movement
    other: Movement
    sure: bool


# What the balances of the two statements prove: "apart", "same", or nothing.
Proof = Callable[[Movement, Movement], Relation | None]


def paired(lines: Iterable[Movement], known: Iterable[Movement], proof: Proof) -> tuple[Pair, ...]:
    """Which lines of a file stand, or may stand, in another one; every line of either is in one pair at most."""
    others = _by_key(known)
    found: list[Pair] = []
    for key, mine in _by_key(lines).items():
        found += _of_key(mine, others.get(key, []), proof)
    return tuple(sorted(found, key=lambda pair: pair.line.at))


def _by_key(lines: Iterable[Movement]) -> Mapping[tuple[object, ...], list[Movement]]:
    found: dict[tuple[object, ...], list[Movement]] = {}
    for line in lines:
        found.setdefault((line.account, line.currency, line.on, line.minor), []).append(line)
    return found


def _of_key(mine: Sequence[Movement], others: Sequence[Movement], proof: Proof) -> list[Pair]:
    found: list[Pair] = []
    if len(mine) * len(others) > _MOST_COMPARED:
        # So many equal amounts of a day are fees: they are matched in their order, not each with each.
        told = [
            (line, other, relation(line, other, proof)) for line, other in zip(mine, others, strict=False)
        ]
        return [Pair(line, other, said != "doubt") for line, other, said in told if said != "apart"]
    left, free = list(mine), list(others)
    for wanted in _ORDER:
        for line in tuple(left):
            other = next((each for each in free if relation(line, each, proof) == wanted), None)
            if other is not None:
                left.remove(line)
                free.remove(other)
                found.append(Pair(line, other, wanted != "doubt"))
    return found


def relation(line: Movement, other: Movement, proof: Proof) -> Relation:
    """How two lines of one account, day and amount stand to each other."""
    tables = line.kind == other.kind == "table"
    one, two = _reference(line), _reference(other)
    if one and two and not tables:
        if one == two:
            return "proved"
        if line.kind[:4] == other.kind[:4]:
            return "apart"
    if (proved := proof(line, other)) is not None:
        return proved
    if line.balance is not None and other.balance is not None:
        return "proved" if line.balance == other.balance else "doubt"
    if line.kind != other.kind:
        return "same"
    return "same" if tables and _alike(line.words, other.words) else "doubt"


def _reference(line: Movement) -> str:
    return "" if line.reference in _NONE else line.reference


def _alike(one: str, other: str) -> bool:
    """The same words, or one bank's shorter print of the other's."""
    first, second = sorted(("".join(one.split()), "".join(other.split())), key=len)
    return first == second or (bool(first) and first in second)
