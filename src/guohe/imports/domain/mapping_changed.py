"""A line is posted under the category that the mapping in force gives its account, unless a person's answer chose another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money, total

CODE = "IMP-534"


class Mapped(NamedTuple):
    """A line that is about to be posted: its account, and the category that the check gave it (None: none)."""

    account: str
    category: str | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Decided:
    """A mapping by its number, with who decided it and when; ``rows`` gives an account its category, empty for "ask"."""

    number: int
    who: str
    on: str
    rows: Mapping[str, str]


def mapping_changes(
    lines: Iterable[Mapped], *, used: Mapping[str, str], in_force: Decided, used_number: int | None, job: int
) -> tuple[Finding, ...]:
    """One stop for each account that ``in_force`` says otherwise than ``used`` and than its lines (IMP-534).

    Lines whose category a person answered are left out by the caller. An account that a later mapping decided while its
    lines waited has its new category already, and is no change.
    """
    met: dict[tuple[str, str], list[Money]] = {}
    for line in lines:
        said, now = used.get(line.account, ""), in_force.rows.get(line.account, "")
        if said != now and (line.category or "") != now:
            met.setdefault((line.account, line.category or ""), []).append(line.amount)
    return tuple(
        Finding(
            CODE,
            Level.STOP,
            values={
                "account": account,
                "was": was,
                "now": in_force.rows.get(account, ""),
                "used": "–" if used_number is None else str(used_number),
                "version": str(in_force.number),
                "who": in_force.who,
                "on": in_force.on,
                "lines": str(len(amounts)),
                "amount": str(total(amounts[0].currency, amounts)),
                "number": str(job),
            },
            minor=abs(sum(amount.minor for amount in amounts)),
        )
        for (account, was), amounts in sorted(met.items())
    )
