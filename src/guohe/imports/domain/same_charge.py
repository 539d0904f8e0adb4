"""A bank's charge is one cost in the statement that brought it and in the ERP's listing; where both say it, a person is asked.

A line of a listing may be a booked charge when it is of the same grant, stands under charges, is of the same amount and
currency, within the working days of the matcher, and bears a name or a reference of it: never on amount alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.exchange.domain.folding import name_key
from guohe.exchange.domain.references import tokens
from guohe.imports.domain.charges import names_a_bank, says_charge, window
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money

SAME_CHARGE: Final = "IMP-207"
# A name of fewer letters stands in too many narratives by chance.
_LEAST: Final = 6

# Working days from the first of two dates to the second, None where they are not published.
WorkingDays = Callable[[date, date], int | None]


@dataclass(frozen=True, slots=True)
class ListedCharge:
    """What a line of a listing says of itself, with the grant and the category it would be booked under."""

    grant: str
    category: str | None
    account_name: str
    on: date
    amount: Money
    doc_ref: str
    payee: str
    description: str


@dataclass(frozen=True, slots=True)
class BookedCharge:
    """A bank's charge that the books hold from a bank line: the line by its number, file and row, and the ``journal``.

    ``amount`` is positive, ``on`` the day of the line, ``said`` its narrative and the instalments that it is of. ``category`` is
    the one under which the grant's charges report, None without a budget.
    """

    entry: int
    file: str
    row: int
    journal: int
    grant: str
    amount: Money
    on: date
    said: tuple[str, ...]
    category: str | None = None


def may_be_charge(line: ListedCharge, category: str | None) -> bool:
    """It stands under charges, by its category or its account's name, and is money out."""
    under_charges = says_charge(line.account_name) or (category is not None and line.category == category)
    return under_charges and line.amount.minor > 0


def is_same(line: ListedCharge, charge: BookedCharge, days: WorkingDays) -> bool:
    """Whether the line may be that charge. Dates that no calendar has published speak for asking: a person knows."""
    if (line.grant, line.amount) != (charge.grant, charge.amount) or not may_be_charge(line, charge.category):
        return False
    working, calendar = window()
    if abs((line.on - charge.on).days) > calendar:
        return False
    apart = days(min(line.on, charge.on), max(line.on, charge.on))
    return (apart is None or apart <= working) and (_refers(line, charge) or _named(line, charge))


def _refers(line: ListedCharge, charge: BookedCharge) -> bool:
    own = tokens((line.doc_ref, line.payee, line.description))
    return bool(own & tokens(charge.said))


def _named(line: ListedCharge, charge: BookedCharge) -> bool:
    """Its own words say a charge or a bank, or its payee is named on the bank's line; its account's name says nothing here."""
    payee = name_key(line.payee)
    on_the_line = len(payee) >= _LEAST and payee in name_key(" ".join(charge.said))
    return on_the_line or says_charge(f"{line.payee} {line.description}") or names_a_bank(line.payee)


def first_same(line: ListedCharge, charges: Iterable[BookedCharge], days: WorkingDays) -> BookedCharge | None:
    """Of the charges that the line may be, the one of the nearest day."""
    found = [charge for charge in charges if is_same(line, charge, days)]
    return min(found, key=lambda each: (abs((each.on - line.on).days), each.entry), default=None)


def one_charge(place: Place, doc_ref: str, amount: Money, charge: BookedCharge) -> Finding:
    """Asks whether a line and a booked charge are one cost (IMP-207)."""
    return Finding(
        SAME_CHARGE,
        Level.HOLD,
        place,
        {
            "doc": doc_ref or f"({place.row})",
            "amount": str(amount),
            "file": charge.file,
            "first": str(charge.row),
            "on": charge.on.isoformat(),
            "booked": f"J-{charge.journal}",
            "entry": str(charge.entry),
        },
        minor=abs(amount.minor),
    )
