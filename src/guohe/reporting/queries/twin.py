"""The twin report of today: the books' lines, the pack's categories, the mapping in force, and what waits."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.grants.queries import mapping as mappings
from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.domain.packs import CategoryUnknown, Pack, under
from guohe.programmes.queries import packs
from guohe.reporting.domain.lines import Basis, SpendLine
from guohe.reporting.domain.periods import Years, from_slug, years_between
from guohe.reporting.domain.report import MappingStrip, Terms, TwinReport, make
from guohe.reporting.domain.twin import Category, CostCode, host_columns
from guohe.reporting.queries import provided, remarks, spending

HOST_CURRENCY = "HKD"


def of_years(
    ref: str,
    years: str,
    *,
    on: date,
    pack: str | None = None,
    basis: Basis = Basis.BOOKED,
    cumulative: bool = False,
    every_category: bool = False,
) -> TwinReport:
    """The report of a grant for the years of an address (``2018-FY2018-19``), from the books as they stand on a day.

    ``pack`` shows the same lines under another pack's categories; ``cumulative`` shows every funder's year from the
    first line to ``on``. Raises Refused for years or a pack that are not known, GrantNotFound for the grant.
    """
    grant = find.grant(ref)
    written = packs.pack(grant.pack, grant.pack_version)
    asked = _asked_pack(pack, written)
    funder_year, host_year = written.report_year("funder").of, written.report_year("host").of
    chosen = from_slug(years, funder_year, host_year)

    lines, lots = spending.of_grant(ref)
    lines = tuple(line for line in lines if line.on <= on)
    said = remarks.of_grant(ref)
    if said:
        lines = tuple(replace(line, remark=said.get(line.key, "")) for line in lines)
    if cumulative and lines:
        chosen = Years(years_between(min(line.on for line in lines), on, funder_year), chosen.host)
    host_currency = _host_currency(lines, grant.currency)
    terms = Terms(
        grant=ref,
        title=grant.title,
        pack=asked.id,
        pack_version=asked.version,
        funder_currency=grant.currency,
        host_currency=host_currency,
        funder_years=chosen.funder,
        host_years=host_columns(
            chosen.host,
            chosen.funder,
            host_year,
            (line.on for line in lines if line.amount.currency == host_currency),
        ),
        basis=basis,
    )
    return make(
        terms,
        lines,
        lots,
        _categories(written, asked),
        _mapping(grant, on),
        provided.waiting(ref),
        every_category=every_category,
    )


def default_years(ref: str, *, on: date) -> str:
    """The years a person most likely wants: the last funder's year that has ended, and the host's year it ends in."""
    grant = find.grant(ref)
    written = packs.pack(grant.pack, grant.pack_version)
    funder_year, host_year = written.report_year("funder").of, written.report_year("host").of
    running = funder_year(on)
    last_day = max(running.starts, grant.starts)
    ended = funder_year(date.fromordinal(running.starts.toordinal() - 1))
    year = ended if ended.ends > grant.starts else funder_year(last_day)
    return Years((year,), (host_year(year.last_day),)).slug


def years_offered(ref: str, *, on: date) -> Years:
    """Every year of both sides from the start of the grant to a day, for the period pickers."""
    grant = find.grant(ref)
    written = packs.pack(grant.pack, grant.pack_version)
    last = max(grant.starts, min(on, grant.ends))
    return Years(
        years_between(grant.starts, last, written.report_year("funder").of),
        years_between(grant.starts, last, written.report_year("host").of),
    )


def packs_offered(ref: str) -> tuple[Pack, ...]:
    """The grant's own pack first, then every other pack under which its lines can be shown."""
    grant = find.grant(ref)
    written = packs.pack(grant.pack, grant.pack_version)
    others = (pack for pack in packs.all_packs() if pack.id != written.id and _categories(written, pack))
    return (written, *others)


def _asked_pack(asked: str | None, written: Pack) -> Pack:
    if not asked or asked in (written.id, f"{written.id}@{written.version}"):
        return written
    name, _, version = asked.partition("@")
    try:
        return packs.pack(name, version or None)
    except packs.PackUnknown:
        known = ", ".join(sorted({pack.id for pack in packs.all_packs()}))
        raise Refused(Finding("REP-719", Level.STOP, values={"seen": asked, "known": known})) from None


def _categories(written: Pack, asked: Pack) -> tuple[Category, ...]:
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
    """The currency in which most lines that are not in the funder's were paid."""
    seen = Counter(line.amount.currency for line in lines if line.amount.currency != funder_currency)
    return seen.most_common(1)[0][0] if seen else HOST_CURRENCY


def _mapping(grant: GrantFacts, on: date) -> MappingStrip | None:
    facts = mappings.in_force(grant.host_id, grant.pack, on)
    if facts is None:
        return None
    return MappingStrip(
        number=facts.number,
        decided_by=facts.decided_by,
        decided_on=facts.decided_at.date(),
        codes=tuple(CostCode(row.account, row.account_name, row.category) for row in facts.rows),
        why=tuple(row.why for row in facts.rows),
    )
