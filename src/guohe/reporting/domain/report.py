"""A twin report is computed whole from the lines, with every check it must pass before anyone signs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.periods import Period
from guohe.programmes.domain.packs import RatePolicy
from guohe.reporting.domain import bridge as bridges
from guohe.reporting.domain.bridge import Bridge
from guohe.reporting.domain.fx import (
    NO_RATES,
    FxTerms,
    Priced,
    RateKey,
    RateTable,
    UsedRate,
    in_order,
    missing_rate,
    priced,
    used_rates,
)
from guohe.reporting.domain.lines import NOTHING_TOLD, Basis, Lot, SpendLine, on_basis, placed_days
from guohe.reporting.domain.twin import Category, Cell, CostCode, Side, funder_side, host_side
from guohe.reporting.domain.units import Shown, in_ten_thousands, part_of

_TOTAL: Final = "合计"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the report is of: the grant, the years shown, the pack, how reversals count, and how costs are turned back.

    ``final``: it tells the years again, together (see ``final``).
    """

    grant: str
    title: Name
    pack: str
    pack_version: str
    funder_currency: str
    host_currency: str
    funder_years: tuple[Period, ...]
    host_years: tuple[Period, ...]
    basis: Basis = Basis.BOOKED
    fx: FxTerms = field(default_factory=FxTerms)
    final: bool = False
    # What readers call the pack; not frozen with the report, which names the pack's version for ever.
    pack_name: Name | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class MappingStrip:
    """Which account reports under which category, who decided it, and when."""

    number: int
    decided_by: Name
    decided_on: date
    codes: tuple[CostCode, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line of an imported file that waits for a person and is therefore in no report."""

    source: str
    on: date | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is known of the grant outside its books: held lines, and the day the listings were read to."""

    lines: tuple[HeldLine, ...] = ()
    read_to: date | None = None

    def amounts(self) -> tuple[Money, ...]:
        """The sum of held lines in each currency."""
        sums: dict[str, int] = {}
        for line in self.lines:
            sums[line.amount.currency] = sums.get(line.amount.currency, 0) + line.amount.minor
        return tuple(Money(currency, minor) for currency, minor in sorted(sums.items()))


@dataclass(frozen=True, slots=True)
class TwinReport:
    """Both tables, the bridge, the mapping, the lines with their remarks, what waits, and the checks.

    ``names`` are the words for every category code that a row or a line of the report carries; ``rates`` are those that
    turned its costs back, none under the rate of the lot used.
    """

    terms: Terms
    funder: Side
    host: Side
    bridge: Bridge
    mapping: MappingStrip | None
    lines: tuple[SpendLine, ...]
    waiting: Waiting
    names: Mapping[str, Name]
    findings: tuple[Finding, ...]
    rates: tuple[UsedRate, ...] = ()
    # The funder's years before its last that it does not show: 万元 are rounded on the cumulative figure.
    earlier: Side | None = None

    @property
    def is_summed(self) -> bool:
        """Whether its figures were added up by the books; such a report is shown, never frozen."""
        return any(line.is_sum for line in self.lines)

    @property
    def may_be_signed(self) -> bool:
        """No check stops it."""
        return not any(finding.level is Level.STOP for finding in self.findings)


def make(
    terms: Terms,
    lines: Sequence[SpendLine],
    lots: Mapping[int, Lot],
    categories: Sequence[Category],
    mapping: MappingStrip | None,
    waiting: Waiting,
    *,
    names: Mapping[str, Name] | None = None,
    every_category: bool = False,
    rates: RateTable = NO_RATES,
    told_on: Mapping[int, date] = NOTHING_TOLD,
    earlier: tuple[Period, ...] = (),
) -> TwinReport:
    """The report of these lines under these terms; ``names`` add words for codes of another pack.

    ``lines`` are all of the grant's, as the lots paid for them: a rate is shared by lines that the report does not show.
    ``told_on`` are the days on which reports in force counted reversals (``copies.told_days``); ``earlier`` are the funder's
    years before the last one shown that are not shown themselves.
    """
    told = priced(lines, terms.fx.policy, rates, terms.funder_currency)
    dated = on_basis(told.lines, terms.basis, told_on)
    inside = placed_days(dated, (*terms.funder_years, *terms.host_years))
    shown = tuple(line for line in dated if line.on in inside)
    rated = [line for line in shown if line.key not in told.unrated] if told.unrated else shown
    funder, homeless = funder_side(
        rated, categories, terms.funder_years, terms.funder_currency, every_category=every_category
    )
    order = {code: category.order for category in categories for code in (category.code, *category.covers)}
    host = host_side(shown, mapping.codes if mapping else (), order, terms.host_years, terms.host_currency)
    bridge = bridges.build(
        funder,
        host,
        shown,
        lots,
        read_to=waiting.read_to,
        at_rates_noted=terms.fx.policy is not RatePolicy.BANK_ACTUAL,
        unrated=told.unrated,
    )
    words = {**(names or {}), **{category.code: category.name for category in categories}}
    of_funder = placed_days(shown, terms.funder_years)
    told_to_funder = [line for line in shown if line.on in of_funder]
    used = used_rates(told, told_to_funder, rates, terms.funder_currency)
    before, _ = funder_side(
        [line for line in dated if line.key not in told.unrated], categories, earlier, terms.funder_currency
    )
    report = TwinReport(
        terms, funder, host, bridge, mapping, shown, waiting, words, (), used, _figures_of(before)
    )
    missing = _without_rate(told, told_to_funder, terms)
    return replace(report, findings=(*missing, *_checks(report, homeless), *unit_notes(report)))


def _figures_of(side: Side) -> Side | None:
    """A table without the lines that it is the sum of; nothing where no row stands in it."""
    if not side.rows:
        return None
    rows = tuple(replace(row, cells=tuple(Cell(cell.amount) for cell in row.cells)) for row in side.rows)
    return replace(side, rows=rows)


def in_wan(report: TwinReport, decimals: int = 2) -> Shown:
    """The funder's table in 万元, each of its years as it is shown with all years before it."""
    side = report.funder
    tables = [side, report.earlier] if report.earlier else [side]
    years = sorted({period for table in tables for period in table.columns})
    codes = list(dict.fromkeys(row.code for table in tables for row in table.rows))
    minor = {
        (row.code, period): cell.amount
        for table in tables
        for row in table.rows
        for period, cell in zip(table.columns, row.cells, strict=True)
    }
    nothing = Money(side.currency, 0)
    exact = [[minor.get((code, year), nothing) for year in years] for code in codes]
    chosen = [years.index(period) for period in side.columns]
    return part_of(in_ten_thousands(exact, decimals), exact, rows=len(side.rows), columns=chosen)


def _without_rate(told: Priced, lines: Sequence[SpendLine], terms: Terms) -> Iterator[Finding]:
    """One finding for each day, month or budget that no rate was noted for (REP-731, REP-732)."""
    missing: dict[RateKey, list[SpendLine]] = {}
    for line in lines:
        if line.key in told.unrated:
            missing.setdefault(told.keys[line.key], []).append(line)
    for key in in_order(missing):
        amount = Money(key[0], sum(line.amount.minor for line in missing[key]))
        yield missing_rate(key, len(missing[key]), amount, grant=terms.grant, base=terms.funder_currency)


def _checks(report: TwinReport, homeless: Sequence[SpendLine]) -> list[Finding]:
    """Every reason why the report may not be signed, and every note its reader needs."""
    terms, bridge = report.terms, report.bridge
    found = [
        Finding(
            "REP-703",
            Level.STOP,
            values={
                "source": line.source,
                "amount": str(line.amount),
                "code": line.category or "–",
                "pack": f"{terms.pack}@{terms.pack_version}",
            },
            minor=abs(line.carried.minor),
        )
        for line in homeless
    ]
    if bridge.host_difference:
        found.append(
            Finding(
                "REP-704",
                Level.STOP,
                values={
                    "table": str(bridge.host_total),
                    "lots": str(bridge.host_total - bridge.host_difference),
                    "difference": str(bridge.host_difference),
                },
                minor=abs(bridge.host_difference.minor),
            )
        )
    if bridge.difference:
        found.append(
            Finding(
                "REP-705",
                Level.STOP,
                values={
                    "reached": str(bridge.reached),
                    "total": str(bridge.funder_total),
                    "difference": str(bridge.difference),
                },
                minor=abs(bridge.difference.minor),
            )
        )
    if report.waiting.lines:
        found.append(
            Finding(
                "REP-706",
                Level.NOTE,
                values={
                    "count": str(len(report.waiting.lines)),
                    "amounts": " + ".join(map(str, report.waiting.amounts())),
                },
            )
        )
    last = max((year.last_day for year in terms.funder_years), default=None)
    read_to = report.waiting.read_to
    if last and read_to and read_to < last:
        found.append(
            Finding("REP-708", Level.NOTE, values={"read": read_to.isoformat(), "ends": last.isoformat()})
        )
    if not report.lines:
        found.append(Finding("REP-707", Level.NOTE))
    return found


def unit_notes(report: TwinReport, decimals: int = 2) -> tuple[Finding, ...]:
    """A note for every figure of the funder's table that 万元 shows as a neighbour of its own rounding.

    REP-701 in a report of the first year; REP-709, which also names the year, where it must add with other years.
    The funder reads this table, so its rows are named in the funder's words.
    """
    side = report.funder
    if not side.rows:
        return ()
    shown = in_wan(report, decimals)
    notes = []
    for moved in shown.adjusted:
        values = {
            "decimals": str(decimals),
            "name": _TOTAL if moved.row is None else side.rows[moved.row].name.zh_hans,
            "shown": shown.text(moved.shown),
            "plain": shown.text(moved.plain),
        }
        if len(side.columns) == 1 and report.earlier is None:
            values |= {
                "rows": str(len(side.rows)),
                "sum": shown.text(shown.plain_sum),
                "total": shown.text(shown.total),
            }
            notes.append(Finding("REP-701", Level.NOTE, values=values))
        else:
            values["period"] = _TOTAL if moved.column is None else side.columns[moved.column].label
            notes.append(Finding("REP-709", Level.NOTE, values=values))
    return tuple(notes)
