"""``guohe close``: the checklist of a grant, its closing by one person, the approval of another, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from guohe.grants.cli.doors import NUMBER, Said, acting_here, options, writes
from guohe.grants.domain.closing import Stand
from guohe.grants.operations.close_grant import approve_closing, prepare_closing
from guohe.grants.operations.reopen_grant import approve_reopening, prepare_reopening
from guohe.grants.queries.change_pages import opened
from guohe.grants.queries.closing import closings_of, items_of, reopenings_of, surplus_rules
from guohe.grants.queries.closing_pages import (
    history_table,
    items_table,
    record_of,
    reopenings_table,
    surplus_lines,
)
from guohe.grants.queries.rule_versions import left_out
from guohe.kernel.findings import EXIT_CLEAN, EXIT_HOLDS
from guohe.kernel.texts import say
from guohe.ui.commands import JSON
from guohe.ui.plain import json_text
from guohe.ui.terminal import table_text

Record = Callable[[], dict[str, Any]]


@click.group()
def close() -> None:
    """Close a grant: checklist, closing, approval by another person."""


@close.command("plan")
@click.argument("ref")
@JSON
@options
def plan_command(ref: str, as_json: bool, username: str | None, lang: str) -> None:
    """Every point of a grant's closing with its evidence; exit code 2 while one is open."""
    with acting_here(username, lang) as (_, now):
        grant = opened(ref)
        items, known = items_of(grant, now.date()), closings_of(ref)
        again = reopenings_of(ref)
        surplus, unasked = surplus_rules(grant, now.date()), left_out(grant, now.date())
    if as_json:
        record = record_of(ref, items, known, again, surplus=surplus, unasked=unasked)
        click.echo(json_text(record), nl=False)
    else:
        click.echo(table_text(items_table(ref, items, lang)))
        for line in surplus_lines(surplus, unasked, lang):
            click.echo(line)
        if known:
            click.echo(table_text(history_table(known, lang)))
        if again:
            click.echo(table_text(reopenings_table(again, lang)))
    still_open = any(item.stand is Stand.OPEN for item in items)
    raise click.exceptions.Exit(EXIT_HOLDS if still_open else EXIT_CLEAN)


NOTE = click.option("--note", default="", help="What is said of the points that no rule answers.")
REASON = click.option("--reason", default="", help="Why the closing is undone.")
EVIDENCE = click.option("--evidence", default="", help="What shows it.")


@writes(close, "prepare", NOTE, EVIDENCE)
def prepare_command(lang: str, **typed: Any) -> Said:
    """Write the checklist as it stands; refused while a point is open."""
    number = prepare_closing(**typed)
    return Said(say("grants.closing.prepared", lang), record=_record(closing=number, **typed))


@writes(close, "approve", NUMBER)
def approve_command(lang: str, **typed: Any) -> Said:
    """Close the grant; whoever prepared the closing cannot."""
    approve_closing(**typed)
    words = say("grants.closing.done", lang, ref=typed["ref"])
    return Said(words, record=_record(closing=typed["number"], **typed))


@writes(close, "reopen", REASON, EVIDENCE)
def reopen_command(lang: str, **typed: Any) -> Said:
    """Ask to open a closed grant again; it stays closed until another person approves."""
    number = prepare_reopening(**typed)
    return Said(say("grants.reopening.prepared", lang), record=_record(reopening=number, **typed))


@writes(close, "approve-reopening", NUMBER)
def approve_reopening_command(lang: str, **typed: Any) -> Said:
    """Open a closed grant again; whoever prepared the reopening cannot."""
    approve_reopening(**typed)
    words = say("grants.reopening.done", lang, ref=typed["ref"])
    return Said(words, record=_record(reopening=typed["number"], **typed))


def _record(*, ref: str, now: datetime, closing: int = 0, reopening: int = 0, **_: Any) -> Record:
    """What its page's JSON holds once the step is taken, with the number of the paper that it was about."""

    def record() -> dict[str, Any]:
        grant, on = opened(ref), now.date()
        papers = {"closing": closing} if closing else {"reopening": reopening}
        items, known, again = items_of(grant, on), closings_of(ref), reopenings_of(ref)
        surplus, unasked = surplus_rules(grant, on), left_out(grant, on)
        return papers | record_of(ref, items, known, again, surplus=surplus, unasked=unasked)

    return record
