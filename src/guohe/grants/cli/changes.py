"""``guohe change``: prepare a request, see who decides, send it, record the decision, bring a granted budget into force."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click

from guohe.grants.cli.doors import DAY, NUMBER, REF, Said, acting_here, options, writes
from guohe.grants.domain.changes import DECISIONS, Kind, State
from guohe.grants.domain.effects import Told
from guohe.grants.operations.correct_effect import approve_correction, prepare_correction
from guohe.grants.operations.move_change import bring_into_force, decide_change, send_change, withdraw_change
from guohe.grants.operations.prepare_change import prepare_change, rewrite_change
from guohe.grants.operations.take_effect import take_effect
from guohe.grants.queries import change_pages, find
from guohe.grants.queries.changes import change_of
from guohe.grants.queries.corrections import corrections_of, corrections_record, corrections_table
from guohe.grants.queries.effect_pages import (
    effect_of,
    effect_record,
    effects_table,
    holds_text,
    lines_in_force,
    rights_text,
)
from guohe.grants.queries.judged_change import judged
from guohe.identity.queries import account_by_username
from guohe.kernel.findings import exit_code
from guohe.kernel.names import Name
from guohe.kernel.tables import Table
from guohe.kernel.texts import say
from guohe.ui.commands import JSON
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

KIND = click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
DECISION = click.argument("decision", type=click.Choice([each.value for each in DECISIONS]))
LINES = click.option(
    "--line", "lines", multiple=True, metavar="LINE=AMOUNT", help="What a budget line would be."
)
TO = click.option("--to", default="", help="What is wanted instead: a last day, a name, a model.")
REASON = click.option("--reason", default="", help="Why.")
ON = click.option("--on", type=DAY, required=True, help="The day of the letter.")
EVIDENCE = click.option("--evidence", default="", help="The letter or file that shows it.")
NOTE = click.option("--note", default="", help="To whom, or why.")

SINCE = click.option("--since", default="", help="The day from which it holds; of the decision if left out.")
PERSON = click.option("--person", default="", help="Username of the principal investigator.")
NAME_EN = click.option("--name-en", default="", help="The partner in English.")
NAME_ZH_HANT = click.option("--name-zh-hant", default="", help="The partner in Traditional Chinese.")
NAME_ZH_HANS = click.option("--name-zh-hans", default="", help="The partner in Simplified Chinese.")
REPLACES = click.option(
    "--replaces", default="", help="The approved model in whose place the new one stands."
)
FROM = click.option("--since", required=True, help="The day from which it holds instead.")
WHY = click.option("--reason", default="", help="Why the day is another.")
SHOWN = click.option("--evidence", default="", help="What shows the right day.")
CORRECTION = click.argument("correction", type=int)
DESCRIPTION = click.option("--description", default="", help="What the new model is.")


@click.group()
def change() -> None:
    """Changes of what was approved: request, route, decision, next budget version."""


@change.command("list")
@REF
@JSON
@options
def list_command(ref: str, as_json: bool, username: str | None, lang: str) -> None:
    """Every request of a grant with where it stands."""
    with acting_here(username, lang) as (_, now):
        change_pages.opened(ref)
        table = change_pages.changes_table(ref, now.date(), lang)
        effects = effects_table(find.grant(ref), now.date(), lang)
    _print(table, as_json)
    if effects.rows and not as_json:
        _print(effects, as_json)


@change.command("versions")
@REF
@JSON
@options
def versions_command(ref: str, as_json: bool, username: str | None, lang: str) -> None:
    """The versions of a grant's budget side by side."""
    with acting_here(username, lang):
        change_pages.opened(ref)
        table = change_pages.versions_table(ref, lang)
    _print(table, as_json)


@change.command("show")
@REF
@NUMBER
@JSON
@options
def show_command(ref: str, number: int, as_json: bool, username: str | None, lang: str) -> None:
    """One request: lines before and after, who decides under which rule, and its history."""
    with acting_here(username, lang) as (_, now):
        change_pages.opened(ref)
        _show(ref, number, now.date(), as_json, lang)


@writes(change, "new", KIND, LINES, TO, REASON, shows=True)
def new_command(
    ref: str,
    kind: str,
    lines: tuple[str, ...],
    to: str,
    as_json: bool,
    lang: str,
    now: datetime,
    **typed: Any,
) -> Said:
    """Prepare a request; it is kept as typed, and says at once what stands against it and who decides."""
    number = prepare_change(ref=ref, kind=Kind(kind), asked=_asked(lines, to), now=now, **typed)
    return Said(code=_show(ref, number, now.date(), as_json, lang))


@writes(change, "draft", NUMBER, LINES, TO, REASON, shows=True)
def draft_command(
    ref: str,
    number: int,
    lines: tuple[str, ...],
    to: str,
    as_json: bool,
    lang: str,
    now: datetime,
    **typed: Any,
) -> Said:
    """Write the next draft of a request that was not sent; the earlier ones stay."""
    rewrite_change(ref=ref, number=number, asked=_asked(lines, to), now=now, **typed)
    return Said(code=_show(ref, number, now.date(), as_json, lang))


@writes(change, "send", NUMBER, ON, EVIDENCE, NOTE, shows=True)
def send_command(on: datetime, as_json: bool, lang: str, **typed: Any) -> Said:
    """Record that a request was sent, by which letter."""
    send_change(on=on.date(), **typed)
    return _shown(as_json, lang, **typed)


