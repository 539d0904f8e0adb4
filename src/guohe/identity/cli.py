"""``guohe account``: who is here, and what each may do. A password is read from a prompt or a pipe, never the line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Literal

import click
from django.conf import settings

from guohe.identity.domain.capabilities import WORDS, Capability, Word
from guohe.identity.domain.people import Person, Tenant
from guohe.identity.domain.permissions import AccessFinding
from guohe.identity.operations import (
    add_account,
    choose_language,
    close_account,
    end_capability,
    grant_capability,
    open_account,
    set_password,
)
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.identity.operations.calendar_password import make_calendar_password, withdraw_calendar_password
from guohe.identity.queries import account_by_username, accounts_visible, capability_history_of, hosts_visible
from guohe.identity.queries.accounts import own_username
from guohe.identity.queries.calendar_passwords import calendar_passwords_table, own_calendar_passwords
from guohe.identity.queries.sight import see_people
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Level, Refused
from guohe.kernel.names import Name
from guohe.kernel.texts import LANGUAGES, say
from guohe.ui.commands import LANGUAGE, acts_as
from guohe.ui.plain import json_text, table_record
from guohe.ui.terminal import table_text

Command = Callable[..., None]


def _options(command: Command) -> Command:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object."),
        LANGUAGE,
        acts_as("actor"),
    ):
        command = option(command)
    return command


def _scoped(command: Command) -> Command:
    for option in (
        click.option("--unit", help="Only in this unit."),
        click.option("--grant", help="Only in this grant, for example DEMO-NKP-2018-001."),
        click.option("--host", "host_code", help="Host code; may be left out if you act for one host."),
        click.argument("word", metavar="CAPABILITY"),
        click.argument("username"),
    ):
        command = option(command)
    return command


_in_host = click.option("--host", "host_code", help="Host code; may be left out if you act for one host.")


@contextmanager
def _acting(actor: str | None, lang: str, as_json: bool) -> Iterator[datetime]:
    """The command's transaction; a refusal undoes it, is told in words, and ends with exit code 1."""
    now = clock.now()
    try:
        with acting_at_keyboard(actor, on=now.date(), demo=settings.MODE == "demo"):
            yield now
    except Refused as refusal:
        if as_json:
            click.echo(
                json.dumps({"findings": [f.as_json(lang) for f in refusal.findings]}, ensure_ascii=False)
            )
        else:
            for finding in refusal.findings:
                click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
        sys.exit(EXIT_STOP)


@click.group()
def account() -> None:
    """Accounts, passwords and capabilities."""


@account.command("list")
@_options
def list_accounts(actor: str | None, lang: str, as_json: bool) -> None:
    """Everyone who acts or acted in the hosts whose people you may see."""
    with _acting(actor, lang, as_json):
        see_people()
        people = accounts_visible()
    if as_json:
        click.echo(
            json.dumps({"accounts": [_person_record(person) for person in people]}, ensure_ascii=False)
        )
        return
    for person in people:
        closed = "" if person.is_active else f"  {say('identity.account.closed', lang)}"
        click.echo(f"{person.username:<20}  {person.name.in_language(lang)}{closed}")


@account.command("show")
@click.argument("username")
@_options
def show_account(username: str, actor: str | None, lang: str, as_json: bool) -> None:
    """What an account may do, and could before."""
    with _acting(actor, lang, as_json):
        person = _person(username)
        told = see_people(person.account)
        hosts = {host.host: host.code for host in hosts_visible() if told is None or host.host in told}
        history = capability_history_of(person.account)
        held = [_capability_record(each, hosts) for each in history if each.host in hosts]
    if as_json:
        click.echo(json.dumps({**_person_record(person), "capabilities": held}, ensure_ascii=False))
        return
    click.echo(f"{person.username}  {person.name.in_language(lang)}")
    for line in held:
        click.echo(
            "  ".join(str(line[key] or "") for key in ("capability", "host", "scope", "starts", "ends"))
        )


