"""On the page of a line that pays from named lots: which may be named, which were, and the form that names them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from guohe.funds.domain.printed_lots import LotPosition
from guohe.grants.queries import find
from guohe.imports.domain.standing import WAITS, LineFacts
from guohe.imports.queries.named_lots import (
    LotsSaid,
    free_for,
    free_table,
    pays_from_named,
    said_of,
    said_words,
)
from guohe.imports.web.forms import Spoken
from guohe.kernel.findings import Finding
from guohe.kernel.money import AmountNotReadable, Money
from guohe.kernel.tables import Table
from guohe.kernel.texts import say


class LotsForm(Spoken):
    """What each lot pays of a line; a field left empty takes nothing from its lot."""

    def __init__(
        self, *arguments: Any, lang: str, line: LineFacts, lots: Sequence[LotPosition], **options: Any
    ) -> None:
        super().__init__(*arguments, lang=lang, **options)
        self.currency = line.amount.currency
        for lot in lots:
            by = f"{lot.deal_no} {lot.rate}" if lot.deal_no else lot.source_ref
            free = lot.left if line.amount.minor > 0 else lot.spent
            label = say(
                "imports.lots.field", lang, lot=lot.code, on=lot.opened_on.isoformat(), by=by, free=str(free)
            )
            self.fields[lot.code] = forms.CharField(required=False, max_length=40, label=label)

    def clean(self) -> dict[str, Any]:
        """The amounts in the line's currency; every one that is none is told beside its field."""
        cleaned = super().clean() or {}
        for name in self.fields:
            seen = str(cleaned.get(name, "")).strip()
            try:
                cleaned[name] = Money.of(self.currency, seen) if seen else None
            except AmountNotReadable:
                self.add_error(name, say("IMP-525", self.lang, seen=seen))
        return cleaned

    def named(self) -> list[tuple[str, Money | None]]:
        """The lots from which something is taken."""
        return [(name, amount) for name, amount in self.cleaned_data.items() if amount is not None]


@dataclass(frozen=True, slots=True)
class LotsPart:
    """What the page of a line shows of its lots; ``form`` for whoever may name them."""

    by_file: str
    said: tuple[LotsSaid, ...]
    words: tuple[str, ...]
    lead: str
    free: tuple[LotPosition, ...]
    table: Table | None
    form: LotsForm | None
    found: tuple[Finding, ...] = ()


def lots_part(
    line: LineFacts,
    lang: str,
    *,
    may_name: bool,
    bound: LotsForm | None = None,
    found: Sequence[Finding] = (),
) -> LotsPart | None:
    """None for an order, and for a line that names no lot of a grant whose policy chooses the lots itself."""
    if line.kind != "actual" or line.grant_ref is None:
        return None
    if not pays_from_named(line.grant_ref):
        policy = say(f"funds.policy.{find.grant(line.grant_ref).lot_policy}", lang)
        aside = say("imports.lots.left_aside", lang, seen=line.lot, policy=policy)
        return LotsPart(aside, (), (), "", (), None, None) if line.lot else None
    said = said_of(line.number)
    free = free_for(line)
    form = bound or (LotsForm(lang=lang, line=line, lots=free) if free and may_name else None)
    lead = ""
    if free:
        key = "imports.lots.lead" if line.amount.minor > 0 else "imports.lots.lead_back"
        lead = say(key, lang, amount=str(line.amount))
    elif line.state in WAITS:
        lead = say(
            "imports.lots.none",
            lang,
            ref=line.grant_ref,
            currency=line.amount.currency,
            on=line.posted_on.isoformat(),
        )
    return LotsPart(
        by_file=say("imports.lots.by_file", lang, seen=line.lot) if line.lot else "",
        said=said,
        words=tuple(said_words(each, lang) for each in said),
        lead=lead,
        free=free,
        table=free_table(line, free, lang) if free else None,
        form=form,
        found=tuple(found),
    )


def lots_record(part: LotsPart, seen: str) -> dict[str, object]:
    """The same for a program."""
    return {
        "by_file": seen,
        "named": [
            {
                "lots": [{"lot": f"L-{each.lot}", "amount": each.amount} for each in said.parts],
                "by": said.who.en,
                "at": said.at,
            }
            for said in part.said
        ],
        "free": [
            {"lot": lot.code, "on": lot.opened_on, "deal": lot.deal_no, "rate": lot.rate, "left": lot.left}
            for lot in part.free
        ],
    }
