"""The same grants, home and budget as the pages."""

from __future__ import annotations

import click

from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.portal.cli.doors import LANGUAGE, WHO, no_grant, seen_by
from guohe.portal.queries.budget import budget_of
from guohe.portal.queries.home import home_of
from guohe.portal.queries.tables import budget_table, grants_table, received_how, record_of
from guohe.ui.commands import JSON
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text


@click.command()
@LANGUAGE
@WHO
@JSON
def grants(lang: str, username: str | None, as_json: bool) -> None:
    """The grants one may see."""
    with seen_by(username):
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
    with seen_by(username) as person:
        found = home_of(ref, on=today, account=person.account)
    if found is None:
        raise no_grant(ref, lang)
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
        how = f"  {received_how(found, lang)}" if key == "received" else ""
        click.echo(f"  {say(f'portal.grant.{key}', lang)}: {amount}{how}")
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
    with seen_by(username):
        found = budget_of(ref, on=today)
    if found is None:
        raise no_grant(ref, lang)
    table = budget_table(ref, found, lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))
