"""What the books would hold for its budget or its closed grant is told before anything is posted, from the figures they meet.

Costs are tried by date and row, then open orders, each at the cost its lots would carry. The books keep the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from guohe.funds.queries import budget, lots
from guohe.grants.queries import find
from guohe.imports.domain.held import HeldOne
from guohe.imports.domain.judgement import Judgement, Verdict
from guohe.imports.models import Line
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money, round_half_up


class Wanted(NamedTuple):
    """One ready line: what a confirmation would ask the books for."""

    row: int
    source: str
    grant_ref: str
    category: str | None
    order: bool
    amount: Money


@dataclass(slots=True)
class _Fund:
    """Lots as (currency, left, cost left, rate of the lot), and each category as (taken, limit) where it has one."""

    lots: list[list[int]]
    currencies: list[str]
    rates: list[tuple[str, int, int]]
    taken: dict[str, int]
    limits: dict[str, int]
    currency: str

    @classmethod
    def of(cls, ref: str) -> _Fund:
        rows = [lot for lot in lots.of_fund(ref) if not lot.reversed]
        lines = budget.position(ref)
        return cls(
            [[lot.left.minor, lot.cost_left.minor] for lot in rows],
            [lot.amount.currency for lot in rows],
            [(lot.amount.currency, lot.amount.minor, lot.cost.minor) for lot in rows],
            {line.code: line.actual.minor + line.committed.minor for line in lines},
            {line.code: line.limit.minor for line in lines if line.enforced},
            lines[0].limit.currency if lines else "",
        )

    def cost_of(self, wanted: Wanted) -> int:
        """In the award's currency: an order at the newest rate, a cost by the lots it would use."""
        amount = wanted.amount
        if amount.currency == self.currency:
            return amount.minor
        if wanted.order or amount.minor < 0:
            known = [(much, cost) for currency, much, cost in self.rates if currency == amount.currency]
            return round_half_up(amount.minor * known[-1][1], known[-1][0]) if known else 0
        return sum(share for _, _, share in self._parts(amount))

    def take(self, wanted: Wanted, cost: int) -> None:
        """The line is in: its lots and its category have less."""
        if not wanted.order and wanted.amount.minor > 0:
            for lot, part, share in self._parts(wanted.amount):
                lot[0] -= part
                lot[1] -= share
        if wanted.category in self.taken:
            self.taken[wanted.category or ""] += cost

    def _parts(self, amount: Money) -> list[tuple[list[int], int, int]]:
        parts, rest = [], amount.minor
        for lot, currency in zip(self.lots, self.currencies, strict=True):
            part = min(rest, lot[0]) if currency == amount.currency else 0
            if part > 0:
                parts.append((lot, part, round_half_up(part * lot[1], lot[0])))
                rest -= part
        return parts


def over_budget(wanted: Iterable[Wanted]) -> tuple[HeldOne, ...]:
    """The lines, in the order in which they would be posted, that would take an enforced category over its limit."""
    funds: dict[str, _Fund] = {}
    found: list[HeldOne] = []
    for line in wanted:
        if line.grant_ref not in funds:
            funds[line.grant_ref] = _Fund.of(line.grant_ref)
        fund = funds[line.grant_ref]
        cost = fund.cost_of(line)
        limit = fund.limits.get(line.category or "")
        figure = fund.taken.get(line.category or "", 0) + cost
        if limit is None or cost <= 0 or figure <= limit:
            fund.take(line, cost)
            continue
        values = {
            "line": line.category or "",
            "figure": str(Money(fund.currency, figure)),
            "limit": str(Money(fund.currency, limit)),
            "over": str(Money(fund.currency, figure - limit)),
        }
        why = Finding("BUD-402", Level.HOLD, Place(row=line.row), values, minor=line.amount.minor)
        found.append(HeldOne(line.row, line.source, line.amount, why))
    return tuple(found)


def of_job(number: int) -> tuple[HeldOne, ...]:
    """What a confirmation of an import would hold: for a grant that was closed since, or for its budget."""
    rows = (
        Line.objects.filter(job_id=number, state="staged", grant_ref__isnull=False)
        .order_by("posted_date", "row_number")
        .values_list("row_number", "doc_ref", "grant_ref", "category", "kind", "currency", "amount_minor")
    )
    lines = [
        Wanted(row, source, ref or "", category, kind == "commitment", Money(currency, minor))
        for row, source, ref, category, kind, currency, minor in rows
    ]
    if not lines:
        return ()
    closed = {grant.ref: grant.closed_on for grant in find.all_grants() if grant.closed_on is not None}
    rest = [line for line in lines if line.grant_ref not in closed]
    return (*of_closed(lines, closed), *over_budget(_costs_first(rest)))


def of_closed(wanted: Iterable[Wanted], closed: Mapping[str, date]) -> tuple[HeldOne, ...]:
    """The lines of grants that two people closed, with the day: their funds take no entry."""
    found = []
    for line in wanted:
        if line.grant_ref in closed:
            values = {"ref": line.grant_ref, "on": closed[line.grant_ref].isoformat()}
            why = Finding("BUD-472", Level.HOLD, Place(row=line.row), values, minor=line.amount.minor)
            found.append(HeldOne(line.row, line.source, line.amount, why))
    return tuple(found)


def of_judgement(judgement: Judgement) -> tuple[HeldOne, ...]:
    """The same for a file that is only looked at."""
    ready = [
        each
        for each in judgement.lines
        if each.line is not None
        and each.grant is not None
        and each.verdict in (Verdict.READY, Verdict.COMMITMENT)
        and not any(finding.level is Level.HOLD for finding in each.findings)
    ]
    lines = [
        (
            each.line.post_date,
            Wanted(
                each.row,
                each.line.doc_ref,
                each.grant or "",
                each.category,
                each.line.kind == "commitment",
                each.line.amount,
            ),
        )
        for each in ready
        if each.line is not None
    ]
    lines.sort(key=lambda item: (item[0], item[1].row))
    return over_budget(_costs_first([wanted for _, wanted in lines]))


def _costs_first(lines: Sequence[Wanted]) -> list[Wanted]:
    return [line for line in lines if not line.order] + [line for line in lines if line.order]
