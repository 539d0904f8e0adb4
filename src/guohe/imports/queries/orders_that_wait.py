"""Orders that files list and that bind nothing yet: nobody confirmed them, they wait for an answer, or the books refused them."""

from __future__ import annotations

from collections.abc import Sequence

from guohe.imports.domain.standing import WAITS, LineFacts
from guohe.imports.models import Line
from guohe.imports.queries.line_states import as_they_stand
from guohe.imports.queries.rows import line_of
from guohe.imports.queries.tables import line_word
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say


def orders_that_wait(ref: str) -> tuple[LineFacts, ...]:
    """The lines of a grant that order something and are outside the books, by day."""
    lines = Line.objects.filter(grant_ref=ref, kind="commitment", state__in=WAITS)
    return tuple(line_of(row) for row in as_they_stand(lines).order_by("posted_date", "pk"))


def waiting_orders_table(found: Sequence[LineFacts], lang: str) -> Table:
    """Each order with what it would bind, why it waits and in which import."""
    return Table(
        say("imports.orders.waiting", lang),
        [
            Column("order", say("imports.orders.order", lang)),
            Column("since", say("imports.orders.since", lang), Kind.DATE),
            Column("amount", say("imports.column.amount", lang), Kind.MONEY),
            Column("stands", say("imports.column.stands", lang)),
            Column("import", say("imports.orders.import", lang)),
            Column("line", say("imports.column.line", lang), Kind.NUMBER),
        ],
        [
            (
                line.order_no or line.source,
                line.posted_on,
                line.amount,
                line_word(line, lang),
                say("imports.caption", lang, number=str(line.job)),
                line.number,
            )
            for line in found
        ],
        lang=lang,
    )
