"""The portal's commands: the same grants, home and budget as the pages."""

from __future__ import annotations

from contextlib import AbstractContextManager

import click
from django.conf import settings

from guohe.identity.domain.people import Person
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP
from guohe.kernel.texts import say
from guohe.portal.queries.budget import budget_of
from guohe.portal.queries.home import home_of
from guohe.portal.queries.tables import budget_table, grants_table, record_of
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

LANGUAGE = click.option(
    "--lang", type=click.Choice(["en", "zh-hant", "zh-hans"]), envvar="GUOHE_LANG", default="en"
)
WHO = click.option("--as", "username", envvar="GUOHE_ACTOR", help="Who acts: a username.")
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
                f"    {say(f'portal.station.{station.name}', lang)}  {on}  {say(f'portal.how.{station.how}', lang)}"
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


commands = [grants, grant, budget]
