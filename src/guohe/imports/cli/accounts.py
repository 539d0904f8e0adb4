"""``guohe import accounts`` and ``account``: the host's own accounts and how their statements are read."""

from __future__ import annotations

import click

from guohe.identity.queries.sight import hosts_in_view, see_some_money
from guohe.imports.cli.doors import acting_here, host_of, in_host, options
from guohe.imports.cli.group import import_
from guohe.imports.domain.accounts import COUNTS, ORDERS, HowItWrites, OwnAccount
from guohe.imports.operations.register_account import register_account
from guohe.imports.queries.accounts import accounts_table, registered_accounts
from guohe.kernel.texts import say
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@import_.command("accounts")
@options
def accounts_(actor: str | None, lang: str, as_json: bool) -> None:
    """The registered accounts, and how the statements of each are read."""
    with acting_here(actor, lang, as_json):
        see_some_money()
        table = accounts_table(registered_accounts(sorted(hosts_in_view())), lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@import_.command("account")
@click.argument("tail")
@click.argument("currency")
@click.option(
    "--counts", type=click.Choice(COUNTS), default="post", help="The date that counts for the books."
)
@click.option(
    "--cut", type=int, default=0, help="The length at which the bank cuts a name; 0 if it does not."
)
@click.option(
    "--order", type=click.Choice(ORDERS), default="day first", help="Where the dates leave it open."
)
@in_host
@options
def account(
    tail: str,
    currency: str,
    counts: str,
    cut: int,
    order: str,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Register an own account by its last four characters (1234 CNY), or say how its bank writes from now on."""
    how = HowItWrites(counts, cut, order)  # type: ignore[arg-type]
    with acting_here(actor, lang, as_json) as (person, now):
        host = host_of(person, host_code, now.date())
        is_new = register_account(
            host_id=host.host, tail=tail, currency=currency, how=how, actor=person.account, now=now
        )
    shown = OwnAccount(tail.upper(), currency.upper()).shown
    told = say("imports.accounts.done", lang, account=shown)
    click.echo(json_text({"account": shown, "new": is_new}) if as_json else told)
