"""The lots of every fund, traced again from the first entry by the pure model and compared with what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any, Final

from django.db import connection

from guohe.funds.domain.lots import Lot, Part, Policy, give_back, negate, split_bought, take

# Money lines in the order in which the law takes them.
_LINES: Final = """
    SELECT p.fund_id, p.journal_id, p.line, p.currency, p.amount, p.lot_id, a.role, f.lot_policy, j.reverses, j.instalment,
           j.effective_date
    FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id JOIN funds_journal AS j ON j.id = p.journal_id
    JOIN funds_fund AS f ON f.id = p.fund_id WHERE a.role IN ('income', 'expense', 'exchange')
    ORDER BY p.fund_id, p.journal_id,
             CASE WHEN a.role = 'income' AND p.amount < 0 THEN 0 WHEN a.role = 'exchange' AND p.amount > 0 THEN 1
                  WHEN a.role = 'exchange' THEN 2 WHEN p.amount > 0 THEN 3 ELSE 4 END, p.line
"""
_PARTS: Final = (
    "SELECT journal_id, line, lot_id, amount, source_amount FROM funds_allocation ORDER BY 1, 2, 3"
)
_LOTS: Final = "SELECT journal_id, line, id, amount, source_amount, opened_on FROM funds_lot ORDER BY id"


class _Fund:
    """One fund's lots while its entries pass."""

    def __init__(self, lots_by_line: dict[tuple[int, int], list[tuple[Any, ...]]]) -> None:
        self.kept = lots_by_line
        self.lots: dict[str, list[tuple[Any, Lot]]] = {}
        self.parts: dict[tuple[int, int], list[Part]] = {}
        self.brought: dict[int, list[tuple[str, int, int]]] = {}
        self.roots: dict[int, int] = {}
        self.closed: dict[int, set[int]] = {}
        self.faults: list[str] = []

    def queue(self, currency: str, on: date = date.max) -> list[Lot]:
        there = [(day, lot.id, lot) for day, lot in self.lots.get(currency, []) if day <= on]
        return [lot for _, _, lot in sorted(there, key=lambda each: each[:2])]

    def store(self, currency: str, lots: tuple[Lot, ...]) -> None:
        new = {lot.id: lot for lot in lots}
        self.lots[currency] = [(day, new.get(lot.id, lot)) for day, lot in self.lots.get(currency, [])]

    def bring(self, row: tuple[Any, ...], amounts: list[tuple[int, int]]) -> None:
        journal, line, currency = row[1], row[2], row[3]
        rows = self.kept.get((journal, line), [])
        if [(each[3], each[4]) for each in rows] != amounts:
            self.faults.append(f"J-{journal}/{line}")
        for each in rows:
            self.lots.setdefault(currency, []).append((each[5], Lot(each[2], each[3], each[4])))
            self.brought.setdefault(journal, []).append((currency, each[2], line))

    def apply(self, row: tuple[Any, ...], sold: list[Part]) -> list[Part]:
        journal, line, currency, amount, named, role, policy = row[1:8]
        if role in ("income", "exchange") and amount < 0:
            if role == "income":
                self.bring(row, [(-amount, -amount)])
            else:
                bought = split_bought(-amount, [part.amount for part in sold])
                self.bring(row, [(got, part.carried) for got, part in zip(bought, sold, strict=True)])
            return []
        if named is None and role == "expense" and amount > 0 and row[9] is not None:
            own = [number for at, number, _ in self.brought.get(journal, []) if at == currency]
            fits = [lot.id for lot in self.queue(currency) if lot.id in own and lot.left >= amount]
            named = min(fits) if fits else None
        if amount > 0:
            lots, parts = take(
                self.queue(currency, row[10]), amount, Policy(policy), named, cost=role == "expense"
            )
        else:
            lots, parts = give_back(self.queue(currency, row[10]), -amount, Policy(policy), named)
        self.store(currency, lots)
        self.parts[journal, line] = list(parts)
        return list(parts)

    def reverse(self, journal: int, old: int, lines: list[tuple[Any, ...]]) -> None:
        # All parts of a currency at once: a reversed receipt closes a lot and gives back its charge together.
        by_currency: dict[str, list[Part]] = {}
        root = self.roots[journal] = self.roots.get(old, old)
        own = {number for _, number, _ in self.brought.get(root, [])}
        shut = self.closed.pop(old, set())
        self._mark(shut, closed=False)
        for row in lines:
            line, currency = row[2], row[3]
            before = self.parts.get((old, line), [])
            if before:
                by_currency.setdefault(currency, []).extend(before)
                self.parts[journal, line] = [part.turned for part in before]
        for currency, parts in by_currency.items():
            self.store(currency, negate(self.queue(currency), parts)[0])
        for currency, number, line in self.brought.get(old, []):
            lot = next(each for each in self.queue(currency) if each.id == number)
            part = Part(number, lot.amount, lot.cost - lot.carried, cost=False)
            self.store(currency, (*(each for each in self.queue(currency) if each.id != number),
                                  replace(lot, used=lot.amount, carried=lot.cost)))  # fmt: skip
            self.parts.setdefault((journal, line), []).append(part)
        # The lots of the root are shut by its reversal, opened by the reversal of that, shut by the next.
        if not shut:
            self.closed[journal] = own
            self._mark(own, closed=True)

    def _mark(self, numbers: set[int], *, closed: bool) -> None:
        for currency, pairs in self.lots.items():
            self.lots[currency] = [
                (day, replace(lot, closed=closed) if lot.id in numbers else lot) for day, lot in pairs
            ]


def _entries(rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[int, int, list[tuple[Any, ...]]]]:
    for (fund, journal), lines in groupby(rows, key=lambda row: (row[0], row[1])):
        yield fund, journal, list(lines)


def replay_lots() -> tuple[int, int, str | None]:
    """Lines traced, lines whose lots or carried costs differ, and the first of them. Sees the hosts of the actor."""
    with connection.cursor() as cursor:
        cursor.execute(_LOTS)
        by_line: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
        for row in cursor.fetchall():
            by_line.setdefault((row[0], row[1]), []).append(row)
        cursor.execute(_PARTS)
        kept: dict[tuple[int, int], list[Part]] = {}
        for row in cursor.fetchall():
            kept.setdefault((row[0], row[1]), []).append(Part(row[2], row[3], row[4]))
        cursor.execute(_LINES)
        rows = cursor.fetchall()
    checked, faults = 0, []
    for _, own in groupby(_entries(iter(rows)), key=lambda entry: entry[0]):
        fund = _Fund(by_line)
        for _, journal, lines in own:
            checked += len(lines)
            try:
                if lines[0][8] is not None:
                    fund.reverse(journal, lines[0][8], lines)
                else:
                    sold: list[Part] = []
                    for row in lines:
                        parts = fund.apply(row, sold)
                        sold = parts if row[6] == "exchange" and row[4] > 0 else sold
            except (ValueError, KeyError, StopIteration):
                faults.append(f"J-{journal}")
                break
        faults += fund.faults
        for place, parts in fund.parts.items():
            if sorted(parts, key=lambda part: part.lot) != kept.get(place, []):
                faults.append(f"J-{place[0]}/{place[1]}")
    return checked, len(faults), faults[0] if faults else None
