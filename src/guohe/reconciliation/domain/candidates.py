"""A line is compared only with items that share a reference, a beginning of a name, or a charge pattern with it.

Amount alone fetches nothing. Every look-up is in an index, and every list it gives is bounded by a window of dates or of
amounts, so that the whole grows as n log n.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from guohe.exchange.domain.references import reference_key, tokens
from guohe.reconciliation.domain.names import signs
from guohe.reconciliation.domain.references import one_slip, without_one
from guohe.reconciliation.domain.rules import Rules
from guohe.reconciliation.domain.said import says_charged
from guohe.reconciliation.domain.values import OpenItem, StatementLine

Beginning = tuple[str, str]


class Candidates:
    """The open items by reference, by name and amount, and by amount plus a usual charge."""

    def __init__(self, lines: Sequence[StatementLine], items: Sequence[OpenItem], rules: Rules) -> None:
        self._rules = rules
        self.by_reference: dict[str, list[OpenItem]] = defaultdict(list)
        self._by_beginning: dict[Beginning, list[tuple[int, str, OpenItem]]] = defaultdict(list)
        self._less_charge: dict[tuple[str, int], list[OpenItem]] = defaultdict(list)
        self._of_day: dict[tuple[str, str, date], list[OpenItem]] = defaultdict(list)
        # What is expected; what came in already is looked for beside money out alone, and says nothing of a credit.
        self.names: set[str] = set()
        self._expected: set[str] = set()
        for item in items:
            keys = {reference_key(text) for text in item.references}
            for key in keys:
                self.by_reference[key].append(item)
            if item.kind != "receipt_charge":
                self._expected |= keys
                self.names.update(map(signs, item.names))
            for start in self.beginnings(item.names):
                self._by_beginning[item.amount.currency, start].append((item.amount.minor, item.id, item))
            if item.kind in ("charge", "receipt_charge"):
                self._of_day[item.account, item.amount.currency, item.on].append(item)
            for charge in item.charges:
                self._less_charge[item.amount.currency, item.amount.minor - charge.minor].append(item)
        for found in self._by_beginning.values():
            found.sort(key=lambda entry: entry[:2])
        self.written = {line.id: _written(line) for line in lines}
        self._slips = self._slips_of()

    def beginnings(self, names: Iterable[str]) -> set[str]:
        """The first signs of each name."""
        return {signs(name)[: self._rules.prefix] for name in names} - {""}

    def known(self, line: StatementLine) -> set[str]:
        """The references of open items that the line bears exactly."""
        open_keys = self.by_reference if line.amount.minor < 0 else self._expected
        return {key for key in self.written[line.id] if key in open_keys}

    def named(self, line: StatementLine) -> list[OpenItem]:
        """The items whose reference the line bears exactly, each once."""
        found = {item.id: item for key in self.known(line) for item in self.by_reference[key]}
        return list(found.values())

    def by_slip(self, line: StatementLine) -> list[OpenItem]:
        """Items whose reference is one slip from one on the line that is nobody's."""
        return [
            item
            for key in self.written[line.id]
            if key in self._slips
            for near in self._slips[key]
            for item in self.by_reference[near]
        ]

    def of_line(self, line: StatementLine) -> list[OpenItem]:
        """Every item worth comparing with the line, each once."""
        found: dict[str, OpenItem] = {}
        for key in self.known(line):
            for item in self.by_reference[key]:
                found[item.id] = item
        for item in self.by_slip(line):
            found[item.id] = item
        low, high = self._amounts(line)
        for start in self.beginnings(line.names):
            for currency in (line.amount.currency, *((line.rate.currency,) if line.rate else ())):
                span = (low, high) if currency == line.amount.currency else self._at_rate(line)
                for item in self._between(currency, start, span, line):
                    found[item.id] = item
        found.update((item.id, item) for item in self.beside(line))
        near = self._in_window(self._less_charge.get((line.amount.currency, line.amount.minor), ()), line)
        if len(near) <= self._rules.fits:
            found.update((item.id, item) for item in near)
        return list(found.values())

    def beside(self, line: StatementLine) -> list[OpenItem]:
        """Charges of payments and receipts of the line's account and day, if the line says that it is a charge."""
        near = self._of_day.get((line.account, line.amount.currency, line.booked_on), [])
        return near if len(near) <= self._rules.fits and near and says_charged(line, self._rules) else []

    def _amounts(self, line: StatementLine) -> tuple[int, int]:
        return line.amount.minor, line.amount.minor + self._rules.new_charge[line.amount.currency]

    def _at_rate(self, line: StatementLine) -> tuple[int, int]:
        """Amounts of the other currency that this rate rounds to the line's: a unit either way is checked exactly later."""
        if line.rate is None:
            return 0, -1
        about = line.amount.minor * line.rate.denominator // line.rate.numerator
        slack = 1 + line.rate.denominator // line.rate.numerator
        return about - slack, about + slack

    def _between(
        self, currency: str, start: str, span: tuple[int, int], line: StatementLine
    ) -> list[OpenItem]:
        """Items of this name and exact amount, and, if few enough fit, those whose amount may be less a charge."""
        entries = self._by_beginning.get((currency, start))
        if not entries:
            return []
        low, high = span
        first = bisect_left(entries, low, key=lambda entry: entry[0])
        same = bisect_right(entries, low, key=lambda entry: entry[0])
        last = bisect_right(entries, high, key=lambda entry: entry[0])
        exact = self._in_window([entry[2] for entry in entries[first:same]], line)
        if last - same > 8 * self._rules.fits:
            return exact
        more = self._in_window([entry[2] for entry in entries[same:last]], line)
        return exact + more if len(more) <= self._rules.fits else exact

    def _in_window(self, items: Iterable[OpenItem], line: StatementLine) -> list[OpenItem]:
        reach = timedelta(days=self._rules.window_calendar)
        return [
            item
            for item in items
            if -reach <= line.booked_on - item.on <= reach
            and (item.amount.minor > 0) == (line.amount.minor > 0)
        ]

    def _slips_of(self) -> dict[str, list[str]]:
        """From each reference that stands on a line and is nobody's to the open references one slip away.

        A reference that stands exactly on some line is not searched for: it has been found.
        """
        least = self._rules.slip_length
        stand = {key for keys in self.written.values() for key in keys}
        nobodys = {key for key in stand if len(key) >= least and key not in self._expected}
        if not nobodys:
            return {}
        parts: dict[str, list[str]] = defaultdict(list)
        for key in nobodys:
            for part in without_one(key):
                parts[part].append(key)
        found: dict[str, set[str]] = defaultdict(set)
        for near in self.by_reference:
            if len(near) >= least and near not in stand:
                for part in without_one(near):
                    for key in parts.get(part, ()):
                        if one_slip(key, near):
                            found[key].add(near)
        return {key: sorted(near) for key, near in found.items()}


def _written(line: StatementLine) -> frozenset[str]:
    given = {reference_key(text) for text in line.references} - {""}
    return frozenset(given | tokens((*line.texts, *line.names)))
