"""Charges beyond what one person books: what was prepared, by whom, and whether somebody else confirmed or refused it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from guohe.identity.queries.accounts import naming
from guohe.imports.models import ChargeRow
from guohe.imports.queries.rows import name_or_number
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there

# The newest that a list shows; what waits is among what Today tells, however old.
_MOST: Final = 200


class ChargeNotFound(LookupError):
    """No prepared charge of this number is visible to the acting person."""


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """One charge: of which credit and instalment, why and by which paper, and what a second person said.

    ``state`` is waiting, confirmed, refused, or gone where its statement was undone before anybody answered.
    """

    number: int
    host_id: int
    entry: int
    job: int
    instalment: str
    sent: Money
    credited: Money
    posted_on: date
    reason: str
    evidence: str
    prepared_by: int
    preparer: Name
    prepared_at: datetime
    state: str
    words: str = ""
    answerer: Name | None = None
    answered_at: datetime | None = None

    @property
    def kept(self) -> Money:
        """What the bank kept: sent less credited."""
        return self.sent - self.credited


@dataclass(frozen=True, slots=True)
class WaitingCharge:
    """What stands beside a credit of which a charge waits."""

    number: int
    instalment: str
    kept: Money
    preparer: Name
    on: date


def charge(number: int) -> ChargeFacts:
    """One charge. Raises ChargeNotFound."""
    row = _asked(ChargeRow.objects.filter(pk=number)).first() if 0 < number < 2**63 else None
    if row is None:
        raise ChargeNotFound(str(number))
    return _facts(row)


def charges_of(hosts: Collection[int]) -> tuple[ChargeFacts, ...]:
    """The newest charges of some hosts, the newest first."""
    rows = _asked(ChargeRow.objects.filter(host_id__in=hosts)).order_by("-pk")[:_MOST]
    return tuple(_facts(row) for row in rows)


def waiting_charge(entry: str) -> Subquery:
    """In a question of another query: the charge of the entry in its field that waits, for ``waiting_told``."""
    waits = ChargeRow.objects.filter(entry_id=OuterRef(entry), said__isnull=True)
    told = JSONObject(
        number="pk",
        instalment="instalment_ref",
        currency="currency",
        sent="sent_minor",
        credited="credited_minor",
        at="prepared_at",
        by="prepared_by_id",
        preparer=naming("prepared_by_id"),
    )
    return Subquery(waits.values(told=told)[:1])


def waiting_told(told: Mapping[str, Any] | None) -> WaitingCharge | None:
    """The charge that ``waiting_charge`` told; None where none waits."""
    if not told:
        return None
    return WaitingCharge(
        told["number"],
        told["instalment"],
        Money(told["currency"], told["sent"] - told["credited"]),
        name_or_number(told["by"], told["preparer"]),
        day_there(datetime.fromisoformat(told["at"])),
    )


def waits_words(waits: WaitingCharge, lang: str) -> str:
    """The sentence beside a credit whose charge waits, the same for the page and the command."""
    return say(
        "imports.charge.beside",
        lang,
        number=str(waits.number),
        charge=str(waits.kept),
        ref=waits.instalment,
        who=waits.preparer.in_language(lang),
        on=waits.on.isoformat(),
    )


def charges_table(charges: Collection[ChargeFacts], lang: str) -> Table:
    """Charges with both people, newest first."""
    kinds = {
        "number": Kind.NUMBER,
        "sent": Kind.MONEY,
        "credited": Kind.MONEY,
        "kept": Kind.MONEY,
        "booked": Kind.DATE,
        "prepared": Kind.DATE,
        "answered": Kind.DATE,
    }
    names = ("number", "stands", "instalment", "booked", "sent", "credited", "kept", "reason", "evidence",
             "preparer", "prepared", "answerer", "answered", "words")  # fmt: skip
    columns = [
        Column(name, say(f"imports.charge.head.{name}", lang), kinds.get(name, Kind.TEXT)) for name in names
    ]
    rows = [
        (
            each.number,
            say(f"imports.charge.state.{each.state}", lang),
            each.instalment,
            each.posted_on,
            each.sent,
            each.credited,
            each.kept,
            each.reason,
            each.evidence,
            each.preparer.in_language(lang),
            day_there(each.prepared_at),
            each.answerer.in_language(lang) if each.answerer else None,
            day_there(each.answered_at) if each.answered_at else None,
            each.words or None,
        )
        for each in charges
    ]
    return Table(say("imports.charge.title", lang), columns, rows, lang=lang)


def _asked(rows: QuerySet[ChargeRow]) -> QuerySet[ChargeRow]:
    return rows.select_related("entry", "said").annotate(
        preparer=naming("prepared_by_id"), answerer=naming("said__answered_by_id")
    )


def _facts(row: Any) -> ChargeFacts:
    said = getattr(row, "said", None)
    state = said.answer if said else "gone" if row.entry.withdrawn_at else "waiting"
    return ChargeFacts(
        number=row.pk,
        host_id=row.host_id,
        entry=row.entry_id,
        job=row.entry.job_id,
        instalment=row.instalment_ref,
        sent=Money(row.currency, row.sent_minor),
        credited=Money(row.currency, row.credited_minor),
        posted_on=row.entry.posted_date,
        reason=row.reason,
        evidence=row.evidence,
        prepared_by=row.prepared_by_id,
        preparer=name_or_number(row.prepared_by_id, row.preparer),
        prepared_at=row.prepared_at,
        state=state,
        words=said.words if said else "",
        answerer=name_or_number(said.answered_by_id, row.answerer) if said else None,
        answered_at=said.answered_at if said else None,
    )
