"""The twin report of today: the books' lines, the pack's categories, the mapping in force, and what waits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.grants.queries import mapping as mappings
from guohe.identity.queries.sight import see_money
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.periods import Period
from guohe.kernel.utc8 import day_there
from guohe.programmes.domain.packs import CategoryUnknown, Pack, RatePolicy, under
from guohe.programmes.queries import packs
from guohe.reporting.domain.fx import NO_RATES, FxTerms, RateTable
from guohe.reporting.domain.lines import NOTHING_TOLD, Basis, Lot, SpendLine
from guohe.reporting.domain.periods import YearOf, Years, from_slug, years_between
from guohe.reporting.domain.report import MappingStrip, Terms, TwinReport, Waiting, make
from guohe.reporting.domain.told import Told
from guohe.reporting.domain.twin import Category, CostCode, host_columns
from guohe.reporting.queries import fx_choices, provided, rates, remarks, spending

# A grant in which nothing was spent yet still has a host with a currency.
HOST_CURRENCY = "HKD"


@dataclass(frozen=True, slots=True)
class Ground:
    """What every report of one grant on one day is made of, read once.

    ``lines`` are as the lots paid for them; ``fx`` is how a report of this day turns them back, with the rates it needs.
    """

    grant: GrantFacts
    written: Pack
    lines: tuple[SpendLine, ...]
    lots: Mapping[int, Lot]
    mapping: MappingStrip | None
    waiting: Waiting
    on: date
    fx: FxTerms
    rates: RateTable = field(default_factory=dict)

    @property
    def is_summed(self) -> bool:
        """Whether the books added the lines up."""
        return any(line.is_sum for line in self.lines)

    @property
    def funder_year(self) -> YearOf:
        """The funder's year that holds a day, as the agreement's pack counts."""
        return self.written.report_year("funder").of

    @property
    def host_year(self) -> YearOf:
        """The host's year that holds a day."""
        return self.written.report_year("host").of


@dataclass(frozen=True, slots=True)
class Choice:
    """The figures whose lines are asked for: a category's, an account's, or all, in some periods."""

    periods: tuple[Period, ...]
    category: str | None = None
    account: str | None = None


def ground(ref: str, *, on: date, summed: bool = False, waiting: bool = True) -> Ground:
    """The books' lines up to a day with their remarks, the mapping in force, and what waits. Raises GrantNotFound.

    ``summed`` has the books add the lines up: the same figures, without the lines, for a page that shows figures only.
    The books know the figures of lots alone, so under a policy of rates the lines are read all the same.
    Without ``waiting`` nobody is asked what waits, for a page that does not say it. Raises Refused (ACC-603) to whoever
    may not see the grant's money.
    """
    grant = find.grant(ref).at(on)
    see_money(grant.host_id, ref)
    written = packs.pack(grant.pack, grant.pack_version)
    fx = fx_choices.terms_on(grant, written, on)
    of_lots = fx.policy is RatePolicy.BANK_ACTUAL
    lines, lots = spending.sums_of_grant(ref, on) if summed and of_lots else _lines(ref, on)
    return Ground(
        grant=grant,
        written=written,
        lines=lines,
        lots=lots,
        mapping=_mapping(grant, on),
        waiting=provided.waiting(ref) if waiting else Waiting(),
        on=on,
        fx=fx,
        rates=NO_RATES if of_lots else rates.in_use(grant.host_id, ref, grant.currency),
    )


def under_terms(base: Ground, told: TwinReport, *, keep_rates: bool) -> Ground:
    """The ground of a report that was told before, under its own policy, whichever is in force today.

    With ``keep_rates`` its rates stay as they were, and newer notes count for other days only. The lines are read one by
    one if the books had added them up and the policy needs more.
    """
    terms = told.terms.fx
    if terms.policy is RatePolicy.BANK_ACTUAL:
        return replace(base, fx=terms)
    kept = {used.rate.key: used.rate for used in told.rates} if keep_rates else {}
    own = base.rates or rates.in_use(base.grant.host_id, base.grant.ref, base.grant.currency)
    lines = _lines(base.grant.ref, base.on)[0] if base.is_summed else base.lines
    return replace(base, lines=lines, fx=terms, rates={**own, **kept})


