"""Deadlines planned backwards in a terminal, and as a calendar file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from django.conf import settings

from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Refused, exit_code
from guohe.kernel.texts import say
from guohe.programmes.queries import deadline_pages
from guohe.programmes.queries.calls import call
from guohe.programmes.queries.deadline_file import deadline_bytes
from guohe.programmes.queries.deadlines import Due, due, schedule
from guohe.ui.commands import LANGUAGE
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.command()
@click.argument("code", metavar="CALL", required=False)
@click.option(
    "--next", "days", type=click.IntRange(1, 366), default=60, show_default=True, help="How many days ahead."
)
@click.option("--move", "moves", multiple=True, metavar="STEP=DAY", help="Try another day; repeat it.")
@click.option(
    "--ics", type=click.Path(dir_okay=False, path_type=Path), help="Also write a calendar file here."
)
@LANGUAGE
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def deadlines(
    code: str | None, days: int, moves: tuple[str, ...], ics: Path | None, lang: str, as_json: bool
) -> None:
    """What is due in the days ahead; with CALL, that call planned back from the funder's hour."""
    on = clock.today()
    if code is None:
        found = due(on, days)
        _write(ics, found, lang)
        table = deadline_pages.due_table(found, lang)
        if as_json:
            load = table_record(deadline_pages.load_table(found, lang))
            click.echo(json_text({**table_record(table), "load": load}), nl=False)
            return
        click.echo(table_text(table), nl=False)
        click.echo(table_text(deadline_pages.load_table(found, lang)), nl=False)
        click.echo(deadline_pages.calendars_text(lang))
        return
    named = call(code)
    planned = schedule(named, on=on, moved=_moved(moves))
    _write(ics, tuple(Due(named, each, each.day) for each in planned.steps if each.day is not None), lang)
    if as_json:
        click.echo(json_text(deadline_pages.schedule_record(planned, lang)), nl=False)
    else:
        click.echo(table_text(deadline_pages.schedule_table(planned, lang)), nl=False)
        for finding in planned.findings:
            click.echo(f"{finding.code} {finding.sentence(lang)}")
        click.echo(deadline_pages.calendars_text(lang))
    raise click.exceptions.Exit(exit_code(planned.findings))


def _moved(moves: tuple[str, ...]) -> dict[str, date]:
    moved: dict[str, date] = {}
    faults = []
    for each in moves:
        step, _, day = each.partition("=")
        try:
            moved[step] = date.fromisoformat(day)
        except ValueError:
            faults.append(Finding("CAL-118", Level.STOP, values={"seen": each[:40]}))
    if faults:
        raise Refused(*faults)
    return moved


def _write(ics: Path | None, found: tuple[Due, ...], lang: str) -> None:
    if ics is not None:
        demo = settings.MODE == "demo"
        ics.write_bytes(deadline_bytes(found, lang=lang, now=clock.now(), demo=demo))
        click.echo(say("programmes.calendar.written", lang, place=str(ics)), err=True)
