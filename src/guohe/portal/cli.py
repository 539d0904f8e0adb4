"""The portal's commands: the same grants, home and budget as the pages."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime

import click
from django.conf import settings

from guohe.grants.operations.note_transfer import note_transfer
from guohe.grants.operations.share_stations import share_stations
from guohe.grants.queries.find import GrantNotFound
from guohe.grants.queries.find import grant as find_grant
from guohe.identity.domain.people import Person
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Refused, exit_code
from guohe.kernel.money import AmountNotReadable, Money
from guohe.kernel.texts import say
from guohe.portal.domain import money_words
from guohe.portal.domain.money import asked_day
from guohe.portal.queries.budget import budget_of
from guohe.portal.queries.home import home_of
from guohe.portal.queries.money import money_of
from guohe.portal.queries.money_record import record_of as money_record
from guohe.portal.queries.tables import budget_table, grants_table, record_of
from guohe.programmes.domain.routes import NoRoute
from guohe.programmes.queries.routes import route_of
from guohe.ui.parts import SHAPES
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

LANGUAGE = click.option(
    "--lang", type=click.Choice(["en", "zh-hant", "zh-hans"]), envvar="GUOHE_LANG", default="en"
)
WHO = click.option("--as", "username", envvar="GUOHE_ACTOR", help="Who acts: a username.")
DAY = click.DateTime(["%Y-%m-%d"])
JSON = click.option("--json", "as_json", is_flag=True, help="For a program.")


def _seen_by(username: str | None) -> AbstractContextManager[Person]:
    return acting_at_keyboard(username, on=clock.today(), demo=settings.MODE == "demo")


def _no_grant(ref: str, lang: str) -> click.exceptions.Exit:
    click.echo(say("portal.no_grant", lang, ref=ref), err=True)
    return click.exceptions.Exit(EXIT_STOP)


@click.command()
@LANGUAGE
@WHO
@JSON
def grants(lang: str, username: str | None, as_json: bool) -> None:
    """The grants one may see."""
    with _seen_by(username):
        table = grants_table(lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@click.group()
def grant() -> None:
    """One grant."""


@grant.command("show")
@click.argument("ref")
@LANGUAGE
@WHO
@JSON
def show(ref: str, lang: str, username: str | None, as_json: bool) -> None:
    """The four figures of a grant and the stations of its instalments."""
    today = clock.today()
    with _seen_by(username):
        found = home_of(ref, on=today)
    if found is None:
        raise _no_grant(ref, lang)
    record = record_of(found)
    if as_json:
        click.echo(json_text(record))
        return
    click.echo(f"{ref}  {found.grant.title.in_language(lang)}")
    for key, amount in (
        ("received", found.position.received),
        ("used", found.position.used),
        ("promised", found.position.promised),
        ("free", found.position.free),
    ):
        click.echo(f"  {say(f'portal.grant.{key}', lang)}: {amount}")
    for instalment, stations in found.stations:
        click.echo(
            f"  {say('portal.grant.instalment', lang, number=str(instalment.number), amount=str(instalment.amount))}"
        )
        for station in stations:
            on = station.happened_on.isoformat() if station.happened_on else ""
            click.echo(
                f"    {say(f'portal.station.{station.name}', lang)}  {on}  {say(f'ui.status.{station.how}', lang)}"
            )


@click.command()
@click.argument("ref")
@LANGUAGE
@WHO
@JSON
def budget(ref: str, lang: str, username: str | None, as_json: bool) -> None:
    """The budget in force: approved, used, promised and free by category."""
    today = clock.today()
    with _seen_by(username):
        found = budget_of(ref, on=today)
    if found is None:
        raise _no_grant(ref, lang)
    table = budget_table(ref, found, lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@grant.command("share")
@click.argument("ref")
@click.option("--stations/--no-stations", required=True, help="What the other side sees inside the host.")
@LANGUAGE
@WHO
def share(ref: str, stations: bool, lang: str, username: str | None) -> None:
    """Let the other side see the stations inside the host, or show it all of them as one."""
    now = clock.now()
    with _seen_by(username) as person:
        try:
            share_stations(ref=ref, shared=stations, actor=person.account, now=now)
        except GrantNotFound:
            raise _no_grant(ref, lang) from None
    click.echo(say("portal.money.shared" if stations else "portal.money.not_shared", lang, ref=ref))


@grant.command("note-transfer")
@click.argument("ref")
@click.argument("reference")
@click.option("--sent", type=DAY, required=True, help="The day it was sent, year-month-day.")
@click.option("--credited", type=DAY, required=True, help="The day it was credited.")
@click.option("--amount", required=True, help="In the grant's currency, for example 300000.00.")
@click.option("--source", required=True, help="The document that shows both days.")
@LANGUAGE
@WHO
def note(
    ref: str,
    reference: str,
    sent: datetime,
    credited: datetime,
    amount: str,
    source: str,
    lang: str,
    username: str | None,
) -> None:
    """Note an earlier transfer on the route of a grant, from its document; usual times are computed from these."""
    with _seen_by(username) as person:
        try:
            found = find_grant(ref)
            sum_sent = Money.of(found.currency, amount)
        except GrantNotFound:
            raise _no_grant(ref, lang) from None
        except AmountNotReadable as unreadable:
            raise click.BadParameter(str(unreadable), param_hint="--amount") from unreadable
        route = route_of(found.pack)
        if isinstance(route, NoRoute):
            click.echo(say(f"portal.money.{route}", lang), err=True)
            raise click.exceptions.Exit(EXIT_STOP)
        written = note_transfer(
            host_id=found.host_id,
            route=route.code,
            reference=reference,
            sent_on=sent.date(),
            credited_on=credited.date(),
            amount=sum_sent,
            source=source,
            actor=person.account,
            now=clock.now(),
        )
    click.echo(say("portal.money.noted" if written else "portal.money.noted_before", lang, ref=reference))


@click.command()
@click.argument("ref")
@click.option("--as-at", default="", help="Year-month-day; today when not given.")
@LANGUAGE
@WHO
@JSON
def money(ref: str, as_at: str, lang: str, username: str | None, as_json: bool) -> None:
    """Where the money of a grant is: stations, days by holder, who has it now, and the usual time."""
    today = clock.today()
    on, fault = asked_day(as_at, today)
    if fault is not None:
        raise Refused(fault)
    with _seen_by(username) as person:
        found = money_of(ref, on=on, account=person.account, today=today)
    if found is None:
        raise _no_grant(ref, lang)
    findings = [finding for way in found.ways for finding in way.findings]
    if as_json:
        click.echo(json_text(money_record(found, lang)))
        raise click.exceptions.Exit(exit_code(findings))
    click.echo(f"{ref}  {found.grant.title.in_language(lang)}  {on.isoformat()}")
    for way in found.ways:
        number, amount = str(way.instalment.number), str(way.instalment.amount)
        click.echo(f"\n{say('portal.money.instalment', lang, number=number, amount=amount)}")
        for finding in way.findings:
            click.echo(f"  {SHAPES['late']} {finding.code}  {finding.sentence(lang)}")
        for sentence in money_words.sentences(found, way, lang):
            click.echo(f"  {sentence}")
        for line in money_words.station_lines(found, way, lang):
            click.echo(f"    {SHAPES[line.how]} {line.text}")
    if found.ways:
        click.echo(f"\n{money_words.usual_sentence(found.usual, lang)}")
    click.echo(money_words.route_sentence(found, lang))
    raise click.exceptions.Exit(exit_code(findings))


commands = [grants, grant, budget, money]
