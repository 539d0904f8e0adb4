"""``guohe fx``: the policy of exchange of a grant, what another would change, noted rates, and choosing with two people."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from guohe.funds.domain.printed_lots import lots_table
from guohe.funds.queries import chart, lots
from guohe.grants.queries import find
from guohe.identity.queries.sight import see_money
from guohe.kernel.findings import EXIT_HOLDS
from guohe.kernel.texts import say
from guohe.programmes.domain.packs import RatePolicy
from guohe.reporting.cli.options import acting, who
from guohe.reporting.domain.fx import Bearer
from guohe.reporting.domain.noting import ToNote
from guohe.reporting.domain.printed_fx import (
    bearer_words,
    categories_table,
    choices_table,
    differences,
    effect_table,
    noted_table,
    policy_words,
    record_of,
)
from guohe.reporting.operations.choose_policy import approve_policy, choose_policy
from guohe.reporting.operations.confirm_rates import confirm_rates
from guohe.reporting.operations.note_rates import note_file, note_rates
from guohe.reporting.queries import rates
from guohe.reporting.queries.fx_effect import opened
from guohe.reporting.queries.twin import HOST_CURRENCY
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group("fx")
def fx() -> None:
    """Exchange: the policy of a grant, its lots, noted rates and differences."""


@fx.command("show")
@click.argument("grant")
@click.option("--on", type=_DAY, help="As the lots stood at the end of this day.")
@who
def show(grant: str, on: datetime | None, actor: str | None, lang: str, as_json: bool) -> None:
    """The policy in force, who bears differences, the lots and their rates, and the choices made."""
    with acting(actor, grant, lang, as_json) as (_, now):
        found = opened(grant, on=now.date())
        own = chart.fund(grant)
        table = lots_table(
            lots.of_fund(grant, on.date() if on else None), lang, say("reporting.fx.lots", lang)
        )
    told = found.effect
    if as_json:
        click.echo(
            json_text(
                {
                    "grant": grant,
                    **record_of(told, found.choices),
                    "lots": {"policy": own.lot_policy, **table_record(table)},
                }
            )
        )
        return
    click.echo(policy_words(told.in_force, lang))
    click.echo(bearer_words(told.in_force, lang))
    for sentence in differences(told, lang):
        click.echo(sentence)
    click.echo()
    click.echo(table_text(table))
    if found.choices:
        click.echo(table_text(choices_table(found.choices, lang)))


@fx.command("effect")
@click.argument("grant")
@click.option(
    "--years", help="Years of a report, for example 2018-FY2018-19; the last that ended if left out."
)
@who
def effect(grant: str, years: str | None, actor: str | None, lang: str, as_json: bool) -> None:
    """What each policy would change in a report, before anything is chosen; exit code 2 while a rate is missing."""
    with acting(actor, grant, lang, as_json) as (_, now):
        found = opened(grant, on=now.date(), years=years)
    if as_json:
        click.echo(json_text({"grant": grant, **record_of(found.effect, found.choices)}))
    else:
        click.echo(table_text(effect_table(found.effect, lang)))
        click.echo(table_text(categories_table(found.effect, lang)))
        for sentence in differences(found.effect, lang):
            click.echo(sentence)
    if any(each.missing for each in found.effect.policies):
        raise click.exceptions.Exit(EXIT_HOLDS)


@fx.command("choose")
@click.argument("grant")
@click.option("--policy", type=click.Choice([each.value for each in RatePolicy]), required=True)
@click.option(
    "--bearer",
    type=click.Choice([each.value for each in Bearer]),
    default=Bearer.UNSAID.value,
    help="Who bears the difference.",
)
@click.option("--reason", default="", help="Why; for whoever approves it and for the auditor.")
@who
def choose(
    grant: str, policy: str, bearer: str, reason: str, actor: str | None, lang: str, as_json: bool
) -> None:
    """Prepare another policy; nothing changes until another person approves it."""
    with acting(actor, grant, lang, as_json) as (person, now):
        see_money(find.grant(grant).host_id, grant)
        number = choose_policy(
            grant_ref=grant, policy=policy, bearer=bearer, reason=reason, actor=person.account, now=now
        )
    _done({"grant": grant, "number": number}, "reporting.fx.choose.done", lang, as_json)


@fx.command("approve")
@click.argument("grant")
@click.argument("number", type=int)
@who
def approve(grant: str, number: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Put a policy in force that somebody else prepared."""
    with acting(actor, grant, lang, as_json) as (person, now):
        see_money(find.grant(grant).host_id, grant)
        approve_policy(grant_ref=grant, number=number, actor=person.account, now=now)
    _done({"grant": grant, "number": number}, "reporting.fx.approve.done", lang, as_json)


@fx.group("rate")
def rate() -> None:
    """Rates with their source and time: note them, confirm them, list them."""


@rate.command("note")
@click.argument("grant")
@click.option("--for", "when", default="", help="A day (2018-05-28), or a month for its average (2018-05).")
@click.option(
    "--rate", "figure", default="", help="How much of the currency for 1 of the funder's, as printed."
)
@click.option("--source", "published", default="", help="Who published it, and where it can be read again.")
@click.option("--at", "rated_at", default="", help="The time of the rate, for example 2018-05-28T11:00.")
@click.option("--budget", is_flag=True, help="The budget rate of this grant, fixed on the day of --for.")
@click.option("--currency", default=HOST_CURRENCY, show_default=True, help="Of which currency.")
@click.option(
    "--csv",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Many at once: columns for, rate, source, rated_at.",
)
@click.option("--sure", is_flag=True, help="I looked at the source again; note it as printed.")
@who
def note(
    grant: str,
    when: str,
    figure: str,
    published: str,
    rated_at: str,
    budget: bool,
    currency: str,
    file: Path | None,
    sure: bool,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Note a rate for the grant's host, or its budget rate; it counts when another person confirms it."""
    with acting(actor, grant, lang, as_json) as (person, now):
        own = find.grant(grant)
        see_money(own.host_id, grant)
        if file is not None:
            count = note_file(
                file.read_bytes(),
                host_id=own.host_id,
                base=own.currency,
                quote=currency,
                actor=person.account,
                now=now,
                sure=sure,
            )
        else:
            count = note_rates(
                [ToNote(when, figure, published, rated_at)],
                host_id=own.host_id,
                base=own.currency,
                quote=currency,
                actor=person.account,
                now=now,
                sure=sure,
                budget_of=grant if budget else "",
            )
    _done({"noted": count}, "reporting.rate.done", lang, as_json, count=str(count))


@rate.command("confirm")
@click.argument("grant")
@click.argument("numbers", nargs=-1, type=int)
@who
def confirm(grant: str, numbers: tuple[int, ...], actor: str | None, lang: str, as_json: bool) -> None:
    """Confirm rates that somebody else noted, by their numbers in the list; reports use them from then on."""
    with acting(actor, grant, lang, as_json) as (person, now):
        see_money(find.grant(grant).host_id, grant)
        count = confirm_rates(grant_ref=grant, numbers=numbers, actor=person.account, now=now)
    _done({"confirmed": count}, "reporting.rate.confirm.done", lang, as_json, count=str(count))


@rate.command("list")
@click.argument("grant")
@who
def list_(grant: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Every rate that is noted for a grant's costs, the newest note first."""
    with acting(actor, grant, lang, as_json):
        own = find.grant(grant)
        see_money(own.host_id, grant)
        table = noted_table(rates.noted(own.host_id, grant), lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


def _done(record: dict[str, object], key: str, lang: str, as_json: bool, **values: str) -> None:
    click.echo(json_text(record) if as_json else say(key, lang, **values))
