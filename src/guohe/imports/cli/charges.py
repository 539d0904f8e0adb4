"""``guohe import charges``, ``confirm-charge`` and ``refuse-charge``: what a bank kept beyond what one person books."""

from __future__ import annotations

import click

from guohe.identity.queries.sight import hosts_in_view, see_some_money
from guohe.imports.cli.doors import acting_here, options
from guohe.imports.cli.group import import_
from guohe.imports.operations.confirm_charge import confirm_charge, refuse_charge
from guohe.imports.queries.charges import charges_of, charges_table
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@import_.command("charges")
@options
def charges_(actor: str | None, lang: str, as_json: bool) -> None:
    """Bank charges that two people book: those that wait, and what was said of the others."""
    with acting_here(actor, lang, as_json):
        see_some_money()
        table = charges_table(charges_of(hosts_in_view()), lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@import_.command("confirm-charge")
@click.argument("number", type=int)
@options
def confirm_charge_(number: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Confirm a bank charge that somebody else prepared: only then the receipt is posted."""
    with acting_here(actor, lang, as_json) as (person, now):
        journal = confirm_charge(number=number, actor=person.account, now=now)
    told = say("imports.charge.confirmed", lang, journal=f"J-{journal}")
    click.echo(json_text({"charge": number, "journal": journal}) if as_json else told)


@import_.command("refuse-charge")
@click.argument("number", type=int)
@click.option("--why", required=True, help="Why it is no bank charge.")
@options
def refuse_charge_(number: int, why: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Refuse a bank charge, or take back one's own: the credit is in the inbox again."""
    with acting_here(actor, lang, as_json) as (person, now):
        refuse_charge(number=number, words=why, actor=person.account, now=now)
    told = say("imports.charge.refused", lang, number=str(number))
    click.echo(json_text({"charge": number, "refused": why}) if as_json else told)
