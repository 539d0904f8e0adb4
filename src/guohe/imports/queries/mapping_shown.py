"""The mapping in force as it is shown: each account with its category and reason, who decided it, and what still waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guohe.grants.domain.facts import MappingFacts, MappingRowFacts
from guohe.grants.queries import find, mapping
from guohe.imports.domain.standing import WAITS
from guohe.imports.models import Line
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there
from guohe.programmes.domain.packs import Pack


@dataclass(frozen=True, slots=True)
class Waiting:
    """An account that lines wait for: nobody has mapped it to a category."""

    account: str
    name: str
    lines: int


def pack_in_use(host_id: int, fallback: str) -> str:
    """The pack under which most of the host's grants report; ``fallback`` when it has none."""
    packs = Counter(grant.pack for grant in find.all_grants() if grant.host_id == host_id)
    return packs.most_common(1)[0][0] if packs else fallback


def waiting_accounts(host_id: int, pack: str) -> tuple[Waiting, ...]:
    """Accounts of lines that have no category and are not in the books, under the grants of one pack, by code."""
    grants = [grant.ref for grant in find.all_grants() if grant.host_id == host_id and grant.pack == pack]
    rows = Line.objects.filter(
        host_id=host_id, state__in=WAITS, category__isnull=True, grant_ref__in=grants
    ).values_list("account_code", "account_name")
    names: dict[str, str] = {}
    counts: dict[str, int] = {}
    for account, name in rows:
        counts[account] = counts.get(account, 0) + 1
        names[account] = names.get(account) or name
    return tuple(Waiting(account, names[account], counts[account]) for account in sorted(counts) if account)


@dataclass(frozen=True, slots=True)
class ToDecide:
    """What the next version is decided from: the version in force, its rows, and the accounts that wait without a category."""

    version: int
    decided: tuple[MappingRowFacts, ...]
    waiting: tuple[MappingRowFacts, ...]

    @property
    def offered(self) -> tuple[MappingRowFacts, ...]:
        """All of them, those that wait first."""
        return (*self.waiting, *self.decided)

    def with_changes(self, rows: Sequence[MappingRowFacts]) -> tuple[MappingRowFacts, ...]:
        """These rows, then every decided account that none of them names, as it stands; who still waits goes on waiting."""
        named = {row.account for row in rows}
        return (*rows, *(row for row in self.decided if row.account not in named))


def to_decide(host_id: int, pack: str, on: date) -> ToDecide:
    """The rows in force on a day, and the accounts that wait, once each."""
    decided = mapping.in_force(host_id, pack, on)
    rows = decided.rows if decided else ()
    known = {row.account for row in rows}
    waits = (each for each in waiting_accounts(host_id, pack) if each.account not in known)
    return ToDecide(
        decided.number if decided else 0,
        tuple(rows),
        tuple(MappingRowFacts(each.account, each.name, "", "") for each in waits),
    )


def mapping_table(
    decided: MappingFacts | None,
    of_pack: Pack,
    lang: str,
    rows_shown: Sequence[MappingRowFacts] | None = None,
) -> Table:
    """The accounts with their categories, all or those shown, and beneath who decided them and when."""
    names = {category.code: category.names.in_language(lang) for category in of_pack.categories}
    columns = tuple(
        Column(key, say(f"imports.mapping.{key}", lang))
        for key in ("account", "account_name", "category", "why")
    )
    rows = [
        (
            row.account,
            row.account_name,
            names.get(row.category, row.category) if row.category else say("imports.mapping.ask", lang),
            row.why,
        )
        for row in (rows_shown if rows_shown is not None else decided.rows if decided else ())
    ]
    notes = [_decided(decided, lang)] if decided else []
    title = say("imports.mapping.of_pack", lang, name=of_pack.names.in_language(lang), pack=of_pack.id)
    return Table(title, columns, rows, notes=notes, lang=lang)


def versions_table(host_id: int, pack: str, lang: str, newest: int | None = None) -> Table:
    """Every version with who decided it, or the newest ones and how many came before; none is ever changed."""
    decided = mapping.versions(host_id, pack)
    shown = decided[:newest]
    columns = (
        Column("version", say("imports.mapping.version", lang), Kind.NUMBER),
        Column("in_force_from", say("imports.mapping.in_force_from", lang)),
        Column("accounts", say("imports.mapping.accounts", lang), Kind.NUMBER),
        Column("decided_by", say("imports.mapping.decided_by", lang)),
        Column("decided_at", say("imports.mapping.decided_at", lang)),
    )
    rows = [
        (
            each.number,
            each.in_force_from.isoformat(),
            len(each.rows),
            each.decided_by.in_language(lang),
            day_there(each.decided_at).isoformat(),
        )
        for each in shown
    ]
    before = len(decided) - len(shown)
    notes = [say("imports.mapping.versions.before", lang, count=str(before))] if before else []
    return Table(say("imports.mapping.versions", lang), columns, rows, notes=notes, lang=lang)


def _decided(decided: MappingFacts, lang: str) -> str:
    return say(
        "imports.mapping.decided",
        lang,
        number=str(decided.number),
        who=decided.decided_by.in_language(lang),
        on=day_there(decided.decided_at).isoformat(),
        since=decided.in_force_from.isoformat(),
    )
