"""``guohe lot list`` and ``guohe lot name``."""

from __future__ import annotations

import click

from guohe.identity.queries import permission_to
from guohe.imports.cli.doors import acting_here, options
from guohe.imports.domain.typed_amount import typed_amount
from guohe.imports.operations.name_lots import name_lots
from guohe.imports.queries import lines
from guohe.imports.queries.named_lots import free_for, free_table, parts_words, said_of, said_words
from guohe.kernel.money import Money
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.group("lot")
def lot() -> None:
    """Lots that pay a cost, where its grant pays from named lots."""


@lot.command("list")
@click.argument("source")
@options
def list_lots(source: str, actor: str | None, lang: str, as_json: bool) -> None:
    """What is free for a line, by its document or its number, and which lots were named."""
    with acting_here(actor, lang, as_json) as (person, now):
        line = lines.line(lines.number_of(source))
        permission_to(
            "view_money", account=person.account, host=line.host_id, on=now.date(), grant=line.grant_ref
        ).or_refuse()
        table = free_table(line, free_for(line), lang)
        said = said_of(line.number)
    words = [said_words(each, lang) for each in said]
    if line.lot:
        words.append(say("imports.lots.by_file", lang, seen=line.lot))
    if as_json:
        click.echo(json_text({**table_record(table), "named": words}))
        return
    click.echo(table_text(table))
    for each in words:
        click.echo(each)


@lot.command("name")
@click.argument("source")
@click.argument("named", metavar="LOT[=AMOUNT]...", nargs=-1, required=True)
@options
def name(source: str, named: tuple[str, ...], actor: str | None, lang: str, as_json: bool) -> None:
    """Name the lots that pay a line, such as L-7=100.00 L-9; one without an amount pays the rest."""
    with acting_here(actor, lang, as_json) as (person, now):
        line = lines.line(lines.number_of(source))
        given: list[tuple[str, Money | None]] = []
        for each in named:
            called, _, typed = each.partition("=")
            given.append((called, typed_amount(line.amount.currency, typed, "amount") if typed else None))
        parts = name_lots(line_id=line.number, named=given, actor=person.account, now=now)
    if as_json:
        told = [{"lot": f"L-{part.lot}", "amount": part.amount} for part in parts]
        click.echo(json_text({"line": line.number, "lots": told}))
        return
    click.echo(say("imports.lots.done", lang, source=source, lots=parts_words(parts, lang)))
