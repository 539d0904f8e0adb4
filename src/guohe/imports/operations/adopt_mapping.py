"""A decided mapping takes effect at once: its accounts are opened, and lines that waited for a category alone become ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from guohe.documents.operations.store_file import store_file
from guohe.exchange.domain.advice import advised
from guohe.exchange.operations.open_file import open_file
from guohe.funds.operations.open_books import open_account
from guohe.funds.queries.books import all_books
from guohe.funds.queries.chart import account_ids
from guohe.grants.domain.facts import MappingRowFacts
from guohe.grants.operations.decide_mapping import decide_mapping
from guohe.grants.queries import find, mapping
from guohe.imports.domain.mapping_file import MappingRead, check_mapping, read_mapping
from guohe.imports.domain.standing import WAITS
from guohe.imports.models import Line
from guohe.imports.operations.free_lines import AT_ONCE, free_lines
from guohe.imports.queries.jobs import stop
from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.domain.packs import Pack
from guohe.programmes.queries.packs import PackUnknown, all_packs, pack


@dataclass(frozen=True, slots=True)
class Adopted:
    """The version that was decided, its accounts, those opened for it, and the lines that it made ready."""

    number: int
    accounts: int
    opened: int
    ready: int


def mapping_from_file(content: bytes, *, file_name: str, pack_id: str, why: str = "") -> MappingRead:
    """Reads a mapping table and writes nothing. Raises Refused for a pack that is not there (BUD-237)."""
    of_pack = pack_named(pack_id)
    opened = open_file(content, name=file_name)
    if opened.grid is None:
        return MappingRead((), advised(opened.findings, "table"))
    read = read_mapping(
        opened.grid.rows,
        code_of=lambda text: _code_of(of_pack, text),
        known=[category.code for category in of_pack.categories],
        why=why,
    )
    return MappingRead(read.rows, (*opened.findings, *read.findings))


def adopt_file(
    *,
    host_id: int,
    pack_id: str,
    in_force_from: date,
    content: bytes,
    file_name: str,
    why: str = "",
    actor: int,
    now: datetime,
) -> Adopted:
    """Decides the mapping that a table holds; refused whole, with every finding, when one of them is a stop."""
    read = mapping_from_file(content, file_name=file_name, pack_id=pack_id, why=why)
    _refuse_stops(read.findings)
    with transaction.atomic():
        store_file(host_id=host_id, name=file_name, content=content, actor=actor, now=now)
        return _adopt(host_id, pack_id, in_force_from, read.rows, file_name, actor, now)


def adopt_rows(
    *,
    host_id: int,
    pack_id: str,
    in_force_from: date,
    rows: Sequence[MappingRowFacts],
    note: str,
    actor: int,
    now: datetime,
) -> Adopted:
    """Decides a mapping as typed; the number in a finding is the row's place on the page."""
    of_pack = pack_named(pack_id)
    read = check_mapping(
        list(enumerate(rows, start=1)),
        code_of=lambda text: _code_of(of_pack, text),
        known=[category.code for category in of_pack.categories],
        why=note,
    )
    _refuse_stops(read.findings)
    with transaction.atomic():
        return _adopt(host_id, pack_id, in_force_from, read.rows, note, actor, now)


def pack_named(pack_id: str) -> Pack:
    """The newest version of a pack. Raises Refused (BUD-237)."""
    try:
        return pack(pack_id)
    except PackUnknown:
        known = ", ".join(dict.fromkeys(each.id for each in all_packs()))
        raise Refused(stop("BUD-237", seen=pack_id, known=known)) from None


def _adopt(
    host_id: int,
    pack_id: str,
    in_force_from: date,
    rows: Sequence[MappingRowFacts],
    note: str,
    actor: int,
    now: datetime,
) -> Adopted:
    number = decide_mapping(
        host_id=host_id,
        pack=pack_id,
        in_force_from=in_force_from,
        rows=rows,
        note=note,
        actor=actor,
        now=now,
    )
    opened = _open_accounts(host_id, rows)
    # A mapping that begins later judges nothing yet.
    ready = _judge_anew(host_id, pack_id, actor, now) if in_force_from <= now.date() else 0
    return Adopted(number, len(rows), opened, ready)


def _open_accounts(host_id: int, rows: Sequence[MappingRowFacts]) -> int:
    """Each account that the mapping names and a book of the host lacks is an expense account of it, in its own currency."""
    count = 0
    for book in all_books():
        if book.host_id != host_id:
            continue
        known = account_ids(book.number)
        for row in rows:
            if row.account not in known:
                open_account(
                    book=book.number,
                    code=row.account,
                    name=row.account_name or row.account,
                    currency=book.own_currency,
                    role="expense",
                    on=book.first_day,
                )
                count += 1
    return count


def _judge_anew(host_id: int, pack_id: str, actor: int, now: datetime) -> int:
    """Lines without a category get that of the mapping in force; those that waited for nothing else are ready."""
    held = mapping.in_force(host_id, pack_id, now.date())
    categories = {row.account: row.category for row in held.rows if row.category} if held else {}
    grants = [g.ref for g in find.all_grants() if g.host_id == host_id and g.pack == pack_id]
    lines = Line.objects.select_for_update().filter(
        host_id=host_id,
        state__in=WAITS,
        category__isnull=True,
        account_code__in=list(categories),
        grant_ref__in=grants,
    )
    found = list(lines.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for start in range(0, len(found), AT_ONCE):
            cursor.execute(
                "UPDATE imports_line AS line SET category = decided.category, changed_by_id = %s, changed_at = %s "
                "FROM unnest(%s::text[], %s::text[]) AS decided (account, category) "
                "WHERE line.id = ANY (%s) AND line.account_code = decided.account",
                [actor, now, list(categories), list(categories.values()), found[start : start + AT_ONCE]],
            )
    return free_lines(found, actor=actor, now=now)


def _code_of(of_pack: Pack, text: str) -> str | None:
    found = next((each for each in of_pack.categories if each.code == text.strip().casefold()), None)
    found = found or of_pack.category_named(text)
    return found.code if found else None


def _refuse_stops(findings: Sequence[Finding]) -> None:
    if any(finding.level is Level.STOP for finding in findings):
        raise Refused(*findings)
