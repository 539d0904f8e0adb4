"""What waits in the books' own words, with the documents and rows it is about: one sentence a reason, not one a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from guohe.imports.domain.held import HeldGroup, HeldOne, grouped
from guohe.imports.models import Line
from guohe.imports.queries.categories import in_words
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from guohe.kernel.texts import in_a_row, say


def held_groups(held: Sequence[tuple[int, Finding]]) -> tuple[HeldGroup, ...]:
    """The lines (id, reason) that a confirmation held."""
    rows = Line.objects.filter(pk__in=[number for number, _ in held])
    known = {
        number: (row, source, Money(currency, minor))
        for number, row, source, currency, minor in rows.values_list(
            "pk", "row_number", "doc_ref", "currency", "amount_minor"
        )
    }
    return grouped(HeldOne(*known[number], finding) for number, finding in held)


def confirmed_words(
    posted: int, orders: int, held: Sequence[tuple[int, Finding]], lang: str, *, late: int = 0
) -> str:
    """What a confirmation did; the open orders that it held are told apart from the lines, as their figures are."""
    kept = (
        Line.objects.filter(pk__in=[number for number, _ in held], kind="commitment").count() if held else 0
    )
    lines = str(len(held) - kept)
    told = say("imports.confirmed", lang, posted=str(posted), orders=str(orders), held=lines)
    more = [say("imports.confirmed.orders_held", lang, orders=str(kept))] if kept else []
    if late:
        more.append(say("imports.confirmed.late", lang, lines=str(late)))
    return in_a_row([told, *more], lang) if more else told


def group_words(group: HeldGroup, lang: str) -> str:
    """One line: which it is and why. Several: how many, how much, the first of them, and the biggest one's reason."""
    biggest = group.first[0]
    because = f"{group.code} {in_words(biggest.finding, lang)}"
    if group.lines == 1:
        return f"{_named(biggest, lang)} {because}"
    more = group.lines - len(group.first)
    told = say(
        "imports.held.group" if more else "imports.held.few",
        lang,
        code=group.code,
        lines=f"{group.lines:,}",
        amount=str(group.amount),
        first=" ".join(_named(one, lang) for one in group.first),
        more=f"{more:,}",
    )
    return f"{told} {say('imports.held.because', lang, source=_source(biggest))} {in_words(biggest.finding, lang)}"


def groups_words(held: Iterable[HeldOne], lang: str) -> tuple[str, ...]:
    """A sentence for each reason, biggest money first."""
    return tuple(group_words(group, lang) for group in grouped(held))


def _source(one: HeldOne) -> str:
    return one.source or f"({one.row})"


def _named(one: HeldOne, lang: str) -> str:
    return say("imports.held.line", lang, source=_source(one), row=str(one.row), amount=str(one.amount))
