"""``guohe order list`` and ``guohe order release``."""

from __future__ import annotations

import click

from guohe.identity.queries import permission_to
from guohe.imports.cli.doors import acting_here, options
from guohe.imports.operations.release_order import release_order
from guohe.imports.queries import lines
from guohe.imports.queries.open_orders import orders_table
from guohe.imports.queries.orders_that_wait import orders_that_wait, waiting_orders_table
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.group("order")
def order() -> None:
    """Open orders of a grant."""


@order.command("list")
@click.argument("ref")
@options
def list_orders(ref: str, actor: str | None, lang: str, as_json: bool) -> None:
    """What is ordered and not invoiced, and the orders of files that are not in the books yet."""
    with acting_here(actor, lang, as_json) as (person, now):
        grant = lines.seen_grant(ref)
        permission_to(
            "view_money", account=person.account, host=grant.host_id, on=now.date(), grant=ref
        ).or_refuse()
        table = orders_table(grant, lang)
        waiting = waiting_orders_table(orders_that_wait(ref), lang)
    if as_json:
        click.echo(json_text({**table_record(table), "waiting": table_record(waiting)["rows"]}))
        return
    click.echo(table_text(table))
    if waiting.rows:
        click.echo(f"\n{table_text(waiting)}\n{say('imports.orders.waiting_lead', lang)}")


@order.command("release")
@click.argument("ref")
@click.argument("number")
@click.option("--why", required=True, help='The reason, for example "cancelled by the supplier".')
@options
def release(ref: str, number: str, why: str, actor: str | None, lang: str, as_json: bool) -> None:
    """End the order NUMBER of the grant REF: nobody will invoice it any more."""
    with acting_here(actor, lang, as_json) as (person, now):
        lines.seen_grant(ref)
        ended = release_order(ref=ref, order_no=number, reason=why, actor=person.account, now=now)
    record = {"order": number, "released": [each.amount for each in ended]}
    click.echo(json_text(record) if as_json else say("imports.orders.released", lang, order=number))
