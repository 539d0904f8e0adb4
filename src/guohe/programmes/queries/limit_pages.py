"""What a page, a terminal and a file show of the limits on one person: the same finished values."""

from __future__ import annotations

from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.programmes.domain.can_apply import Checked
from guohe.programmes.domain.load import Limit, limits
from guohe.programmes.queries.check_pages import type_text


def limit_tables(found: Checked, lang: str) -> tuple[tuple[Limit, Table], ...]:
    """Each limit on the person with the projects weighed against it."""
    return tuple((each, _limit_table(each, lang)) for each in limits(found))


def limit_sentence(each: Limit, lang: str) -> str:
    """How much of a limit is taken, and how much is left or over."""
    values = {"weight": str(each.weight), "limit": str(each.limit)}
    if each.left < 0:
        return say("programmes.load.over", lang, **values, over=str(-each.left))
    return say("programmes.load.summary", lang, **values, left=str(each.left))


def _limit_table(each: Limit, lang: str) -> Table:
    rows = [
        (
            say("programmes.load.own", lang) if row.own else type_text(row.holding.type, lang),
            say(f"programmes.ask.role.{row.holding.role}", lang),
            say(
                "programmes.load.standing.own"
                if row.own
                else f"programmes.ask.standing.{row.holding.standing}",
                lang,
            ),
            ", ".join(
                part
                for part in (
                    row.holding.employer,
                    say(f"programmes.ask.side.{row.holding.side}", lang) if row.holding.side else "",
                )
                if part
            ),
            row.holding.ends,
            row.weight,
            say(f"programmes.load.why.{row.why}", lang),
        )
        for row in each.rows
    ]
    kinds = {"ends": Kind.DATE, "weight": Kind.NUMBER}
    heads = [
        Column(key, say(f"programmes.load.head.{key}", lang), kinds.get(key, Kind.TEXT))
        for key in ("project", "role", "standing", "employer", "ends", "weight", "why")
    ]
    return Table(each.rule.words.in_language(lang), heads, rows, lang=lang)
