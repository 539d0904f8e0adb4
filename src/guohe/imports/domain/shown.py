"""A confirmation posts the lines that its page showed, as it showed them; a line that moved since is named, and none is posted."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money, total
from guohe.kernel.texts import called

OTHER_LINES = "IMP-310"
NOT_READY = "IMP-311"
NOTHING_SHOWN = "IMP-312"
ELSEWHERE = "IMP-313"
NOT_SHOWN = "IMP-314"


class LineNow(NamedTuple):
    """A line as it stands now; what is not here was read from the file and never changes."""

    number: int
    source: str
    state: str
    grant_ref: str
    kind: str
    account: str
    category: str
    amount: Money


class Group(NamedTuple):
    """What a page adds up: the lines of one grant, kind, account and category in one currency."""

    grant_ref: str
    kind: str
    account: str
    category: str
    currency: str


class Sum(NamedTuple):
    """How many lines a group has, how much in minor units, and the digest of their numbers."""

    lines: int
    minor: int
    digest: str


@dataclass(frozen=True, slots=True)
class ShownLines:
    """Each line that a page showed by its number, with the grant and the category under which it showed it."""

    lines: Mapping[int, tuple[str, str]]

    def changed(
        self, asked: Iterable[int], now: Mapping[int, LineNow], ready: Collection[int]
    ) -> tuple[Finding, ...]:
        """One stop for each line asked for that was not shown, is not ready, or would be posted otherwise (IMP-314, IMP-311, IMP-313)."""
        found = []
        for number in asked:
            line, was = now.get(number), self.lines.get(number)
            if line is None or (number in ready and was == (line.grant_ref, line.category)):
                continue
            said = {"doc": line.source, "amount": str(line.amount)}
            if was is None:
                code = NOT_SHOWN
            elif number not in ready:
                code, said["stands"] = NOT_READY, called(f"imports.state.{line.state}")
            else:
                code = ELSEWHERE
                said |= {
                    "was_grant": was[0], "was": was[1], "grant": line.grant_ref, "now": line.category,
                }  # fmt: skip
            found.append(Finding(code, Level.STOP, values=said, minor=abs(line.amount.minor)))
        return tuple(found)

    def record(self) -> list[list[object]]:
        """For keeping: each grant and category once, with the numbers of its lines."""
        met: dict[tuple[str, str], list[int]] = {}
        for number, under in self.lines.items():
            met.setdefault(under, []).append(number)
        return [[*under, numbers] for under, numbers in met.items()]

    def written(self) -> str:
        """For a form; ``shown_in`` reads it."""
        return json.dumps({"lines": self.record()}, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class ShownGroups:
    """The sums that a page showed in the place of very many lines."""

    groups: Mapping[Group, Sum]

    def changed(self, ready: Iterable[LineNow]) -> tuple[Finding, ...]:
        """One stop for each group that holds other lines now than the page added up (IMP-310)."""
        now, none = grouped(ready), Sum(0, 0, "")
        found = []
        for group in sorted({*self.groups, *now}):
            was, is_now = self.groups.get(group, none), now.get(group, none)
            if was == is_now:
                continue
            found.append(
                Finding(
                    OTHER_LINES,
                    Level.STOP,
                    values={
                        "grant": group.grant_ref,
                        "account": group.account,
                        "now": group.category,
                        "was_lines": str(was.lines),
                        "was_amount": str(Money(group.currency, was.minor)),
                        "lines": str(is_now.lines),
                        "amount": str(Money(group.currency, is_now.minor)),
                    },
                    minor=abs(is_now.minor - was.minor),
                )
            )
        return tuple(found)

    def written(self) -> str:
        """For a form; ``shown_in`` reads it."""
        told = [[*group, *added] for group, added in self.groups.items()]
        return json.dumps({"groups": told}, ensure_ascii=False, separators=(",", ":"))


Shown = ShownLines | ShownGroups


def grouped(lines: Iterable[LineNow]) -> dict[Group, Sum]:
    """The lines added up as a page shows very many."""
    met: dict[Group, list[LineNow]] = {}
    for line in lines:
        group = Group(line.grant_ref, line.kind, line.account, line.category, line.amount.currency)
        met.setdefault(group, []).append(line)
    return {
        group: Sum(
            len(of_group),
            total(group.currency, [line.amount for line in of_group]).minor,
            digest_of(line.number for line in of_group),
        )
        for group, of_group in met.items()
    }


def digest_of(numbers: Iterable[int]) -> str:
    """The same for the same lines, in whatever order they come."""
    return sha256(",".join(map(str, sorted(numbers))).encode()).hexdigest()


def shown_in(text: str) -> Shown | None:
    """What a form said that its page showed; None where it says nothing that a page of ours writes."""
    try:
        told = json.loads(text)
        if "groups" in told:
            return ShownGroups({Group(*map(str, each[:5])): Sum(*each[5:]) for each in told["groups"]})
        return lines_in(told["lines"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def lines_in(record: Iterable[tuple[str, str, Iterable[int]]]) -> ShownLines:
    """The lines of a ``record``."""
    return ShownLines(
        {int(number): (str(ref), str(category)) for ref, category, numbers in record for number in numbers}
    )


def nothing_shown(number: int) -> Finding:
    """A confirmation that does not say what its page showed (IMP-312)."""
    return Finding(NOTHING_SHOWN, Level.STOP, values={"number": str(number)})
