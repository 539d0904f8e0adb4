"""What every command of grants shares: the language, who acts, a dry run, and refusals told in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

import click
from django.conf import settings
from django.db import transaction

from guohe.grants.queries.change_pages import opened
from guohe.grants.queries.find import GrantNotFound
from guohe.identity.domain.people import Person
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_CLEAN, Finding, Level, Refused
from guohe.kernel.texts import say
from guohe.ui.commands import JSON, LANGUAGE, acts_as, refused, tell

DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
DAY = click.DateTime(["%Y-%m-%d"])
Part = Callable[[Callable[..., Any]], Callable[..., Any]]
REF = click.argument("ref")
NUMBER = click.argument("number", type=int)


@dataclass(frozen=True, slots=True)
class Said:
    """What a command says when it is done, what still stands against it, its exit code, and ``record`` for a program."""

    words: str = ""
    findings: tuple[Finding, ...] = ()
    code: int = EXIT_CLEAN
    record: Callable[[], Mapping[str, Any]] = dict


def options(command: Callable[..., None]) -> Callable[..., None]:
    """Language and actor, the same for every command."""
    for option in (
        LANGUAGE,
        acts_as("username"),
    ):
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


def writes(
    group: click.Group, name: str, *own: Part, shows: bool = False
) -> Callable[[Callable[..., Said]], click.Command]:
    """A command of a group that writes about the grant REF: then come its own arguments and options, and a dry run.

    What it decorates acts inside the command's transaction, on ``ref``, ``lang``, ``actor``, ``now`` and its own; where it
    ``shows`` what it wrote about, it is told ``as_json`` too, and prints the record of the page itself.
    """

    def put(act: Callable[..., Said]) -> click.Command:
        @wraps(act)
        def command(
            ref: str, dry_run: bool, as_json: bool, username: str | None, lang: str, **typed: Any
        ) -> None:
            if shows:
                typed["as_json"] = as_json
            with acting_here(username, lang, dry_run=dry_run) as (person, now):
                opened(ref)
                said = act(ref=ref, lang=lang, actor=person.account, now=now, **typed)
                record = said.record() if as_json and not shows else {}
            words = say("grants.change.dry_run", lang) if dry_run else said.words
            if as_json:
                if not shows:
                    known = {"grant": ref, "dry_run": dry_run, **record}
                    tell(words, lang, True, said.findings, **known)
                raise click.exceptions.Exit(said.code)
            if words:
                click.echo(words)
            for finding in said.findings:
                click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
            raise click.exceptions.Exit(said.code)

        built: Callable[..., Any] = command
        parts: tuple[Part, ...] = (REF, *own, DRY_RUN, JSON, options)
        for part in reversed(parts):
            built = part(built)
        return group.command(name)(built)

    return put
