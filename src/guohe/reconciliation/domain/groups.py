"""One credit for several items, or several credits for one: their sums are equal to the last minor unit, less usual charges."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from guohe.exchange.domain.references import reference_key
from guohe.kernel.money import Money
from guohe.reconciliation.domain.sums import sums_to
from guohe.reconciliation.domain.values import ONE_LINE, Kind, Match, OpenItem, Reason, StatementLine
from guohe.reconciliation.domain.weigh import Scales

_Pool = dict[tuple[str, str, bool], list[tuple[int, str]]]


class Groups:
    """The groups among lines and items that no single match has settled."""

    def __init__(self, lines: Sequence[StatementLine], items: Sequence[OpenItem], scales: Scales) -> None:
        self._scales, self._rules = scales, scales.rules
        self._lines = {line.id: line for line in lines}
        # What came back, and a charge, are each one line.
        self._items = {item.id: item for item in items if item.kind not in ONE_LINE}
        find = scales.candidates.beginnings
        self._item_pool = _by_beginning(
            (each.id, each.amount, each.on.toordinal(), find(each.names)) for each in self._items.values()
        )
        self._line_pool = _by_beginning(
            (each.id, each.amount, each.booked_on.toordinal(), find(each.names)) for each in lines
        )

    def bundles(self) -> Iterator[Match]:
        """One line that pays several items."""
        for line in self._lines.values():
            near = self._near(self._item_pool, line.amount, line.booked_on.toordinal(), line.names)
            named = {
                item.id
                for key in self._scales.candidates.known(line)
                for item in self._scales.candidates.by_reference[key]
                if item.id in self._items
                and item.amount.currency == line.amount.currency
                and (item.amount.minor > 0) == (line.amount.minor > 0)
            }
            for pool in _pools(named, near):
                values = [(each, self._items[each].amount.minor) for each in pool]
                charges = {c.minor for each in pool for c in self._items[each].charges}
                targets = {line.amount.minor + c: c for c in (*sorted(charges, reverse=True), 0)}
                for chosen, charge in sums_to(
                    values, targets, pool=self._rules.pool, parts=self._rules.parts
                ):
                    yield from self._group("bundle", (line.id,), chosen, charge)

    def exact_splits(self) -> Iterator[Match]:
        """Several lines that bear the reference of one item, each, and make it to the last unit without a charge."""
        bearing = self._bearing()
        for item in self._items.values():
            named = self._named(item, bearing) if item.kind != "payment" else set()
            if len(named) < 2:
                continue
            values = [(each, self._lines[each].amount.minor) for each in sorted(named)]
            targets = {item.amount.minor: 0}
            for chosen, charge in sums_to(values, targets, pool=self._rules.pool, parts=self._rules.parts):
                yield from self._group("split", chosen, (item.id,), charge)

    def _bearing(self) -> dict[str, set[str]]:
        """The lines that bear each reference exactly."""
        bearing: dict[str, set[str]] = defaultdict(set)
        for line in self._lines.values():
            for key in self._scales.candidates.known(line):
                bearing[key].add(line.id)
        return bearing

    def _named(self, item: OpenItem, bearing: dict[str, set[str]]) -> set[str]:
        return {
            each
            for text in item.references
            for each in bearing.get(reference_key(text), ())
            if self._lines[each].amount.currency == item.amount.currency
            and (self._lines[each].amount.minor > 0) == (item.amount.minor > 0)
        }

    def splits(self) -> Iterator[Match]:
        """Several lines that pay one item."""
        bearing = self._bearing()
        for item in self._items.values():
            if item.kind == "payment":
                # What we instruct leaves whole: a bank takes one payment in one line.
                continue
            near = self._near(self._line_pool, item.amount, item.on.toordinal(), item.names)
            named = self._named(item, bearing)
            for pool in _pools(named, near):
                values = [(each, self._lines[each].amount.minor) for each in pool]
                charges = {c.minor * n for c in item.charges for n in range(1, self._rules.parts + 1)}
                targets = {item.amount.minor - c: c for c in (*sorted(charges, reverse=True), 0)}
                for chosen, charge in sums_to(
                    values, targets, pool=self._rules.pool, parts=self._rules.parts
                ):
                    yield from self._group("split", chosen, (item.id,), charge)

    def _near(self, pool: _Pool, amount: Money, day: int, names: Iterable[str]) -> set[str]:
        """Ids of the same currency, sign and name in the window, or in the narrow one if those are more than the pool.

        At most the pool is looked at under each name, however many entries there are.
        """
        most = self._rules.pool
        known = [
            pool.get((amount.currency, start, amount.minor > 0), ())
            for start in self._scales.candidates.beginnings(names)
        ]
        for reach in (self._rules.window_calendar, self._rules.narrow_calendar):
            near: set[str] = set()
            for entries in known:
                first = bisect_left(entries, day - reach, key=_day)
                last = bisect_right(entries, day + reach, key=_day)
                if last - first > most:
                    break
                near.update(each for _, each in entries[first:last])
            else:
                if len(near) <= most:
                    return near
        return set()

    def _group(
        self, kind: Kind, lines: tuple[str, ...], items: tuple[str, ...], charge: int
    ) -> Iterator[Match]:
        """The group with its reasons, if each of its pairs has a reference or a name of its own."""
        pairs = [(self._lines[a], self._items[b]) for a in lines for b in items]
        references = [self._scales.reference(*pair) for pair in pairs]
        names = [self._scales.name(*pair) for pair in pairs]
        if not all(
            any(each is not None and each.weight > 0 for each in told)
            for told in zip(references, names, strict=True)
        ):
            return
        if any(self._scales.contradicted(*pair) for pair in pairs):
            return
        currency = pairs[0][0].amount.currency
        whole = pairs[0][1].amount if kind == "split" else pairs[0][0].amount
        told: dict[str, object] = {"whole": whole, "parts": len(pairs), "charge": Money(currency, charge)}
        reasons = [self._scales.reason("sum_charge" if charge else "sum", told, weighs="sum")]
        reasons += _weakest(references, self._scales)
        reasons += _weakest(names, self._scales)
        reasons.append(
            min(
                (self._scales.dated(*pair) for pair in pairs),
                key=lambda each: (each.weight, str(each.values)),
            )
        )
        if len(pairs) > 2:
            weight = self._rules.weights["many_parts"] * (len(pairs) - 2)
            reasons.append(Reason("many_parts", weight, {"parts": len(pairs)}))
        yield Match(kind, tuple(sorted(lines)), tuple(sorted(items)), Money(currency, charge), tuple(reasons))


def _by_beginning(entries: Iterable[tuple[str, Money, int, set[str]]]) -> _Pool:
    pool: _Pool = defaultdict(list)
    for each, amount, on, starts in entries:
        for start in starts:
            pool[amount.currency, start, amount.minor > 0].append((on, each))
    for found in pool.values():
        found.sort()
    return pool


def _day(entry: tuple[int, str]) -> int:
    return entry[0]


def _pools(named: set[str], near: set[str]) -> list[list[str]]:
    """First those that a reference names, then those that a name brings near; the same pool is not searched twice."""
    pools = [sorted(named)] if len(named) > 1 else []
    if near - named or (near and not pools):
        pools.append(sorted(near | named))
    return pools


def _weakest(told: Sequence[Reason | None], scales: Scales) -> list[Reason]:
    """What can be said of all pairs: the weakest reason that every pair has; else what speaks against one of them, and that
    some of them have a reference."""
    there = [each for each in told if each is not None and each.weight > 0]
    against = [each for each in told if each is not None and each.weight < 0]
    if len(there) == len(told):
        return [min(there, key=lambda each: (each.weight, str(each.values)))]
    found = [min(against, key=lambda each: (each.weight, str(each.values)))] if against else []
    if there and there[0].key.startswith(("reference", "uetr")):
        found.append(scales.reason("reference_some", there[0].values))
    return found
