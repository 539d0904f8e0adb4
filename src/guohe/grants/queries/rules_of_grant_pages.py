"""What a page, a terminal and a file show of a grant's rulebooks on a day and of the switches between their versions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.rule_switch import Switch
from guohe.grants.queries.rule_versions import (
    book_ids_of,
    books_of,
    candidates,
    day_in_question,
    left_out,
    newer_versions,
    settlement_behind,
)
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.programmes.queries.rule_pages import dates_text
from guohe.programmes.queries.rulebooks import versions
from guohe.rules.domain.values import Book

WORD = "grants.rules"


def books_table(grant: GrantFacts, known: Sequence[Switch], on: date, lang: str) -> Table:
    """Each rulebook of the grant in the version that judges what is dated on that day, and by what."""
    newer = {current.id: newest.label for current, newest in newer_versions(grant, on)}
    rows = [
        (
            each.names.in_language(lang),
            each.label,
            dates_text(each, lang),
            _by_what(grant, each, known, on, lang),
            newer.get(each.id, say(f"{WORD}.newest", lang)),
        )
        for each in books_of(grant, on)
    ]
    title = say(f"{WORD}.title", lang, ref=grant.ref)
    return Table(title, _columns(lang, "name", "book", "dates", "by", "newer"), rows, lang=lang)


def _by_what(grant: GrantFacts, book: Book, known: Sequence[Switch], on: date, lang: str) -> str:
    approved = [each for each in known if each.approved_at is not None and each.book == book.id]
    settled = settlement_behind(grant, book, on)
    if settled is not None:
        codes = [each.code for each in approved if each.settles and each.starts == settled.starts]
        return say(f"{WORD}.by_settlement", lang, code=codes[0])
    begun = [each for each in approved if each.starts <= on and not each.settles]
    if not begun:
        return say(f"{WORD}.by_transition", lang, words=book.transition.in_language(lang))
    last = max(begun, key=lambda each: each.starts)
    return say(f"{WORD}.by_switch", lang, code=last.code, day=last.starts.isoformat())


def switches_table(known: Sequence[Switch], on: date, lang: str) -> Table:
    """Every switch that was prepared, with its clause or reason, and who approved it; nothing is ever taken out.

    One that is approved and does not hold yet on the day says from when.
    """
    rows = [
        (
            each.code,
            _versions(each, lang),
            each.starts,
            each.clause,
            say(f"{WORD}.prepared_by", lang, who=each.preparer.in_language(lang), on=_day(each.prepared_at)),
            _approved(each, on, lang),
        )
        for each in known
    ]
    keys = ("code", "versions", "starts", "clause", "prepared", "approved")
    return Table(say(f"{WORD}.switches", lang), _columns(lang, *keys), rows, lang=lang)


def _versions(each: Switch, lang: str) -> str:
    if each.settles:
        return say(f"{WORD}.settles", lang, label=f"{each.book}@{each.after}")
    return f"{each.book}@{each.before} → {each.after}"


def _approved(each: Switch, on: date, lang: str) -> str:
    if each.approver is None or each.approved_at is None:
        return say(f"{WORD}.waits", lang)
    holds = each.settles or each.starts <= on
    key = f"{WORD}.approved_by" if holds else f"{WORD}.approved_from"
    told = {"who": each.approver.in_language(lang), "on": _day(each.approved_at)}
    return say(key, lang, **told, **({} if holds else {"starts": each.starts.isoformat()}))


def done_text(each: Switch, lang: str) -> str:
    """What is said once another person has approved it."""
    told = {"code": each.named.name.in_language(lang), "day": each.starts.isoformat()}
    if each.settles:
        return say(f"{WORD}.settled", lang, **told, label=f"{each.book}@{each.after}")
    return say(f"{WORD}.approved", lang, **told)


def choices(grant: GrantFacts) -> list[tuple[str, str]]:
    """Every version of the grant's rulebooks, to choose from."""
    found = [each for book_id in book_ids_of(grant) for each in versions(book_id)]
    return [(each.label, each.label) for each in found]


def settleable(grant: GrantFacts, on: date, lang: str) -> list[tuple[str, str]]:
    """Every version of a rulebook that may judge what is dated on that day where none is established, to choose from."""
    judging = {each.id for each in books_of(grant, on)}
    found = [
        each
        for book_id in book_ids_of(grant)
        if book_id not in judging
        for each in candidates(book_id, day_in_question(grant, book_id, on))
    ]
    return [
        (each.label, say("ui.with", lang, what=each.label, words=dates_text(each, lang))) for each in found
    ]


def record_of(grant: GrantFacts, known: Sequence[Switch], on: date) -> dict[str, Any]:
    """The rulebooks and switches for a program."""
    return {
        "grant": grant.ref,
        "as_at": on,
        "rulebooks": [{"book": each.label, "digest": each.digest} for each in books_of(grant, on)],
        "left_out": [each.as_json("en") for each in left_out(grant, on)],
        "newer": [newest.label for _, newest in newer_versions(grant, on)],
        "switches": [
            {
                "number": each.number,
                "book": each.book,
                "from": each.before or None,
                "to": each.after,
                "in_force_from": each.starts,
                "clause": each.clause,
                "digest": each.digest,
                "prepared_by": each.preparer.en,
                "prepared_at": each.prepared_at,
                "approved_by": each.approver.en if each.approver is not None else None,
                "approved_at": each.approved_at,
            }
            for each in known
        ],
    }


def _day(moment: Any) -> str:
    return str(moment.date().isoformat())


def _columns(lang: str, *keys: str) -> list[Column]:
    kinds = {"starts": Kind.DATE}
    return [Column(key, say(f"{WORD}.head.{key}", lang), kinds.get(key, Kind.TEXT)) for key in keys]
