"""``guohe period``: the periods of a book are listed, held, closed, and opened again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from guohe.funds.cli.doors import acting_here, options
from guohe.funds.operations.turn_period import State, turn_period
from guohe.funds.queries.chart import book_named
from guohe.funds.queries.periods import periods_table
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.group("period")
def period() -> None:
    """Periods of a book: list them; hold one, have another person close it, or open it again."""


@period.command("list")
@click.argument("book")
@options
def list_(book: str, actor: str | None, lang: str, as_json: bool) -> None:
    """The periods of BOOK with who took the last step and why."""
    with acting_here(actor, lang, as_json):
        table = periods_table(book_named(book), lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


def _step(name: str, state: State, help_: str) -> None:
    def command(book: str, day: datetime, why: str, actor: str | None, lang: str, as_json: bool) -> None:
        with acting_here(actor, lang, as_json) as (_, now):
            turned = turn_period(book=book_named(book), day=day.date(), state=state, reason=why, now=now)
        told = say(
            f"funds.periods.now.{state}",
            lang,
            first=turned.first_day.isoformat(),
            last=turned.last_day.isoformat(),
        )
        click.echo(json_text({"done": told, "period": turned}) if as_json else told)

    command.__doc__ = help_
    wrapped: Any = options(command)
    wrapped = click.option("--why", required=True, help="The reason, kept with the step.")(wrapped)
    wrapped = click.argument("day", type=click.DateTime(["%Y-%m-%d"]))(wrapped)
    period.command(name)(click.argument("book")(wrapped))


_step("hold", "held", "Nothing more is posted into the period of BOOK that holds DAY, while it is looked at.")
_step("close", "closed", "Close the held period of BOOK that holds DAY; not by the person who held it.")
_step("open", "open", "Open the period of BOOK that holds DAY again; not by the person who closed it.")
