"""``guohe rules diff``, ``of``, ``switch``, ``settle`` and ``approve-switch``: what changed, by which version a grant is judged, two people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from guohe.grants.cli.doors import DAY, NUMBER, Said, acting_here, options, writes
from guohe.grants.operations.switch_rules import approve_switch, prepare_switch, settle_version
from guohe.grants.queries import rule_change_pages, rules_of_grant_pages
from guohe.grants.queries.change_pages import opened
from guohe.grants.queries.rule_changes import effect_on_my_grants
from guohe.grants.queries.rule_versions import left_out
from guohe.grants.queries.switches import switch_of, switches_of
from guohe.kernel.texts import say
from guohe.programmes.queries.rulebooks import book
from guohe.rules.domain.rule_changes import compare
from guohe.ui.commands import JSON
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

# What grants add to the group of this name, which a lower context brings.
group = click.Group("rules")


@group.command("diff")
@click.argument("earlier", metavar="BOOK@VERSION")
@click.argument("later", metavar="BOOK@VERSION")
@click.option("--my-grants", is_flag=True, help="Which of your live grants gain, lose or cannot be told.")
@JSON
@options
def diff(earlier: str, later: str, my_grants: bool, as_json: bool, username: str | None, lang: str) -> None:
    """What changed between two versions, rule by rule; with --my-grants, what that does to each."""
    change = compare(book(earlier), book(later))
    table = rule_change_pages.differences_table(change, lang)
    if not my_grants:
        if as_json:
            click.echo(json_text(table_record(table)), nl=False)
        else:
            click.echo(table_text(table) if table.rows else say("programmes.rules.no_change", lang))
        return
    with acting_here(username, lang) as (_, now):
        touched = effect_on_my_grants(change, now.date())
    if as_json:
        click.echo(json_text(rule_change_pages.record_of(touched, lang)), nl=False)
        return
    click.echo(rule_change_pages.summary_text(touched, lang))
    for label, words in rule_change_pages.facts_of(change, lang):
        click.echo(f"  {label}: {words}")
    click.echo(table_text(table))
    for row in touched.rows:
        effect = rule_change_pages.effect_text(touched, row, lang)
        click.echo(f"{row.grant.ref}  {effect}")
        for words in rule_change_pages.reasons_of(row, lang):
            click.echo(f"  {words}")
        for words in rule_change_pages.tasks_of(change, row, lang, by_command=True):
            click.echo(f"  → {words}")


@group.command("of")
@click.argument("ref")
@click.option("--on", type=DAY, help="The versions in force on another day.")
@JSON
@options
def of_command(ref: str, on: datetime | None, as_json: bool, username: str | None, lang: str) -> None:
    """By which versions a grant is judged on a day, and every switch between them."""
    with acting_here(username, lang) as (_, now):
        _show(ref, on or now, as_json, lang)


LABEL = click.argument("label", metavar="BOOK@VERSION")
SINCE = click.option(
    "--on", type=DAY, required=True, help="From which day the version holds; no day that has passed."
)
CLAUSE = click.option(
    "--clause", default="", help="The clause of the transitional rule that allows it, or the reason."
)


@writes(group, "switch", LABEL, SINCE, CLAUSE, shows=True)
def switch(ref: str, on: datetime, as_json: bool, lang: str, now: datetime, **typed: Any) -> Said:
    """Prepare that a grant is judged by another version from a day on; another person approves it."""
    number = prepare_switch(ref=ref, starts=on.date(), now=now, **typed)
    _show(ref, now, as_json, lang)
    return Said(say("grants.rules.prepared_as", lang, ref=ref, number=str(number)))


REASON = click.option("--reason", default="", help="Why that version, and by whose word.")
OF_DAY = click.option("--on", type=DAY, help="The day in question, where not the award's; today by itself.")


@writes(group, "settle", LABEL, OF_DAY, REASON, shows=True)
def settle(ref: str, on: datetime | None, as_json: bool, lang: str, now: datetime, **typed: Any) -> Said:
    """Settle which version held where no source tells it; another person approves it."""
    day = on or now
    number = settle_version(ref=ref, on=day.date(), now=now, **typed)
    _show(ref, day, as_json, lang)
    return Said(say("grants.rules.prepared_as", lang, ref=ref, number=str(number)))


@writes(group, "approve-switch", NUMBER, shows=True)
def approve(ref: str, number: int, as_json: bool, lang: str, now: datetime, **typed: Any) -> Said:
    """Let a prepared switch or settlement hold; whoever prepared it cannot."""
    approve_switch(ref=ref, number=number, now=now, **typed)
    _show(ref, now, as_json, lang)
    return Said(rules_of_grant_pages.done_text(switch_of(ref, number), lang))


def _show(ref: str, on: datetime, as_json: bool, lang: str) -> None:
    grant, known = opened(ref), switches_of(ref)
    if as_json:
        click.echo(json_text(rules_of_grant_pages.record_of(grant, known, on.date())), nl=False)
        return
    click.echo(table_text(rules_of_grant_pages.books_table(grant, known, on.date(), lang)))
    for each in left_out(grant, on.date()):
        click.echo(f"{each.code} {each.sentence(lang)}")
        click.echo(say("grants.rules.settle.by_command", lang, ref=ref))
    if known:
        click.echo(table_text(rules_of_grant_pages.switches_table(known, on.date(), lang)))
