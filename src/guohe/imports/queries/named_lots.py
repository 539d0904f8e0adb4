"""Which lots pay the lines of grants that pay from named lots: a person's last word, else what the file says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from guohe.funds.domain.lots import Policy
from guohe.funds.domain.printed_lots import LotPosition
from guohe.funds.queries import lots
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.identity.queries.accounts import naming
from guohe.imports.domain.named_lots import Asked, Part, called_so, nameable
from guohe.imports.domain.standing import WAITS, LineFacts
from guohe.imports.models import Line, LotChoice
from guohe.imports.queries.jobs import stop
from guohe.imports.queries.rows import name_or_number
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there


@dataclass(frozen=True, slots=True)
class LotsSaid:
    """Which lots a person named for a line, who and when; several rows where it was said again, the last first."""

    parts: tuple[Part, ...]
    who: Name
    at: datetime


def choices(lines: QuerySet[Any]) -> dict[tuple[int, str], tuple[Part, ...]]:
    """By line and grant, the lots that a person named last."""
    rows = LotChoice.objects.filter(line__in=lines).order_by("pk")
    told = rows.values_list("line_id", "grant_ref", "lots", "line__currency")
    return {(line, ref): _parts(said, currency) for line, ref, said, currency in told}


def said_of(number: int) -> tuple[LotsSaid, ...]:
    """What people said of one line, the last word first."""
    rows = LotChoice.objects.filter(line_id=number).annotate(who=naming("named_by")).order_by("-pk")
    told = rows.values_list("lots", "line__currency", "named_by_id", "who", "named_at")
    return tuple(
        LotsSaid(_parts(said, currency), name_or_number(account, who), at)
        for said, currency, account, who, at in told
    )


def lots_of(rows: Sequence[Line]) -> tuple[dict[int, tuple[Part, ...]], dict[int, Finding]]:
    """By line of such grants, the lots that pay it, and why what its file says names none; a line of which nobody said is in neither."""
    if not rows:
        return {}, {}
    chosen = choices(Line.objects.filter(pk__in=[row.pk for row in rows]))
    paid: dict[int, tuple[Part, ...]] = {}
    unknown: dict[int, Finding] = {}
    known = {ref: lots.of_fund(ref) for ref in {row.grant_ref or "" for row in rows if row.lot}}
    for row in rows:
        ref = row.grant_ref or ""
        parts: tuple[Part, ...] | Finding = chosen.get((row.pk, ref), ())
        if not parts and row.lot:
            amount = Money(row.currency, row.amount_minor)
            parts = called_so(row.doc_ref or f"({row.row_number})", row.lot, amount, known[ref], ref=ref)
        if isinstance(parts, Finding):
            unknown[row.pk] = parts
        elif parts:
            paid[row.pk] = parts
    return paid, unknown


def lot_of_instalment(grant: GrantFacts, instalment_ref: str) -> int | None:
    """The lot of an instalment as it was received; none where the grant's policy chooses the lots itself.

    Raises Refused when nothing of it is in the books (IMP-284).
    """
    if Policy(grant.lot_policy) is not Policy.SPECIFIED:
        return None
    for lot in lots.of_fund(grant.ref):
        if lot.source_ref == instalment_ref and lot.parent is None and not lot.reversed:
            return lot.id
    raise Refused(stop("IMP-284", ref=instalment_ref))


def pays_from_named(ref: str | None) -> bool:
    """Whether the grant of a line pays from named lots."""
    return ref is not None and Policy(find.grant(ref).lot_policy) is Policy.SPECIFIED


def asked_of(line: LineFacts) -> Asked:
    """What is asked of the lots of a line."""
    return Asked(line.source or f"({line.row})", line.grant_ref or "", line.posted_on, line.amount)


def free_for(line: LineFacts) -> tuple[LotPosition, ...]:
    """The lots that may be named for a line that waits; none for any other."""
    if line.state not in WAITS or line.kind != "actual" or not pays_from_named(line.grant_ref):
        return ()
    return nameable(lots.of_fund(line.grant_ref or ""), asked_of(line))


def free_table(line: LineFacts, found: Sequence[LotPosition], lang: str) -> Table:
    """The lots that may be named: what is free of each, when it came, at which rate and by which deal."""
    names = ("lot", "since", "instalment", "deal", "rate", "free")
    kinds = {"since": Kind.DATE, "free": Kind.MONEY}
    back = line.amount.minor < 0
    return Table(
        say("imports.lots.title", lang, source=line.source or f"({line.row})"),
        [Column(name, say(f"imports.lots.{name}", lang), kinds.get(name, Kind.TEXT)) for name in names],
        [
            (
                lot.code,
                lot.opened_on,
                lot.source_ref,
                lot.deal_no or "",
                lot.rate or "",
                lot.spent if back else lot.left,
            )
            for lot in found
        ],
        lang=lang,
    )


def parts_words(parts: Sequence[Part], lang: str) -> str:
    """Each lot with what it pays."""
    return say("ui.comma", lang).join(f"L-{part.lot} {part.amount}" for part in parts)


def said_words(said: LotsSaid, lang: str) -> str:
    """Which lots a person named, who and when."""
    who, on = said.who.in_language(lang), day_there(said.at).isoformat()
    return say("imports.lots.said", lang, lots=parts_words(said.parts, lang), who=who, on=on)


def _parts(said: Sequence[dict[str, int]], currency: str) -> tuple[Part, ...]:
    return tuple(Part(each["lot"], Money(currency, each["minor"])) for each in said)
