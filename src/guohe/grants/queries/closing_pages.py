"""What a page, a terminal and a file show of a grant's closing: the same finished values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from guohe.grants.domain.closing import Item, Stand
from guohe.grants.queries.closing import ClosingFacts, ReopeningFacts, TwoPersonPaper, closed_by
from guohe.kernel.findings import Finding
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there
from guohe.programmes.queries.receipt_pages import clause_text
from guohe.rules.domain.judge import Explanation

# How the references of a point are written, by the beginning of its key, and the word of each; a closing keeps them as written.
_REFERENCES: Final = (
    (re.compile(r"(?P<partner>\d+)/PT-(?P<number>\d+)"), "partner_papers", "transfer"),
    (re.compile(r"(?P<partner>\d+)/PS-(?P<number>\d+)"), "partner_papers", "statement"),
    (re.compile(r"C-(?P<number>\d+)"), "changes", "change"),
    (re.compile(r"(?P<code>E-\d+.*)"), "equipment", "equipment"),
    (re.compile(r"P-(?P<number>\d+) (?P<month>\d{4}-\d\d)"), "people", "person"),
    (re.compile(r"report (?P<number>\d+)"), "reports", "report"),
    (re.compile(r"(?P<book>[^/@ ]+@[^/ ]+)/(?P<rule>[^/ ]+)"), "", "rule"),
)

COLUMNS = ("item", "stand", "left", "evidence", "settles")


def items_table(ref: str, items: Sequence[Item], lang: str) -> Table:
    """Every point with how it stands, what is left, and what shows it or that nothing does."""
    rows = [
        (
            say(f"grants.closing.item.{item.key}", lang),
            say(f"grants.closing.stand.{item.stand}", lang),
            say("ui.semicolon", lang).join(str(amount) for amount in item.left),
            _shown(item, lang),
            settles(item, lang),
        )
        for item in items
    ]
    columns = [Column(key, say(f"grants.closing.head.{key}", lang)) for key in COLUMNS]
    return Table(say("grants.closing.title", lang, ref=ref), columns, rows, lang=lang)


def settles(item: Item, lang: str) -> str:
    """What settles a point that is not settled yet."""
    return "" if item.stand is Stand.DONE else say(f"grants.closing.settles.{item.key}", lang)


def _shown(item: Item, lang: str) -> str:
    """What shows it; of many periods the first, the last and their number, and where the book's periods end before the grant."""
    if item.key == "periods" and len(item.evidence) > 1:
        first, last = min(item.evidence), max(item.evidence)
        told = say("grants.closing.periods", lang, first=first, last=last, count=str(len(item.evidence)))
        if item.until:
            return say("grants.closing.periods.until", lang, periods=told, last=item.until)
        return told
    shown = (_reference(item.key, reference, lang) for reference in item.evidence)
    return say("ui.semicolon", lang).join(shown) or _without(item, lang)


def _reference(key: str, reference: str, lang: str) -> str:
    """What a reference is, since a mark alone does not say it; one that says so itself stands as it is."""
    for form, of, word in _REFERENCES:
        found = form.fullmatch(reference)
        if found is not None and key.startswith(of):
            return say(f"grants.closing.shown.{word}", lang, **found.groupdict())
    return reference


def _without(item: Item, lang: str) -> str:
    """What is settled without a reference is settled by the books; anything else has no evidence."""
    if item.stand is Stand.OPEN and item.left:
        return say("grants.closing.as_read", lang)
    return say("grants.closing.by_books" if item.stand is Stand.DONE else "grants.change.no_evidence", lang)


def history_table(known: Sequence[ClosingFacts], lang: str) -> Table:
    """Every closing that was prepared, and by whom it was approved."""
    return _papers("grants.closing.history", [(each.number, each) for each in known], lang)


def reopenings_table(known: Sequence[ReopeningFacts], lang: str) -> Table:
    """Every reopening: which closing it undoes, why, by what evidence, and who approved it."""
    return _papers("grants.reopening.history", [(each.closing, each) for each in known], lang)


def _papers(title: str, papers: Sequence[tuple[int, TwoPersonPaper]], lang: str) -> Table:
    """Each paper under the number of its closing: its day, who, what was said, what shows it, and the approval."""
    rows = [
        (
            closing,
            day_there(each.prepared_at),
            each.preparer.in_language(lang),
            each.words or "-",
            each.evidence or say("grants.change.no_evidence", lang),
            _approval(each.approver, each.approved_at, lang),
        )
        for closing, each in papers
    ]
    kinds = {"number": Kind.NUMBER, "on": Kind.DATE}
    columns = [
        Column(key, say(f"grants.closing.head.{key}", lang), kinds.get(key, Kind.TEXT))
        for key in ("number", "on", "who", "note", "evidence", "approval")
    ]
    return Table(say(title, lang), columns, rows, lang=lang)


def _approval(approver: Name | None, at: datetime | None, lang: str) -> str:
    if approver is None or at is None:
        return say("grants.closing.waits", lang)
    return say("grants.closing.approved", lang, who=approver.in_language(lang), on=at.date().isoformat())


def surplus_rows(rules: Sequence[Explanation], lang: str) -> list[tuple[str, str, str]]:
    """Where unspent money goes: each rule in its words, what it rests on and how that is known, and its address."""
    return [
        (
            each.rule.words.in_language(lang),
            clause_text(each.book, each.rule, lang),
            f"{each.book.id}/{each.rule.id}@{each.book.version}",
        )
        for each in rules
    ]


def surplus_lines(rules: Sequence[Explanation], unasked: Sequence[Finding], lang: str) -> list[str]:
    """The same for a terminal; that no rule says it where none does, and each book that could not be asked."""
    told = [f"{words}\n  {rests} ({label})" for words, rests, label in surplus_rows(rules, lang)]
    said = [say("grants.closing.surplus", lang), *told] if told else [say("grants.closing.no_rule", lang)]
    return [*said, *(f"{each.code} {each.sentence(lang)}" for each in unasked)]


def record_of(
    ref: str,
    items: Sequence[Item],
    known: Sequence[ClosingFacts],
    again: Sequence[ReopeningFacts],
    *,
    surplus: Sequence[Explanation],
    unasked: Sequence[Finding],
) -> dict[str, Any]:
    """The closing for a program; ``unasked`` are the rulebooks of which no version is established."""
    return {
        "grant": ref,
        "closed": closed_by(known) is not None,
        "may_close": not any(item.stand is Stand.OPEN for item in items),
        "items": [
            {
                "key": item.key,
                "stand": item.stand.value,
                "left": list(item.left),
                "evidence": list(item.evidence),
                "page": f"/{item.page}" if item.page else None,
            }
            for item in items
        ],
        "surplus": [
            {"rule": label, "words": words, "clause": rests}
            for words, rests, label in surplus_rows(surplus, "en")
        ],
        "left_out": [each.as_json("en") for each in unasked],
        "closings": [
            {
                "number": each.number,
                "digest": each.digest,
                "note": each.words,
                **_record(each),
                "undone": each.undone,
            }
            for each in known
        ],
        "reopenings": [
            {"number": each.number, "closing": each.closing, "reason": each.words, **_record(each)}
            for each in again
        ],
    }


def _record(paper: TwoPersonPaper) -> dict[str, Any]:
    return {
        "evidence": paper.evidence,
        "prepared_by": paper.preparer.en,
        "prepared_at": paper.prepared_at,
        "approved_by": paper.approver.en if paper.approver is not None else None,
        "approved_at": paper.approved_at,
    }
