"""``guohe equip list``, ``diff`` and ``notice``: what was approved, what came, and what a difference asks for."""

from __future__ import annotations

from typing import Any

import click

from guohe.equipment.cli.doors import DRY_RUN, acting_here, options
from guohe.equipment.domain.checked import listed
from guohe.equipment.domain.route import Way
from guohe.equipment.queries import pages
from guohe.equipment.queries.differences import differences
from guohe.grants.operations.list_equipment import list_equipment
from guohe.grants.queries.rule_versions import left_out
from guohe.kernel.findings import exit_code
from guohe.kernel.texts import say
from guohe.ui.commands import JSON, tell
from guohe.ui.plain import json_text
from guohe.ui.terminal import table_text


@click.group()
def equip() -> None:
    """Equipment as approved: order, delivery, tag, place, loan, disposal, and what differs."""


@equip.command("list")
@click.argument("ref")
@JSON
@options
def list_command(ref: str, as_json: bool, username: str | None, lang: str) -> None:
    """The approved list against what came, and everything that was recorded."""
    with acting_here(username, lang) as (_, now):
        grant, sight = pages.opened(ref)
        if as_json:
            found = differences(grant, now.date())
            record = pages.record_of(grant, found, now.date(), sight=sight, lang=lang)
            click.echo(json_text(record), nl=False)
            return
        click.echo(table_text(pages.list_table(ref, sight=sight, lang=lang)))
        click.echo(table_text(pages.events_table(ref, sight=sight, lang=lang)))


@equip.command("diff")
@click.argument("ref")
@click.option(
    "--notice", "letters", is_flag=True, help="Draft the notice of each difference that asks for one."
)
@JSON
@options
def diff_command(ref: str, letters: bool, as_json: bool, username: str | None, lang: str) -> None:
    """Every model that differs, and whether a notice, an approval or nothing is needed; exit code 2 while one waits."""
    with acting_here(username, lang) as (_, now):
        grant, sight = pages.opened(ref)
        found = differences(grant, now.date())
        if as_json:
            record = pages.record_of(grant, found, now.date(), sight=sight, lang=lang)
            click.echo(json_text(record), nl=False)
        else:
            for each in found:
                click.echo(f"{each.finding.code} {each.finding.sentence(lang)}")
                if letters and each.routed.way is Way.NOTICE:
                    click.echo(f"\n{pages.notice(each, grant, lang)}")
            if not found:
                click.echo(say("equipment.same", lang))
            for unasked in left_out(grant, now.date()):
                click.echo(f"{unasked.code} {unasked.sentence(lang)}")
    raise click.exceptions.Exit(exit_code(each.finding for each in found))


@equip.command("approve")
@click.argument("ref")
@click.option("--model", required=True, help="As the agreement names it.")
@click.option("--description", default="", help="What it is.")
@click.option("--purpose", default="", help="What it is for.")
@click.option("--sharing", default="", help="Who may use it.")
@click.option("--price", "amount", default="", help="What the agreement names as its price.")
@click.option("--currency", default="", help="Of the price.")
@click.option("--on", "on", default="", help="The day of the price, as 2018-03-05.")
@click.option("--source", default="", help="The annex or letter that shows the line.")
@DRY_RUN
@JSON
@options
def approve_command(
    ref: str, dry_run: bool, as_json: bool, username: str | None, lang: str, **typed: str
) -> None:
    """Add a line of the agreement's list; nothing on the list is ever rewritten."""
    with acting_here(username, lang, dry_run=dry_run) as (person, now):
        line = listed(**typed)
        list_equipment(ref=ref, item=line, actor=person.account, now=now)
    said = say("equipment.dry_run", lang) if dry_run else say("equipment.listed", lang, model=typed["model"])
    known: dict[str, Any] = {
        "model": line.model,
        "price": line.price,
        "priced_on": line.priced_on,
        "source": line.source,
    }
    tell(said, lang, as_json, grant=ref, dry_run=dry_run, **known)
