"""An agreement's budget table becomes the grant's budget only when figure, sum, capital numerals and unit agree."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from guohe.documents.operations.store_file import store_file
from guohe.exchange.domain.advice import advised
from guohe.exchange.domain.budget import BudgetTable, BudgetUnit
from guohe.exchange.domain.read_budget import read_budget
from guohe.exchange.operations.open_file import open_file
from guohe.grants.domain.facts import BudgetRowFacts
from guohe.grants.domain.set_up import Agreement, Equipment
from guohe.grants.operations.load_budget_version import load_budget_version
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.queries import budgets, find
from guohe.imports.operations.recorded import recorded
from guohe.imports.queries.jobs import stop
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money
from guohe.programmes.domain.packs import Pack
from guohe.programmes.queries.packs import pack


def look_at_budget(
    content: bytes, *, file_name: str, total: Money | None, unit: BudgetUnit | None = None, sheet: str = ""
) -> tuple[BudgetTable | None, tuple[Finding, ...]]:
    """Reads a budget table and writes nothing. ``total`` is the award as the agreement's text has it."""
    opened = open_file(content, name=file_name, sheet=sheet)
    if opened.grid is None:
        return None, advised(opened.findings, "table")
    table = read_budget(opened.grid, agreement=total, unit=unit)
    if total is not None and table.capital == total:
        # The capital numerals say the award, so the question of the unit is answered by the table itself.
        return table, tuple(finding for finding in table.findings if finding.code != "BUD-202")
    return table, advised(table.findings, "table")


def rows_of(table: BudgetTable, of_pack: Pack) -> tuple[tuple[BudgetRowFacts, ...], tuple[Finding, ...]]:
    """The rows with the pack's category for each leaf; one that the pack does not know is a finding (BUD-221), and so is
    one below nothing (RUL-915). Several leaves may be of one category: their amounts are added."""
    rows = []
    findings = []
    for position, row in enumerate(table.rows, start=1):
        category = ""
        if not row.is_sum:
            known = of_pack.category_named(row.name)
            if known is None:
                findings.append(stop("BUD-221", row=str(row.row), name=row.name, pack=of_pack.id))
            else:
                category = known.code
            if row.special.minor < 0:
                findings.append(stop("RUL-915", row=str(row.row), name=row.name, amount=str(row.special)))
        rows.append(BudgetRowFacts(position, category, row.name, row.level, row.special))
    return tuple(rows), tuple(findings)


def budget_version_from_file(
    *,
    ref: str,
    content: bytes,
    file_name: str,
    approved_on: date,
    actor: int,
    now: datetime,
    unit: BudgetUnit | None = None,
    explained: str = "",
    sheet: str = "",
) -> int:
    """Loads a grant's first budget version from the funder's own table and returns its number.

    Refused with every finding when the table does not agree with itself or with the award, unless the actor has
    ``explained`` what waits for a person; a stop cannot be explained away. Nothing is then written. A later version is a change,
    which a request brings about with the decision of another person (IMP-226; grants' bring_into_force).
    """
    grant = find.grant(ref)
    table, findings = look_at_budget(content, file_name=file_name, total=grant.total, unit=unit, sheet=sheet)
    of_pack = pack(grant.pack, grant.pack_version)
    rows, unknown = rows_of(table, of_pack) if table is not None else ((), ())
    _refuse((*findings, *unknown), explained=explained)
    loaded = budgets.versions(ref)
    if loaded:
        raise Refused(stop("IMP-226", ref=ref, version=str(loaded[-1].number)))
    with transaction.atomic():
        store_file(host_id=grant.host_id, name=file_name, content=content, actor=actor, now=now, grant=ref)
        number = load_budget_version(
            ref=ref,
            approved_on=approved_on,
            unit=(table.unit if table is not None else None) or "yuan",
            rows=rows,
            file_digest=hashlib.sha256(content).hexdigest(),
            actor=actor,
            now=now,
        )
        if explained.strip():
            recorded(
                host_id=grant.host_id,
                action="imports.budget_explained",
                subject=f"grant:{ref}",
                details={"version": number, "explained": explained.strip()},
                now=now,
            )
    return number


def set_up_from_budget(
    *,
    host_id: int,
    book: int,
    agreement: Agreement,
    content: bytes,
    file_name: str,
    approved_on: date,
    investigator_id: int,
    equipment: Sequence[Equipment] = (),
    unit: BudgetUnit | None = None,
    explained: str = "",
    sheet: str = "",
    actor: int,
    now: datetime,
) -> str:
    """Sets up a grant with its budget as version 1, whole or not at all, and returns its reference."""
    with transaction.atomic():
        set_up_grant(
            host_id=host_id,
            book=book,
            agreement=agreement,
            investigator_id=investigator_id,
            equipment=equipment,
            actor=actor,
            now=now,
        )
        budget_version_from_file(
            ref=agreement.ref,
            content=content,
            file_name=file_name,
            approved_on=approved_on,
            unit=unit,
            explained=explained,
            sheet=sheet,
            actor=actor,
            now=now,
        )
    return agreement.ref


def _refuse(findings: Sequence[Finding], *, explained: str) -> None:
    """A note does not stand in the way; an explanation answers what waits for a person, never a stop."""
    grave = [finding for finding in findings if finding.level is not Level.NOTE]
    if explained.strip():
        grave = [finding for finding in grave if finding.level is Level.STOP]
    if grave:
        raise Refused(*findings)
