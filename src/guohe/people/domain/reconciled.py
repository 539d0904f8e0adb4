"""What the payroll says is compared with the labour lines of the books by reference, never by the amount alone.

Several people may share one reference: then the sum of their rows is compared with the sum of its lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guohe.kernel.money import Money
from guohe.people.domain.payroll import Paid


class Stand(StrEnum):
    """Agreed; different; only in the payroll; only in the books."""

    AGREED = "agreed"
    DIFFERENT = "different"
    PAYROLL_ONLY = "payroll_only"
    BOOKS_ONLY = "books_only"


@dataclass(frozen=True, slots=True)
class LabourLine:
    """A labour line of the books: its reference, its day and its amount; what was turned back is negative."""

    reference: str
    on: date
    amount: Money
    journal: int


@dataclass(frozen=True, slots=True)
class Compared:
    """One person's month against the books. ``person`` is None for a line that no payroll row names.

    ``booked`` is what the books have under the reference, for all its people (``sharing``) together.
    """

    person: int | None
    month: date
    reference: str
    paid: Money | None
    booked: Money | None
    difference: Money | None
    stand: Stand
    sharing: int = 1
    journals: tuple[int, ...] = ()


def reconcile(paid: Iterable[Paid], lines: Iterable[LabourLine]) -> tuple[Compared, ...]:
    """Every payroll row and every labour line of one grant, by month, reference and person; nothing is left out.

    Of rows for the same person, month and reference the last one counts: a payroll is corrected by a later file.
    """
    latest: dict[tuple[int, date, str], Paid] = {}
    for row in paid:
        latest[row.person, row.month, row.reference] = row
    rows: dict[tuple[str, str], list[Paid]] = defaultdict(list)
    for row in latest.values():
        rows[row.reference, row.amount.currency].append(row)
    booked: dict[tuple[str, str], list[LabourLine]] = defaultdict(list)
    for line in lines:
        booked[line.reference, line.amount.currency].append(line)
    found: list[Compared] = []
    for key, group in rows.items():
        own = booked.get(key, [])
        currency = key[1]
        said = sum(row.amount.minor for row in group)
        there = sum(line.amount.minor for line in own)
        stand = Stand.PAYROLL_ONLY if not own else Stand.AGREED if said == there else Stand.DIFFERENT
        journals = tuple(sorted({line.journal for line in own}))
        in_books = Money(currency, there) if own else None
        left = Money(currency, said - there)
        found += [
            Compared(
                row.person, row.month, row.reference, row.amount, in_books, left, stand, len(group), journals
            )
            for row in group
        ]
    for (reference, currency), own in booked.items():
        there = sum(line.amount.minor for line in own)
        # An entry that was wholly turned back leaves nothing to be compared.
        if (reference, currency) not in rows and there:
            found.append(
                Compared(
                    None,
                    min(line.on for line in own).replace(day=1),
                    reference,
                    None,
                    Money(currency, there),
                    Money(currency, -there),
                    Stand.BOOKS_ONLY,
                    0,
                    tuple(sorted({line.journal for line in own})),
                )
            )
    return tuple(sorted(found, key=lambda each: (each.month, each.reference, each.person or 0)))
