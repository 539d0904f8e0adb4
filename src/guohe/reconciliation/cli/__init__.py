"""``guohe bank``: the inbox, and what a person says about an entry, with the operations and words of the page."""

from __future__ import annotations

import click

from guohe.imports.cli.doors import acting_here, options
from guohe.imports.queries import bank as entries
from guohe.kernel.texts import say
from guohe.reconciliation.operations.accept_match import accept_match
from guohe.reconciliation.operations.refuse_match import ask_about, refuse_match
from guohe.reconciliation.operations.undo_match import undo_match
from guohe.reconciliation.queries.printed import inboxes, lines_of
from guohe.reconciliation.queries.shown import days_unnoticed
from guohe.reconciliation.queries.tables import inbox_table
from guohe.ui.plain import json_text, table_record


@click.group("bank")
def bank() -> None:
    """Credits of the bank statements: what each may be, and saying what it is."""


@bank.command("inbox")
@options
def inbox_(actor: str | None, lang: str, as_json: bool) -> None:
    """Every credit that nobody has identified, with guesses and reasons."""
    with acting_here(actor, lang, as_json) as (person, now):
        boxes = inboxes(person.account, on=now.date())
        if as_json:
            click.echo(json_text(table_record(inbox_table(boxes, lang))))
            return
        for line in lines_of(boxes, lang):
            click.echo(line)


@bank.command("accept")
@click.argument("entry", type=int)
@click.argument("instalment")
@options
def accept(entry: int, instalment: str, actor: str | None, lang: str, as_json: bool) -> None:
    """It is this: record the credit as an instalment (GRANT/T1)."""
    with acting_here(actor, lang, as_json) as (person, now):
        journal = accept_match(entry_id=entry, item_ref=instalment, actor=person.account, now=now)
        told = days_unnoticed(entries.entry(entry).posted_on, now.date())
    words = say("reconciliation.inbox.accepted", lang, journal=f"J-{journal}", **told)
    click.echo(json_text({"journal": journal, **told}) if as_json else words)


@bank.command("refuse")
@click.argument("entry", type=int)
@click.argument("instalment")
@options
def refuse(entry: int, instalment: str, actor: str | None, lang: str, as_json: bool) -> None:
    """It is not this: the guess does not come back."""
    with acting_here(actor, lang, as_json) as (person, now):
        refuse_match(entry_id=entry, item_ref=instalment, actor=person.account, now=now)
    words = say("reconciliation.inbox.refused", lang, item=instalment)
    click.echo(json_text({"entry": entry, "refused": instalment}) if as_json else words)


@bank.command("ask")
@click.argument("entry", type=int)
@click.argument("words")
@options
def ask(entry: int, words: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Ask about a credit; the question stands beside it."""
    with acting_here(actor, lang, as_json) as (person, now):
        ask_about(entry_id=entry, words=words, actor=person.account, now=now)
    told = say("reconciliation.inbox.asked", lang)
    click.echo(json_text({"entry": entry, "asked": words}) if as_json else told)


@bank.command("undo")
@click.argument("entry", type=int)
@click.option("--reason", required=True, help="Why the match was wrong.")
@options
def undo(entry: int, reason: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Take a wrong match back by a reversal; the credit is unidentified again."""
    with acting_here(actor, lang, as_json) as (person, now):
        journal = undo_match(entry_id=entry, reason=reason, actor=person.account, now=now)
    words = say("reconciliation.inbox.undone", lang, journal=f"J-{journal}")
    click.echo(json_text({"journal": journal}) if as_json else words)


commands: list[click.Command] = [bank]