def with_told_rates(base: Ground, in_force: Iterable[Told]) -> Ground:
    """The ground of a final report: what yearly reports in force turned back keeps the rate at which it was told.

    Reports under another policy lend it none.
    """
    kept = {
        used.rate.key: used.rate
        for told in in_force
        if told.report.terms.fx.policy is base.fx.policy
        for used in told.report.rates
    }
    return replace(base, rates={**base.rates, **kept}) if kept else base


def _lines(ref: str, on: date) -> tuple[tuple[SpendLine, ...], dict[int, Lot]]:
    lines, lots = spending.of_grant(ref)
    return _remarked(ref, (line for line in lines if line.on <= on)), lots


def _remarked(ref: str, lines: Iterable[SpendLine]) -> tuple[SpendLine, ...]:
    said = remarks.of_grant(ref)
    return tuple(replace(line, remark=said[line.key]) if line.key in said else line for line in lines)


def of_years(
    base: Ground,
    years: str,
    *,
    pack: str | None = None,
    basis: Basis = Basis.BOOKED,
    cumulative: bool = False,
    every_category: bool = False,
    told_on: Mapping[int, date] = NOTHING_TOLD,
) -> TwinReport:
    """The report for the years of an address (``2018-FY2018-19``).

    ``pack`` shows the same lines under another pack's categories; ``cumulative`` shows every funder's year from the
    first line to the day; ``told_on`` are the days on which reports in force counted reversals, which stay there as corrected.
    Raises Refused for years or a pack that are not known.
    """
    grant, lines = base.grant, base.lines
    asked = _asked_pack(pack, base.written)
    chosen = from_slug(years, base.funder_year, base.host_year)
    if cumulative and lines:
        first = min(line.on for line in lines)
        chosen = Years(years_between(first, base.on, base.funder_year), chosen.host)
    host_currency = _host_currency(lines, grant.currency)
    terms = Terms(
        grant=grant.ref,
        title=grant.title,
        pack=asked.id,
        pack_version=asked.version,
        funder_currency=grant.currency,
        host_currency=host_currency,
        funder_years=chosen.funder,
        host_years=host_columns(
            chosen.host,
            chosen.funder,
            base.host_year,
            (line.on for line in lines if line.amount.currency == host_currency),
        ),
        basis=basis,
        fx=base.fx,
        pack_name=asked.names,
    )
    categories = categories_of(base.written, asked)
    covered = {code for category in categories for code in (category.code, *category.covers)}
    if base.is_summed and any(line.category not in covered for line in lines):
        # A check that stops the report names its lines, so they are read.
        lines, _ = _lines(grant.ref, base.on)
    return make(
        terms,
        lines,
        base.lots,
        categories,
        base.mapping,
        base.waiting,
        names={category.code: category.names for category in base.written.categories},
        every_category=every_category,
        rates=base.rates,
        told_on=told_on,
        earlier=_earlier(base, chosen.funder),
    )


def _earlier(base: Ground, shown: tuple[Period, ...]) -> tuple[Period, ...]:
    """The funder's years from that of the first line to the last one shown, without those shown."""
    first = min((line.on for line in base.lines), default=shown[-1].starts)
    if first >= shown[-1].ends:
        return ()
    years = years_between(first, shown[-1].last_day, base.funder_year)
    return tuple(year for year in years if year not in shown)


