"""Where the money is, what is said of it, and what the other side sees."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from guohe.grants.operations.note_transfer import note_transfer
from guohe.grants.operations.share_stations import share_stations
from guohe.grants.operations.state_claim import state_claim
from guohe.grants.queries.find import GrantNotFound
from guohe.grants.queries.find import grant as find_grant
from guohe.imports.domain.typed_amount import typed_amount
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Refused, exit_code
from guohe.kernel.money import Money
from guohe.kernel.texts import called, say
from guohe.portal.cli.doors import LANGUAGE, WHO, no_grant, seen_by
from guohe.portal.cli.grants import grant
from guohe.portal.domain import money_words
from guohe.portal.domain.money import asked_day
from guohe.portal.queries.money import money_of
from guohe.portal.queries.money_record import record_of as money_record
from guohe.programmes.domain.routes import NoRoute
from guohe.programmes.queries.routes import route_of
from guohe.registry.queries.register import sources
from guohe.ui.commands import JSON, refused, tell
from guohe.ui.parts import SHAPES
from guohe.ui.plain import json_text

DAY = click.DateTime(["%Y-%m-%d"])


@grant.command("share")
@click.argument("ref")
@click.option("--stations/--no-stations", required=True, help="What the other side sees inside the host.")
@LANGUAGE
@WHO
@JSON
def share(ref: str, stations: bool, lang: str, username: str | None, as_json: bool) -> None:
    """Let the other side see the stations inside the host, or show it all of them as one."""
    now = clock.now()
    with seen_by(username) as person:
        try:
            share_stations(ref=ref, shared=stations, actor=person.account, now=now)
        except GrantNotFound:
            raise no_grant(ref, lang) from None
    said = say("portal.money.shared" if stations else "portal.money.not_shared", lang, ref=ref)
    tell(said, lang, as_json, grant=ref, stations_shared=stations)


@grant.command("note-transfer")
@click.argument("ref")
@click.argument("reference")
@click.option("--sent", type=DAY, required=True, help="The day it was sent, year-month-day.")
@click.option("--credited", type=DAY, required=True, help="The day it was credited.")
@click.option("--amount", required=True, help="In the grant's currency, for example 300000.00.")
@click.option("--source", required=True, help="The document that shows both days.")
@LANGUAGE
@WHO
@JSON
def note(
    ref: str,
    reference: str,
    sent: datetime,
    credited: datetime,
    amount: str,
    source: str,
    lang: str,
    username: str | None,
    as_json: bool,
) -> None:
    """Note an earlier transfer on the route of a grant, from its document; usual times are computed from these."""
    with seen_by(username) as person:
        try:
            found = find_grant(ref)
        except GrantNotFound:
            raise no_grant(ref, lang) from None
        route = route_of(found.pack)
        if isinstance(route, NoRoute):
            why = called(f"portal.money.{route}")
            raise refused((Finding("ACC-743", Level.STOP, values={"why": why}),), lang)
        sum_sent = _amount(ref, amount, lang)
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
    said = say("portal.money.noted" if written else "portal.money.noted_before", lang, ref=reference)
    known: dict[str, Any] = {
        "reference": reference,
        "route": route.code,
        "amount": sum_sent,
        "noted": written,
    }
    tell(said, lang, as_json, grant=ref, sent_on=sent.date(), credited_on=credited.date(), **known)


@grant.command("claim")
@click.argument("instalment")
@click.argument("station")
@click.argument("day", type=DAY)
@click.option("--source", required=True, help="Who says so.")
@click.option(
    "--evidence", default="", help="The document or bank line that shows it; without one it is only reported."
)
@click.option("--reference", default="", help="The reference under which the bank or the payer knows it.")
@click.option("--amount", default="", help="What was sent or credited, in the grant's currency.")
@LANGUAGE
@WHO
@JSON
def claim(
    instalment: str,
    station: str,
    day: datetime,
    source: str,
    evidence: str,
    reference: str,
    amount: str,
    lang: str,
    username: str | None,
    as_json: bool,
) -> None:
    """Record that an instalment (GRANT/T1) is said to have reached a station, or to have bounced, returned or been resent."""
    ref = instalment.rpartition("/T")[0]
    with seen_by(username) as person:
        moved = _amount(ref, amount, lang) if amount else None
        waiting = state_claim(
            instalment_ref=instalment,
            station=station,
            happened_on=day.date(),
            source=source,
            evidence=evidence,
            reference=reference,
            amount=moved,
            actor=person.account,
            now=clock.now(),
        )
    said = say("portal.money.claimed", lang, ref=instalment)
    if as_json:
        known: dict[str, Any] = {"station": station, "on": day.date(), "amount": moved, "evidence": evidence}
        tell(said, lang, True, waiting, instalment=instalment, **known)
        raise click.exceptions.Exit(exit_code(waiting))
    click.echo(said)
    for finding in waiting:
        click.echo(f"  {SHAPES['held']} {finding.code}  {finding.sentence(lang)}")
    raise click.exceptions.Exit(exit_code(waiting))


def _amount(ref: str, text: str, lang: str) -> Money:
    try:
        return typed_amount(find_grant(ref).currency, text, "amount")
    except GrantNotFound:
        raise no_grant(ref, lang) from None


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
    with seen_by(username) as person:
        found = money_of(ref, on=on, account=person.account, today=today)
    if found is None:
        raise no_grant(ref, lang)
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
    click.echo(money_words.route_sentence(found, lang, sources()))
    raise click.exceptions.Exit(exit_code(findings))
