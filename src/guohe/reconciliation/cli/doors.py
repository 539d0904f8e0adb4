"""What the commands of this context share: who acts, in which language, and how a refusal is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

import click
from django.conf import settings

from guohe.grants.queries.find import GrantNotFound
from guohe.identity.domain.people import Person
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.identity.queries import hosts_visible, permission_to
from guohe.imports.queries.bank import EntryNotFound
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Finding, Level, Refused
from guohe.ui.commands import LANGUAGE, acts_as
from guohe.ui.plain import json_text

Command = Callable[..., None]


def options(command: Command) -> Command:
    """Language, form and actor, the same for every command."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="For a program."),
        LANGUAGE,
        acts_as("actor"),
    ):
        command = option(command)
    return command


@contextmanager
def acting_here(actor: str | None, lang: str, as_json: bool) -> Iterator[tuple[Person, datetime]]:
    """The command's transaction; a refusal undoes it, is told in words, and ends with exit code 1."""
    now = clock.now()
    try:
        with acting_at_keyboard(actor, on=now.date(), demo=settings.MODE == "demo") as person:
            yield person, now
    except Refused as refusal:
        raise _stopped(refusal.findings, lang, as_json) from None
    except (EntryNotFound, GrantNotFound) as none:
        raise _stopped((Finding("REC-107", Level.STOP, values={"seen": str(none)}),), lang, as_json) from None


def choosing_host(account: int, code: str | None, on: date) -> int:
    """The named host, or the only one for which this person may approve. Refused when there is none or several (REC-108)."""
    seen = hosts_visible()
    mine = [each for each in seen if permission_to("approve", account=account, host=each.host, on=on).allowed]
    found = [each for each in mine if code is None or each.code == code]
    if not mine and seen:
        permission_to("approve", account=account, host=seen[0].host, on=on).or_refuse()
    if len(found) != 1:
        codes = ", ".join(each.code for each in mine) or "-"
        raise Refused(Finding("REC-108", Level.STOP, values={"seen": code or "-", "hosts": codes}))
    return found[0].host


def _stopped(findings: tuple[Finding, ...], lang: str, as_json: bool) -> click.exceptions.Exit:
    if as_json:
        click.echo(json_text({"findings": [finding.as_json(lang) for finding in findings]}))
    else:
        for finding in findings:
            click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
    return click.exceptions.Exit(EXIT_STOP)