def page_of_lines(
    base: Ground, report: TwinReport, choice: Choice, *, rows: int, after: int
) -> tuple[tuple[SpendLine, ...], int]:
    """One page of the lines that a choice of figures is the sum of, as booked, and how many there are in all."""
    pack = packs.pack(report.terms.pack, report.terms.pack_version)
    covers = {category.code: category for category in categories_of(base.written, pack)}
    category = covers.get(choice.category or "")
    lines, found = spending.page_of_grant(
        base.grant.ref,
        periods=choice.periods,
        account=choice.account,
        categories=sorted({category.code, *category.covers}) if category else None,
        currency=None if choice.account is None else report.terms.host_currency,
        on=base.on,
        rows=rows,
        after=after,
    )
    return _remarked(base.grant.ref, lines), found


def default_years(grant: GrantFacts, written: Pack, on: date) -> Years:
    """The years a person most likely wants: the last funder's year that has ended, and every host's year it touches."""
    funder_year = written.report_year("funder").of
    ended = funder_year(funder_year(on).starts - timedelta(days=1))
    year = ended if ended.ends > grant.starts else funder_year(max(on, grant.starts))
    first = max(year.starts, grant.starts)
    return Years((year,), years_between(first, max(first, year.last_day), written.report_year("host").of))


def years_offered(base: Ground) -> Years:
    """Every year of both sides from the first day of the grant or its books to the day, for the period pickers."""
    first = min((line.on for line in base.lines), default=base.grant.starts)
    first = min(first, base.grant.starts)
    last = max(first, min(base.on, base.grant.ends))
    return Years(years_between(first, last, base.funder_year), years_between(first, last, base.host_year))


def packs_offered(base: Ground) -> tuple[Pack, ...]:
    """The grant's own pack first, then every other pack under which all of its codes have a place."""
    known = {category.code for category in base.written.categories}
    others = {}
    for pack in packs.all_packs():
        # An invented pack is for invented grants: the demo's and a host's own never meet in one report.
        if pack.invented != base.written.invented:
            continue
        if pack.id != base.written.id and _covered(categories_of(base.written, pack)) >= known:
            others[pack.id] = pack
    return (base.written, *others.values())


def _covered(categories: Iterable[Category]) -> set[str]:
    return {code for category in categories for code in category.covers}


def _asked_pack(asked: str | None, written: Pack) -> Pack:
    if not asked or asked in (written.id, f"{written.id}@{written.version}"):
        return written
    name, _, version = asked.partition("@")
    try:
        return packs.pack(name, version or None)
    except packs.PackUnknown:
        known = ", ".join(sorted({pack.id for pack in packs.all_packs()}))
        raise Refused(Finding("REP-719", Level.STOP, values={"seen": asked, "known": known})) from None


def categories_of(written: Pack, asked: Pack) -> tuple[Category, ...]:
    """The asked pack's categories, each with the codes of the agreement's pack that report under it."""
    covers: dict[str, set[str]] = defaultdict(set)
    for category in written.categories:
        try:
            covers[under(category.code, written_under=written, asked_by=asked).code].add(category.code)
        except CategoryUnknown:
            continue
    return tuple(
        Category(category.code, category.names, order, category.group, frozenset(covers[category.code]))
        for order, category in enumerate(asked.categories)
    )


def _host_currency(lines: Iterable[SpendLine], funder_currency: str) -> str:
    """The currency in which most uses of lots that are not in the funder's were paid."""
    seen: Counter[str] = Counter()
    for line in lines:
        if line.amount.currency != funder_currency:
            seen[line.amount.currency] += line.uses
    return min(seen, key=lambda currency: (-seen[currency], currency)) if seen else HOST_CURRENCY


def _mapping(grant: GrantFacts, on: date) -> MappingStrip | None:
    facts = mappings.in_force(grant.host_id, grant.pack, on)
    if facts is None:
        return None
    return MappingStrip(
        number=facts.number,
        decided_by=facts.decided_by,
        decided_on=day_there(facts.decided_at),
        codes=tuple(CostCode(row.account, row.account_name, row.category) for row in facts.rows),
        why=tuple(row.why for row in facts.rows),
    )
