"""What every command of the books shares: who acts, in which language and form, and how a refusal is told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from django.conf import settings

from guohe.identity.domain.people import Person
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Refused
from guohe.ui.commands import LANGUAGE, acts_as

Command = Callable[..., None]


def options(command: Command) -> Command:
    """Form, language and actor, the same for every command."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object."),
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
        if as_json:
            told = {"findings": [finding.as_json(lang) for finding in refusal.findings]}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            for finding in refusal.findings:
                click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
        sys.exit(EXIT_STOP)
