"""``guohe close``: the checklist of a grant, its closing by one person, and the approval of another."""

from __future__ import annotations

import click

from guohe.grants.cli.doors import DRY_RUN, JSON, acting_here, options
from guohe.grants.domain.closing import Stand
from guohe.grants.operations.close_grant import approve_closing, prepare_closing
from guohe.grants.queries.change_pages import opened
from guohe.grants.queries.closing import closings_of, items_of
from guohe.grants.queries.closing_pages import history_table, items_table, record_of
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
    if as_json:
        click.echo(json_text(record_of(ref, items, known)), nl=False)
    else:
        click.echo(table_text(items_table(ref, items, lang)))
        if known:
            click.echo(table_text(history_table(known, lang)))
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
