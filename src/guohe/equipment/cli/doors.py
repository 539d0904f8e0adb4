"""What every command of equipment shares: the language, who acts, a dry run, and refusals told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import click
from django.conf import settings
from django.db import transaction

from guohe.grants.queries.find import GrantNotFound
from guohe.identity.domain.people import Person
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Refused
from guohe.ui.commands import LANGUAGE, acts_as, refused

DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")


def options(command: Callable[..., None]) -> Callable[..., None]:
    """Language and actor, the same for every command."""
    for option in (LANGUAGE, acts_as("username")):
        command = option(command)
    return command


@contextmanager
def acting_here(
    username: str | None, lang: str, *, dry_run: bool = False
) -> Iterator[tuple[Person, datetime]]:
    """The command's transaction; a refusal undoes it and is told in words, and so does a dry run when it is done."""
    now = clock.now()
    try:
        with acting_at_keyboard(username, on=now.date(), demo=settings.MODE == "demo") as person:
            yield person, now
            if dry_run:
                transaction.set_rollback(True)
    except GrantNotFound as missing:
        unseen = Finding("ACC-740", Level.STOP, values={"ref": str(missing)})
        raise refused((unseen,), lang) from None
    except Refused as refusal:
        raise refused(refusal.findings, lang) from None
