"""``guohe import accounts`` and ``account``: the host's own accounts and how their statements are read."""

from __future__ import annotations

from pathlib import Path

import click

from guohe.exchange.domain.banks import Counts, DayOrder
from guohe.identity.queries.sight import hosts_in_view, see_some_money
from guohe.imports.cli.doors import acting_here, file_argument, host_of, in_host, options, stop
from guohe.imports.cli.group import import_
from guohe.imports.domain.accounts import COUNTS, ORDERS, HowItWrites, OwnAccount
from guohe.imports.operations.register_account import register_account
from guohe.imports.operations.write_profile import write_profile
from guohe.imports.queries.accounts import accounts_table, registered_accounts
from guohe.imports.queries.profiles import chosen_profile, profile_facts, profiles_table
from guohe.kernel.findings import Refused
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
    "--profile",
    help="The bank's profile (`./guohe import profiles`); what follows is where the account differs.",
)
@click.option(
    "--counts", type=click.Choice(COUNTS), help="The date that counts for the books; post if left out."
)
@click.option(
    "--cut", type=int, help="The length at which the bank cuts a name; 0, if left out: it does not."
)
@click.option("--order", type=click.Choice(ORDERS), help="What stands first in a date; the day if left out.")
@in_host
@options
def account(
    tail: str,
    currency: str,
    profile: str | None,
    counts: Counts | None,
    cut: int | None,
    order: DayOrder | None,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Register an own account by its last four characters (1234 CNY), or say how its bank writes from now on."""
    with acting_here(actor, lang, as_json) as (person, now):
        host = host_of(person, host_code, now.date())
        own = HowItWrites.of_bank(chosen_profile(host.host, profile)) if profile else HowItWrites()
        how = HowItWrites(counts or own.counts, own.cut if cut is None else cut, order or own.order, own.bank)
        is_new = register_account(
            host_id=host.host, tail=tail, currency=currency, how=how, actor=person.account, now=now
        )
    shown = OwnAccount(tail.upper(), currency.upper()).shown
    told = say("imports.accounts.done", lang, account=shown)
    click.echo(json_text({"account": shown, "new": is_new}) if as_json else told)


@import_.command("profiles")
@click.argument("code", required=False)
@options
def profiles_(code: str | None, actor: str | None, lang: str, as_json: bool) -> None:
    """The bank profiles that may be chosen; with a CODE, its file, to write the next one from."""
    with acting_here(actor, lang, as_json):
        see_some_money()
        found = profile_facts(sorted(hosts_in_view()), lang)
        if code is not None:
            bodies = [each.body for each in found if each.profile.code == code]
            if not bodies:
                known = ", ".join(each.profile.code for each in found)
                raise Refused(stop("IMP-192", seen=code[:40], known=known))
            click.echo(json_text({"code": code, "body": bodies[0]}) if as_json else bodies[0], nl=as_json)
            return
        table = profiles_table(found, lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@import_.command("profile")
@file_argument
@in_host
@options
def profile_(file: Path, host_code: str | None, actor: str | None, lang: str, as_json: bool) -> None:
    """Say how a bank writes: a profile FILE is the next version of its code."""
    with acting_here(actor, lang, as_json) as (person, now):
        host = host_of(person, host_code, now.date())
        try:
            body = file.read_text(encoding="utf-8")
        except (OSError, ValueError):
            raise Refused(stop("IMP-196", file=file.name)) from None
        code, version = write_profile(host_id=host.host, body=body, actor=person.account, now=now)
    told = say("imports.profiles.done", lang, code=code, version=str(version))
    click.echo(json_text({"profile": code, "version": version}) if as_json else told)
