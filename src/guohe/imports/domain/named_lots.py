"""Under the policy "specified" a cost is paid by the lots that its file or a person names, and by no other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from guohe.funds.domain.printed_lots import LotPosition
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money, total


class Part(NamedTuple):
    """What one lot pays of a line; negative for what comes back to it."""

    lot: int
    amount: Money


class Stock(NamedTuple):
    """A lot that stands: what is left of it, and what costs used of it, in minor units of its currency."""

    currency: str
    opened_on: date
    left: int
    spent: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A cost that waits: how it is called, its grant, its day and its amount."""

    source: str
    ref: str
    on: date
    amount: Money


def stock_of(lots: Iterable[LotPosition]) -> dict[int, Stock]:
    """The lots that stand, by number."""
    return {
        lot.id: Stock(lot.amount.currency, lot.opened_on, lot.left.minor, lot.spent.minor)
        for lot in lots
        if not lot.reversed
    }


def nameable(lots: Iterable[LotPosition], asked: Asked) -> tuple[LotPosition, ...]:
    """The lots that could pay something of a cost, or take something of a return back, in the order in which they came."""
    return tuple(
        lot
        for lot in lots
        if not lot.reversed
        and lot.amount.currency == asked.amount.currency
        and lot.opened_on <= asked.on
        and (lot.left if asked.amount.minor > 0 else lot.spent).minor > 0
    )


def called_so(
    source: str, seen: str, amount: Money, lots: Sequence[LotPosition], *, ref: str
) -> tuple[Part, ...] | Finding:
    """The whole line from the one lot that is called so: by its number (L-7), else its deal, else its instalment (T1).

    A finding when no lot of the grant in that currency is called so (IMP-281), or several are (IMP-282).
    """
    own = [lot for lot in lots if lot.amount.currency == amount.currency and not lot.reversed]
    said = seen.strip().casefold()
    for names in (_number, _deal, _instalment):
        found = [lot for lot in own if said in names(lot)]
        if len(found) == 1:
            return (Part(found[0].id, amount),)
        if found:
            values = {"source": source, "seen": seen, "lots": _told(found)}
            return Finding("IMP-282", Level.HOLD, values=values)
    told = {"source": source, "seen": seen, "ref": ref, "currency": amount.currency, "lots": _told(own)}
    return Finding("IMP-281", Level.HOLD, values=told)


def why_not(source: str, part: Part, stock: Mapping[int, Stock], on: date) -> Finding | None:
    """Why the books would not take this from the lot: of another fund or currency (MON-325), not there yet (MON-550), too
    little left (MON-551), or too little spent to come back (MON-552); None where they would."""
    amount, code = part.amount, f"L-{part.lot}"
    lot = stock.get(part.lot)
    if lot is None or lot.currency != amount.currency:
        return Finding("MON-325", Level.STOP, values={"source": source, "lot": code})
    if lot.opened_on > on:
        values = {"source": source, "lot": code, "day": on.isoformat(), "first": lot.opened_on.isoformat()}
        return Finding("MON-550", Level.STOP, values=values)
    free = lot.left if amount.minor > 0 else lot.spent
    if abs(amount.minor) <= free:
        return None
    told = {
        "source": source,
        "lot": code,
        "amount": str(abs(amount)),
        "left": str(Money(amount.currency, free)),
    }
    return Finding("MON-551" if amount.minor > 0 else "MON-552", Level.STOP, values=told)


def check_parts(asked: Asked, parts: Sequence[Part], stock: Mapping[int, Stock]) -> tuple[Finding, ...]:
    """Every reason why these parts do not pay the line: they do not add to it (IMP-280), and those of ``why_not``."""
    found = [fault for part in parts if (fault := why_not(asked.source, part, stock, asked.on)) is not None]
    same = [part.amount for part in parts if part.amount.currency == asked.amount.currency]
    added = total(asked.amount.currency, same)
    aside = any(part.amount.minor * asked.amount.minor <= 0 for part in parts)
    if added != asked.amount or aside or len({part.lot for part in parts}) != len(parts):
        values = {"source": asked.source, "sum": str(added), "amount": str(asked.amount)}
        found.insert(0, Finding("IMP-280", Level.STOP, values=values))
    return tuple(found)


def _number(lot: LotPosition) -> tuple[str, ...]:
    return (lot.code.casefold(),)


def _deal(lot: LotPosition) -> tuple[str, ...]:
    return (lot.deal_no.casefold(),) if lot.deal_no else ()


def _instalment(lot: LotPosition) -> tuple[str, ...]:
    ref = lot.source_ref.casefold()
    return (ref, ref.rpartition("/")[2])


def _told(lots: Sequence[LotPosition]) -> str:
    return ", ".join(f"{lot.code} ({lot.deal_no or lot.source_ref})" for lot in lots) or "–"
