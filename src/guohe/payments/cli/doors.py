"""What every command of payments has: the reader's language, who acts, and refusals told in words."""

from __future__ import annotations

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
from guohe.ui.plain import json_text


def options(command: Callable[..., None]) -> Callable[..., None]:
    """Language and actor, the same for every command."""
    for option in (
        LANGUAGE,
        acts_as("actor"),
    ):
        command = option(command)
    return command


@contextmanager
def acting_here(actor: str | None, lang: str, *, as_json: bool = False) -> Iterator[tuple[Person, datetime]]:
    """The command's transaction; a refusal undoes it and is told in words, or as JSON where that was asked for."""
    now = clock.now()
    try:
        with acting_at_keyboard(actor, on=now.date(), demo=settings.MODE == "demo") as person:
            yield person, now
    except Refused as refusal:
        if as_json:
            click.echo(json_text({"findings": [finding.as_json(lang) for finding in refusal.findings]}))
        else:
            for finding in refusal.findings:
                click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
        raise click.exceptions.Exit(EXIT_STOP) from None
