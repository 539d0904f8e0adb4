"""The same search as the page."""

from __future__ import annotations

import click

from guohe.portal.cli.doors import JSON, LANGUAGE, WHO, seen_by
from guohe.portal.domain.search import question
from guohe.portal.queries.search import hits_table, search
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@LANGUAGE
@WHO
@JSON
def search_command(words: tuple[str, ...], lang: str, username: str | None, as_json: bool) -> None:
    """Find grants, units, documents, suppliers, amounts."""
    asked = question(" ".join(words))
    with seen_by(username):
        table = hits_table(asked, search(asked, lang, signed_in=True), lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))
