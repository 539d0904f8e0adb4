"""A grant is set up from two files, its agreement and its budget table, as on the page: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from guohe.exchange.domain.budget import BudgetTable, BudgetUnit
from guohe.funds.queries.chart import books
from guohe.grants.domain.set_up import Agreement, check_agreement
from guohe.grants.queries.find import all_grants
from guohe.identity.domain.permissions import AccessFinding
from guohe.identity.queries import accounts_visible
from guohe.imports.domain.agreement_file import read_agreement
from guohe.imports.operations.set_up_from_budget import look_at_budget, rows_of, set_up_from_budget
from guohe.imports.queries.jobs import stop
from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.domain.packs import Pack
from guohe.programmes.queries.packs import PackUnknown, all_packs, pack
from guohe.registry.domain.dates import Standing
from guohe.registry.domain.register import UnitUnknown
from guohe.registry.queries.register import register


@dataclass(frozen=True, slots=True)
class SetUpLooked:
    """What the two files say, with every finding of both; ``agreement`` is None when its file cannot be read.

    ``book`` with its ``host``, and ``investigator``, are numbers, None where the books have none of that name.
    """

    agreement: Agreement | None
    approved_on: date | None
    book: int | None
    host: int | None
    investigator: int | None
    table: BudgetTable | None
    findings: tuple[Finding, ...]


def look_at_set_up(
    *,
    agreement: bytes,
    budget: bytes,
    budget_name: str,
    live: bool,
    unit: BudgetUnit | None = None,
    sheet: str = "",
) -> SetUpLooked:
    """Reads both files against the books and writes nothing. ``live`` books never meet an invented pack."""
    read = read_agreement(agreement)
    told = read.agreement
    table, of_table = look_at_budget(
        budget, file_name=budget_name, total=told.total if told else None, unit=unit, sheet=sheet
    )
    found = [*read.findings]
    book, host = next(((number, host) for number, code, host in books() if code == read.book), (None, None))
    people = {person.username: person.account for person in accounts_visible()}
    if told is not None:
        of_pack = _pack(told, live)
        if of_pack is not None:
            told = replace(told, pack_version=of_pack.version)
        found += check_agreement(told, taken=any(grant.ref == told.ref for grant in all_grants()))
        found += _of_pack(told, of_pack, live)
        found += _of_register(told)
        if read.investigator not in people:
            found.append(AccessFinding("ACC-606", Level.STOP, values={"username": read.investigator}))
        if book is None:
            found.append(stop("MON-385", book=read.book))
        if table is not None and of_pack is not None:
            of_table = (*of_table, *rows_of(table, of_pack)[1])
    investigator = people.get(read.investigator)
    return SetUpLooked(told, read.approved_on, book, host, investigator, table, (*found, *of_table))


def set_up_from_files(
    *,
    agreement: bytes,
    budget: bytes,
    budget_name: str,
    live: bool,
    unit: BudgetUnit | None = None,
    sheet: str = "",
    explained: str = "",
    actor: int,
    now: datetime,
) -> str:
    """Sets the grant up with its budget as version 1 and returns its reference.

    Refused with every finding of both files; ``explained`` answers what waits for a person, never a stop.
    Needs the capability ``prepare`` for the book's host.
    """
    looked = look_at_set_up(
        agreement=agreement, budget=budget, budget_name=budget_name, live=live, unit=unit, sheet=sheet
    )
    told, approved_on, book, host, leads = (
        looked.agreement, looked.approved_on, looked.book, looked.host, looked.investigator,
    )  # fmt: skip
    grave = any(finding.level is Level.STOP for finding in looked.findings)
    if grave or told is None or approved_on is None or book is None or host is None or leads is None:
        raise Refused(*looked.findings)
    return set_up_from_budget(
        host_id=host,
        book=book,
        agreement=told,
        content=budget,
        file_name=budget_name,
        approved_on=approved_on,
        investigator_id=leads,
        unit=unit,
        sheet=sheet,
        explained=explained,
        actor=actor,
        now=now,
    )


def _pack(told: Agreement, live: bool) -> Pack | None:
    try:
        found = pack(told.pack, told.pack_version or None)
    except PackUnknown:
        return None
    return None if live and found.invented else found


def _of_pack(told: Agreement, of_pack: Pack | None, live: bool) -> Iterator[Finding]:
    if of_pack is None:
        known = dict.fromkeys(each.id for each in all_packs() if not (live and each.invented))
        seen = f"{told.pack}@{told.pack_version}" if told.pack_version else told.pack
        yield stop("BUD-237", seen=seen, known=", ".join(known))
        return
    for field, seen, options in (
        ("lot_policy", told.lot_policy, of_pack.lot_policies),
        ("fx_policy", told.fx_policy, of_pack.rate_policies),
    ):
        known_codes = [option.code for option in options]
        if seen not in known_codes:
            yield stop("BUD-247", field=field, seen=seen, known=", ".join(known_codes))


def _of_register(told: Agreement) -> Iterator[Finding]:
    """The unit stood on the grant's first day, or the sources leave it open, as on the page."""
    try:
        unit = register().unit(told.unit_code)
    except UnitUnknown:
        unit = None
    if unit is None or unit.standing_on(told.starts) not in (Standing.HOLDS, Standing.UNCLEAR):
        yield stop("BUD-248", seen=told.unit_code, on=told.starts.isoformat())