@account.command("add")
@click.argument("username")
@click.option("--name", required=True, help="Name in English.")
@click.option("--name-hant", help="Name in Traditional Chinese.")
@click.option("--name-hans", help="Name in Simplified Chinese.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The account's own language.")
@click.option("--email", default="", help="For notices.")
@click.option("--no-password", is_flag=True, help="The account cannot sign in yet.")
@_in_host
@_options
def add(
    username: str,
    name: str,
    name_hant: str | None,
    name_hans: str | None,
    language: str,
    email: str,
    no_password: bool,
    host_code: str | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Add an account. It can do nothing until a capability is granted."""
    password = None if no_password else _password(lang)
    with _acting(actor, lang, as_json) as now:
        number = add_account(
            host=_host(host_code).host,
            username=username,
            name=Name(name, name_hant or name, name_hans or name),
            password=password,
            language=language,
            email=email,
            now=now,
        )
    _done(as_json, lang, "identity.account.added", username=username, account=str(number))


@account.command("password")
@click.argument("username")
@_in_host
@_options
def password(username: str, host_code: str | None, actor: str | None, lang: str, as_json: bool) -> None:
    """Set a new password: your own, or as administrator another's."""
    chosen = _password(lang)
    with _acting(actor, lang, as_json) as now:
        set_password(person=_person(username), password=chosen, host=_host(host_code).host, now=now)
    _done(as_json, lang, "identity.password.set", username=username)


@account.command("language")
@click.argument("chosen", type=click.Choice(LANGUAGES))
@_options
def language(
    chosen: Literal["en", "zh-hant", "zh-hans"], actor: str | None, lang: str, as_json: bool
) -> None:
    """Choose the language of your own account."""
    with _acting(actor, lang, as_json):
        choose_language(chosen)
    _done(as_json, chosen, "identity.language.chosen")


@account.group("calendar")
def calendar() -> None:
    """Passwords by which calendar programs read addresses ending in .ics, and nothing else."""


@calendar.command("list")
@_options
def list_calendar(actor: str | None, lang: str, as_json: bool) -> None:
    """Your calendar passwords and the days of their use; never the passwords."""
    with _acting(actor, lang, as_json):
        table = calendar_passwords_table(own_calendar_passwords(), lang)
    click.echo(json_text(table_record(table)) if as_json else table_text(table))


@calendar.command("make")
@click.argument("label")
@_options
def make_calendar(label: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Make a password for one program; it is printed once."""
    with _acting(actor, lang, as_json) as now:
        username, password = own_username(), make_calendar_password(label=label, now=now)
    _done(as_json, lang, "identity.calendar.once", username=username)
    click.echo(password)


@calendar.command("withdraw")
@click.argument("number", type=int)
@_options
def withdraw_calendar(number: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Let a calendar password open nothing from now on."""
    with _acting(actor, lang, as_json) as now:
        withdraw_calendar_password(number=number, now=now)
    _done(as_json, lang, "identity.calendar.done")


@account.command("close")
@click.argument("username")
@_in_host
@_options
def close(username: str, host_code: str | None, actor: str | None, lang: str, as_json: bool) -> None:
    """Let an account sign in and act no more; what it did stays."""
    with _acting(actor, lang, as_json) as now:
        close_account(person=_person(username), host=_host(host_code).host, now=now)
    _done(as_json, lang, "identity.account.now-closed", username=username)


@account.command("open")
@click.argument("username")
@_in_host
@_options
def reopen(username: str, host_code: str | None, actor: str | None, lang: str, as_json: bool) -> None:
    """Open a closed account again."""
    with _acting(actor, lang, as_json) as now:
        open_account(person=_person(username), host=_host(host_code).host, now=now)
    _done(as_json, lang, "identity.account.now-open", username=username)


@account.command("grant")
@_scoped
@click.option("--from", "starts", type=click.DateTime(["%Y-%m-%d"]), help="First day; today if left out.")
@click.option("--until", "ends", type=click.DateTime(["%Y-%m-%d"]), help="First day without it.")
@_options
def grant(
    username: str,
    word: str,
    host_code: str | None,
    grant: str | None,
    unit: str | None,
    starts: datetime | None,
    ends: datetime | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Give an account a capability, for a host, a grant or a unit."""
    with _acting(actor, lang, as_json) as now:
        kind, ref = _scope(grant, unit)
        known = _word(word)
        first = now.date() if starts is None else starts.date()
        grant_capability(
            person=_person(username),
            host=_host(host_code).host,
            word=known,
            scope_kind=kind,
            scope_ref=ref,
            starts=first,
            ends=None if ends is None else ends.date(),
            now=now,
        )
    _done(
        as_json, lang, "identity.capability.granted", username=username, word=known, starts=first.isoformat()
    )


@account.command("end")
@_scoped
@click.option(
    "--on", "ends", type=click.DateTime(["%Y-%m-%d"]), help="First day without it; today if left out."
)
@_options
def end(
    username: str,
    word: str,
    host_code: str | None,
    grant: str | None,
    unit: str | None,
    ends: datetime | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """End an open capability."""
    with _acting(actor, lang, as_json) as now:
        kind, ref = _scope(grant, unit)
        known = _word(word)
        last = now.date() if ends is None else ends.date()
        end_capability(
            person=_person(username),
            host=_host(host_code).host,
            word=known,
            scope_kind=kind,
            scope_ref=ref,
            ends=last,
            now=now,
        )
    _done(as_json, lang, "identity.capability.ended", username=username, word=known, ends=last.isoformat())


def _password(lang: str) -> str:
    """The password from a hidden prompt, twice, or one line from a pipe."""
    if sys.stdin.isatty():
        typed: str = click.prompt(
            say("identity.prompt.password", lang), hide_input=True, confirmation_prompt=True
        )
        return typed
    return sys.stdin.readline().rstrip("\r\n")


def _person(username: str) -> Person:
    person = account_by_username(username)
    if person is None:
        raise Refused(AccessFinding("ACC-606", Level.STOP, values={"username": username}))
    return person


def _host(code: str | None) -> Tenant:
    """The named host, or the only one; a finding with all of them otherwise."""
    hosts = hosts_visible()
    found = [host for host in hosts if code is None or host.code == code]
    if len(found) != 1:
        codes = ", ".join(host.code for host in hosts) or "-"
        raise Refused(AccessFinding("ACC-610", Level.STOP, values={"code": code or "", "hosts": codes}))
    return found[0]


def _word(word: str) -> Word:
    for known in WORDS:
        if word.replace("-", "_") == known:
            return known
    raise Refused(AccessFinding("ACC-609", Level.STOP, values={"seen": word, "words": ", ".join(WORDS)}))


def _scope(grant: str | None, unit: str | None) -> tuple[Literal["host", "grant", "unit"], str]:
    if grant and unit:
        raise Refused(AccessFinding("ACC-620", Level.STOP))
    return ("grant", grant) if grant else ("unit", unit) if unit else ("host", "")


def _done(as_json: bool, lang: str, key: str, **values: str) -> None:
    told = say(key, lang, **values)
    click.echo(json.dumps({"done": told, **values}, ensure_ascii=False) if as_json else told)


def _person_record(person: Person) -> dict[str, Any]:
    return {
        "username": person.username,
        "name": {"en": person.name.en, "zh-hant": person.name.zh_hant, "zh-hans": person.name.zh_hans},
        "language": person.language,
        "active": person.is_active,
    }


def _capability_record(held: Capability, hosts: dict[int, str]) -> dict[str, str | None]:
    return {
        "capability": held.word,
        "host": hosts.get(held.host, str(held.host)),
        "scope": f"{held.scope_kind}:{held.scope_ref}" if held.scope_ref else held.scope_kind,
        "starts": held.starts.isoformat(),
        "ends": _day(held.ends),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


commands: list[click.Command] = [account]
