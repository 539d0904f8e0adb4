"""The same search as the page, and the searches that one keeps."""

from __future__ import annotations

import click

from guohe.identity.domain.people import Person
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.tables import Table
from guohe.kernel.texts import say
from guohe.notices.operations.keep_search import keep_search, withdraw_search
from guohe.notices.queries.saved import saved_searches, saved_table
from guohe.portal.cli.doors import LANGUAGE, WHO, seen_by
from guohe.portal.domain.search import question
from guohe.portal.queries.search import hits_table, search
from guohe.ui.commands import JSON
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.command("search")
@click.argument("words", nargs=-1)
@click.option("--saved", is_flag=True, help="List the searches that you keep.")
@click.option("--keep", metavar="NAME", help="Keep this search under a name of your own.")
@click.option("--in-digest", is_flag=True, help="With --keep: the e-mail tells what is new.")
@click.option("--remove", metavar="NAME", help="Keep the search of this name no more.")
@LANGUAGE
@WHO
@JSON
def search_command(
    words: tuple[str, ...],
    saved: bool,
    keep: str | None,
    in_digest: bool,
    remove: str | None,
    lang: str,
    username: str | None,
    as_json: bool,
) -> None:
    """Find grants, units, documents, suppliers, amounts."""
    asked = question(" ".join(words))
    if not (words or saved or remove):
        context = click.get_current_context()
        asked_for = next(each for each in context.command.params if each.name == "words")
        raise click.MissingParameter(ctx=context, param=asked_for)
    with seen_by(username) as person:
        if remove:
            _remove(remove, person)
        if keep is not None:
            keep_search(
                name=keep, words=asked.text, in_digest=in_digest, actor=person.account, now=clock.now()
            )
        table: Table = (
            saved_table(saved_searches(person.account), lang)
            if saved or (remove and not words)
            else hits_table(asked, search(asked, lang, signed_in=True), lang)
        )
    click.echo(json_text(table_record(table)) if as_json else table_text(table))
    if keep is not None and not as_json:
        click.echo(say("notices.keep.saved", lang, name=" ".join(keep.split())))


def _remove(name: str, person: Person) -> None:
    kept = next((each for each in saved_searches(person.account) if each.name == name), None)
    if kept is None:
        raise Refused(Finding("ACC-688", Level.STOP, values={"name": name}))
    withdraw_search(number=kept.number, actor=person.account, now=clock.now())
