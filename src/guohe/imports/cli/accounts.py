"""``guohe import accounts`` and ``account``: the host's own accounts and how their statements are read."""

from __future__ import annotations

from pathlib import Path

import click

from guohe.exchange.domain.banks import Counts, DayOrder
from guohe.identity.queries import hosts_visible
from guohe.identity.queries.sight import hosts_in_view, see_some_money
from guohe.imports.cli.doors import acting_here, file_argument, host_of, in_host, options, stop
from guohe.imports.cli.group import import_
from guohe.imports.domain.accounts import COUNTS, ORDERS, HowItWrites, OwnAccount
from guohe.imports.operations.register_account import register_account
from guohe.imports.operations.write_profile import write_profile
from guohe.imports.queries.accounts import accounts_table, registered_accounts, told_of, way_now, way_words
from guohe.imports.queries.profiles import chosen_profile, profile_facts, profiles_table
from guohe.kernel.findings import Finding, Refused
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
    "--counts",
    type=click.Choice(COUNTS),
    help="The date that counts for the books; if left out as it is, post for a new account.",
)
@click.option(
    "--cut",
    type=int,
    help="The length at which the bank cuts a name (0: it does not); if left out as it is, 0 for a new account.",
)
@click.option(
    "--order",
    type=click.Choice(ORDERS),
    help="What stands first in a date; if left out as it is, the day for a new account.",
)
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
    """Register an own account by its last four characters (1234 CNY), or say how its bank writes from now on.

    What is left out stays as it is; with --profile it is as the profile says.
    """
    told_account = OwnAccount(tail.strip().upper(), currency.strip().upper())
    with acting_here(actor, lang, as_json) as (person, now):
        host = host_of(person, host_code, now.date())
        if profile:
            own = HowItWrites.of_bank(chosen_profile(host.host, profile))
        else:
            own = way_now(host.host, told_account) or HowItWrites()
        how = HowItWrites(counts or own.counts, own.cut if cut is None else cut, order or own.order, own.bank)
        is_new = register_account(
            host_id=host.host, tail=tail, currency=currency, how=how, actor=person.account, now=now
        )
    shown = told_account.shown
    told = say("imports.accounts.done", lang, account=shown, **way_words(how, lang))
    click.echo(json_text({"account": shown, "new": is_new, **told_of(how)}) if as_json else told)


@import_.command("profiles")
@click.argument("code", required=False)
@click.option("--host", "host_code", help="Whose profile of this CODE, if the hosts that you see differ.")
@options
def profiles_(code: str | None, host_code: str | None, actor: str | None, lang: str, as_json: bool) -> None:
    """The bank profiles that may be chosen; with a CODE, its file, to write the next one from."""
    with acting_here(actor, lang, as_json):
        see_some_money()
        hosts = _hosts_named(host_code)
        found = profile_facts(hosts, lang)
        if code is not None:
            bodies = [each.body for each in found if each.profile.code == code]
            if not bodies:
                known = ", ".join(dict.fromkeys(each.profile.code for each in found))
                raise Refused(stop("IMP-192", seen=code[:40], known=known))
            if len(bodies) > 1:
                raise Refused(_no_host(host_code))
            click.echo(json_text({"code": code, "body": bodies[0]}) if as_json else bodies[0], nl=as_json)
            return
        table = profiles_table(found, lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


def _hosts_named(host_code: str | None) -> list[int]:
    """The hosts in view, or the named one of them."""
    hosts = set(hosts_in_view())
    found = [each.host for each in hosts_visible() if each.host in hosts and host_code in (None, each.code)]
    if host_code is not None and not found:
        raise Refused(_no_host(host_code))
    return sorted(found)


def _no_host(host_code: str | None) -> Finding:
    hosts = set(hosts_in_view())
    codes = ", ".join(each.code for each in hosts_visible() if each.host in hosts)
    return stop("IMP-516", seen=host_code or "", hosts=codes or "-")


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
