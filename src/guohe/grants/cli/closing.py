"""``guohe close``: the checklist of a grant, its closing by one person, the approval of another, and the way back."""

from __future__ import annotations

import click

from guohe.grants.cli.doors import DRY_RUN, JSON, acting_here, options
from guohe.grants.domain.closing import Stand
from guohe.grants.operations.close_grant import approve_closing, prepare_closing
from guohe.grants.operations.reopen_grant import approve_reopening, prepare_reopening
from guohe.grants.queries.change_pages import opened
from guohe.grants.queries.closing import closings_of, items_of, reopenings_of
from guohe.grants.queries.closing_pages import history_table, items_table, record_of, reopenings_table
from guohe.kernel.findings import EXIT_CLEAN, EXIT_HOLDS
from guohe.kernel.texts import say
from guohe.ui.plain import json_text
from guohe.ui.terminal import table_text


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
    if as_json:
        click.echo(json_text(record_of(ref, items, known, again)), nl=False)
    else:
        click.echo(table_text(items_table(ref, items, lang)))
        if known:
            click.echo(table_text(history_table(known, lang)))
        if again:
            click.echo(table_text(reopenings_table(again, lang)))
    still_open = any(item.stand is Stand.OPEN for item in items)
    raise click.exceptions.Exit(EXIT_HOLDS if still_open else EXIT_CLEAN)


@close.command("prepare")
@click.argument("ref")
@click.option("--note", default="", help="What is said of the points that no rule answers.")
@click.option("--evidence", default="", help="What shows it.")
@DRY_RUN
@options
def prepare_command(
    ref: str, note: str, evidence: str, dry_run: bool, username: str | None, lang: str
) -> None:
    """Write the checklist as it stands; refused while a point is open."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        prepare_closing(ref=ref, note=note, evidence=evidence, actor=person.account, now=now)
    click.echo(say("grants.change.dry_run" if dry_run else "grants.closing.prepared", lang))


@close.command("approve")
@click.argument("ref")
@click.argument("number", type=int)
@DRY_RUN
@options
def approve_command(ref: str, number: int, dry_run: bool, username: str | None, lang: str) -> None:
    """Close the grant; whoever prepared the closing cannot."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        approve_closing(ref=ref, number=number, actor=person.account, now=now)
    click.echo(say("grants.change.dry_run", lang) if dry_run else say("grants.closing.done", lang, ref=ref))


@close.command("reopen")
@click.argument("ref")
@click.option("--reason", default="", help="Why the closing is undone.")
@click.option("--evidence", default="", help="What shows it.")
@DRY_RUN
@options
def reopen_command(
    ref: str, reason: str, evidence: str, dry_run: bool, username: str | None, lang: str
) -> None:
    """Ask to open a closed grant again; it stays closed until another person approves."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        prepare_reopening(ref=ref, reason=reason, evidence=evidence, actor=person.account, now=now)
    click.echo(say("grants.change.dry_run" if dry_run else "grants.reopening.prepared", lang))


@close.command("approve-reopening")
@click.argument("ref")
@click.argument("number", type=int)
@DRY_RUN
@options
def approve_reopening_command(ref: str, number: int, dry_run: bool, username: str | None, lang: str) -> None:
    """Open a closed grant again; whoever prepared the reopening cannot."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        opened(ref)
        approve_reopening(ref=ref, number=number, actor=person.account, now=now)
    click.echo(say("grants.change.dry_run", lang) if dry_run else say("grants.reopening.done", lang, ref=ref))
