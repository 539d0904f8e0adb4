"""What a page, a terminal and a file show of a grant's closing: the same finished values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guohe.grants.domain.closing import Item, Stand
from guohe.grants.queries.closing import ClosingFacts
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say

COLUMNS = ("item", "stand", "left", "evidence")


def items_table(ref: str, items: Sequence[Item], lang: str) -> Table:
    """Every point with how it stands, what is left, and what shows it or that nothing does."""
    rows = [
        (
            say(f"grants.closing.item.{item.key}", lang),
            say(f"grants.closing.stand.{item.stand}", lang),
            "; ".join(str(amount) for amount in item.left),
            _shown(item, lang),
        )
        for item in items
    ]
    columns = [Column(key, say(f"grants.closing.head.{key}", lang)) for key in COLUMNS]
    return Table(say("grants.closing.title", lang, ref=ref), columns, rows, lang=lang)


def _shown(item: Item, lang: str) -> str:
    """What shows it; of many periods the first, the last and their number."""
    if item.key == "periods" and len(item.evidence) > 1:
        first, last = min(item.evidence), max(item.evidence)
        return say("grants.closing.periods", lang, first=first, last=last, count=str(len(item.evidence)))
    return "; ".join(item.evidence) or _without(item, lang)


def _without(item: Item, lang: str) -> str:
    """What is settled without a reference is settled by the books; anything else has no evidence."""
    if item.stand is Stand.OPEN and item.left:
        return say("grants.closing.as_read", lang)
    return say("grants.closing.by_books" if item.stand is Stand.DONE else "grants.change.no_evidence", lang)


def history_table(known: Sequence[ClosingFacts], lang: str) -> Table:
    """Every closing that was prepared, and by whom it was approved."""
    rows = [
        (
            each.number,
            each.prepared_at.date(),
            each.preparer.in_language(lang),
            each.note or "-",
            each.evidence or say("grants.change.no_evidence", lang),
            say(
                "grants.closing.approved",
                lang,
                who=each.approver.in_language(lang),
                on=each.approved_at.date().isoformat(),
            )
            if each.approver is not None and each.approved_at is not None
            else say("grants.closing.waits", lang),
        )
        for each in known
    ]
    kinds = {"number": Kind.NUMBER, "on": Kind.DATE}
    columns = [
        Column(key, say(f"grants.closing.head.{key}", lang), kinds.get(key, Kind.TEXT))
        for key in ("number", "on", "who", "note", "evidence", "approval")
    ]
    return Table(say("grants.closing.history", lang), columns, rows, lang=lang)


def record_of(ref: str, items: Sequence[Item], known: Sequence[ClosingFacts]) -> dict[str, Any]:
    """The closing for a program."""
    return {
        "grant": ref,
        "closed": any(each.approved_at is not None for each in known),
        "may_close": not any(item.stand is Stand.OPEN for item in items),
        "items": [
            {
                "key": item.key,
                "stand": item.stand.value,
                "left": list(item.left),
                "evidence": list(item.evidence),
            }
            for item in items
        ],
        "closings": [
            {
                "number": each.number,
                "digest": each.digest,
                "note": each.note,
                "evidence": each.evidence,
                "prepared_by": each.preparer.en,
                "prepared_at": each.prepared_at,
                "approved_by": each.approver.en if each.approver is not None else None,
                "approved_at": each.approved_at,
            }
            for each in known
        ],
    }