@writes(change, "decide", NUMBER, DECISION, ON, EVIDENCE, NOTE, shows=True)
def decide_command(decision: str, on: datetime, as_json: bool, lang: str, **typed: Any) -> Said:
    """Record a decision; whoever wrote the request cannot."""
    decide_change(decision=State(decision), on=on.date(), **typed)
    return _shown(as_json, lang, **typed)


@writes(change, "withdraw", NUMBER, ON, NOTE, shows=True)
def withdraw_command(on: datetime, as_json: bool, lang: str, **typed: Any) -> Said:
    """Record that a request is no longer made; it stays with its history."""
    withdraw_change(on=on.date(), **typed)
    return _shown(as_json, lang, **typed)


@writes(change, "load", NUMBER, shows=True)
def load_command(as_json: bool, lang: str, **typed: Any) -> Said:
    """Bring a granted budget into force as the next version; whoever decided cannot."""
    bring_into_force(**typed)
    return _shown(as_json, lang, **typed)


@writes(
    change,
    "effect",
    NUMBER,
    SINCE,
    PERSON,
    NAME_EN,
    NAME_ZH_HANT,
    NAME_ZH_HANS,
    REPLACES,
    DESCRIPTION,
    shows=True,
)
def effect_command(
    since: str,
    person: str,
    name_en: str,
    name_zh_hant: str,
    name_zh_hans: str,
    replaces: str,
    description: str,
    as_json: bool,
    lang: str,
    **typed: Any,
) -> Said:
    """Bring a granted change into force, from a day on; whoever wrote the request cannot."""
    grant = change_pages.opened(typed["ref"])
    decision = change_of(typed["ref"], typed["number"]).decision
    leads = account_by_username(person) if person else None
    lines = {each.model: each.id for each in lines_in_force(grant)}
    names = (name_en.strip(), name_zh_hant.strip(), name_zh_hans.strip())
    told = Told(
        since=since or (decision.on.isoformat() if decision is not None else ""),
        investigator=leads.account if leads is not None else None,
        partner=Name(*names) if any(names) else None,
        replaces=lines.get(replaces.strip(), 0) if replaces else None,
        description=description,
    )
    take_effect(told=told, **typed)
    return _shown(as_json, lang, **typed)


@writes(change, "correct", NUMBER, FROM, WHY, SHOWN, shows=True)
def correct_command(as_json: bool, lang: str, **typed: Any) -> Said:
    """Ask for another day from which a change in force holds; the day stays until another person approves."""
    correction = prepare_correction(**typed)
    _shown(as_json, lang, **typed)
    said = {"ref": typed["ref"], "number": str(typed["number"]), "correction": str(correction)}
    return Said(say("grants.correction.prepared_as", lang, **said))


@writes(change, "approve-correction", NUMBER, CORRECTION, shows=True)
def approve_correction_command(as_json: bool, lang: str, **typed: Any) -> Said:
    """Let a change hold from its corrected day; whoever prepared the correction or wrote the request cannot."""
    approve_correction(**typed)
    return _shown(as_json, lang, **typed)


def _asked(lines: tuple[str, ...], to: str) -> dict[str, str]:
    told = {}
    for each in lines:
        code, _, amount = each.partition("=")
        told[code.strip()] = amount
    return {**told, "to": to} if to else told


def _show(ref: str, number: int, today: date, as_json: bool, lang: str) -> int:
    found, grant, known = change_of(ref, number), find.grant(ref), corrections_of(ref, number)
    seen = judged(found, on=change_pages.day_of_route(found, today))
    against = change_pages.shown_findings(found, seen)
    if as_json:
        brought = {
            "effect": effect_record(effect_of(grant, found)),
            "corrections": corrections_record(known),
        }
        click.echo(json_text(change_pages.record_of(found, seen, lang) | brought), nl=False)
        return exit_code(against)
    kind = say(f"grants.change.kind.{found.kind}", lang)
    state = change_pages.standing_text(found, grant, today, lang)
    click.echo(f"{say('grants.change.one', lang, code=found.code, kind=kind)} · {state}")
    lines = change_pages.lines_table(seen, lang)
    click.echo(table_text(lines) if lines is not None else f"  {change_pages.wish_text(found, seen, lang)}")
    click.echo(f"{say('grants.change.route', lang)}: {change_pages.deciders(seen, lang)}")
    for row in change_pages.why_rows(seen.route.said, lang):
        click.echo(f"  {row['label']}  {row['words']} ({row['clause']}; {row['asked']})")
    for finding in against:
        click.echo(f"{finding.code} {finding.sentence(lang)}")
    click.echo(table_text(change_pages.steps_table(found, grant, lang)))
    if (effect := effect_of(grant, found)) is not None:
        holds = holds_text(effect, today, lang)
        click.echo(f"{say('grants.change.head.since', lang)} {effect.since}: {holds}")
    if known:
        click.echo(table_text(corrections_table(known, lang)))
    if rights := rights_text(grant, found, today, lang):
        click.echo(rights)
    return exit_code(against)


def _shown(as_json: bool, lang: str, *, ref: str, number: int, now: datetime, **_: Any) -> Said:
    """A step was taken; what stands against the request was told when it was written."""
    _show(ref, number, now.date(), as_json, lang)
    return Said()


def _print(table: Table, as_json: bool) -> None:
    click.echo(json_text(table_record(table)) if as_json else table_text(table))
