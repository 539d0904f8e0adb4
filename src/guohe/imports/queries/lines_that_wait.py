"""Lines of a statement that may stand in another file and wait for a person, beside what was said of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guohe.kernel.money import Money
from guohe.kernel.private_numbers import masked
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One line: ``line`` is its number among them, ``other_job`` the import that may have brought it; ``same`` once it was said."""

    line: int
    row: int
    posted_on: date
    amount: Money
    narrative: str
    other_job: int
    same: bool | None


def lines_that_wait(reading: Mapping[str, Any]) -> tuple[WaitingLine, ...]:
    """Every line of an import that ever waited, in the order of the file."""
    return tuple(
        WaitingLine(
            nth,
            told["row"],
            date.fromisoformat(told["posted_on"]),
            Money(told["currency"], told["minor"]),
            masked(told["narrative"]),
            told["other_job"],
            None if told["said"] is None else told["said"]["same"],
        )
        for nth, told in enumerate(reading.get("waiting") or (), 1)
    )


def waiting_table(lines: Sequence[WaitingLine], lang: str) -> Table:
    """The lines as the page and the command show them."""
    kinds = {"line": Kind.NUMBER, "row": Kind.NUMBER, "on": Kind.DATE, "amount": Kind.MONEY}
    columns = [
        Column(name, say(f"imports.waits.{name}", lang), kinds.get(name, Kind.TEXT))
        for name in ("line", "row", "on", "narrative", "amount", "other", "said")
    ]
    words = {None: "open", True: "same", False: "another"}
    rows = [
        (
            each.line,
            each.row,
            each.posted_on,
            each.narrative,
            each.amount,
            say("imports.caption", lang, number=str(each.other_job)),
            say(f"imports.waits.{words[each.same]}", lang),
        )
        for each in lines
    ]
    return Table(say("imports.waits.title", lang), columns, rows, lang=lang)
