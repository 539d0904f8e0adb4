"""What every command of imports shares: who acts, for which host, how a refusal is told, and the line of progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path

import click
from django.conf import settings
from django.db import OperationalError

from guohe.exchange.domain.advice import FileKind, advised
from guohe.exchange.operations.open_file import open_path
from guohe.exchange.operations.read_bank_file import bank_file_at
from guohe.grants.queries.find import GrantNotFound
from guohe.identity.domain.people import Person, Tenant
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.identity.queries import hosts_visible, permission_to
from guohe.imports.queries import bank, charges, jobs, lines, questions
from guohe.imports.queries.categories import in_words
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Finding, Level, Refused
from guohe.kernel.texts import say
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


file_argument = click.argument("file", type=click.Path(path_type=Path))
in_host = click.option("--host", "host_code", help="Host code; may be left out if you import for one host.")
sheet_option = click.option(
    "--sheet", default="", metavar="NAME", help="The sheet of a workbook that is meant."
)
dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Read and report, write nothing. Works without books too."
)


@contextmanager
def acting_here(actor: str | None, lang: str, as_json: bool) -> Iterator[tuple[Person, datetime]]:
    """The command's transaction; a refusal undoes it, is told in words, and ends with exit code 1."""
    now = clock.now()
    try:
        with acting_at_keyboard(actor, on=now.date(), demo=settings.MODE == "demo") as person:
            yield person, now
    except Refused as refusal:
        tell(refusal.findings, lang, as_json)
        raise click.exceptions.Exit(EXIT_STOP) from None
    except (
        jobs.JobNotFound,
        questions.QuestionNotFound,
        lines.LineNotFound,
        bank.EntryNotFound,
        charges.ChargeNotFound,
        GrantNotFound,
    ) as none:
        tell((stop("IMP-528", seen=str(none)),), lang, as_json)
        raise click.exceptions.Exit(EXIT_STOP) from None


@contextmanager
def looking_here(
    actor: str | None, host_code: str | None, lang: str, as_json: bool
) -> Iterator[tuple[int | None, date]]:
    """The host whose books a dry run asks, and the day; None without books, or where nobody said whose: then the file is read
    by itself. Whoever or whichever host was named and may not, or is none, is told, and ends with exit code 1.
    """
    on = clock.today()
    try:
        with ExitStack() as stack:
            host: int | None = None
            try:
                person = stack.enter_context(acting_at_keyboard(actor, on=on, demo=settings.MODE == "demo"))
                host = host_of(person, host_code, on).host
            except (OperationalError, Refused) as none:
                if isinstance(none, Refused) and (host_code or actor):
                    raise
            yield host, on
    except Refused as refusal:
        tell(refusal.findings, lang, as_json)
        raise click.exceptions.Exit(EXIT_STOP) from None


def stop(code: str, **values: str) -> Finding:
    """A refusal at the door."""
    return Finding(code, Level.STOP, values=values)


def tell(findings: tuple[Finding, ...], lang: str, as_json: bool) -> None:
    """Every finding with its code; a stop goes to the error output."""
    if as_json:
        click.echo(json_text({"findings": [finding.as_json(lang) for finding in findings]}))
        return
    for finding in findings:
        click.echo(f"{finding.code} {in_words(finding, lang)}", err=finding.level is Level.STOP)


def host_of(person: Person, code: str | None, on: date) -> Tenant:
    """The named host, or the only one this person may import for."""
    seen = hosts_visible()
    mine = [
        host
        for host in seen
        if permission_to("import", account=person.account, host=host.host, on=on).allowed
    ]
    found = [host for host in mine if code is None or host.code == code]
    if len(found) == 1:
        return found[0]
    if not mine and seen:
        permission_to("import", account=person.account, host=seen[0].host, on=on).or_refuse()
    codes = ", ".join(host.code for host in mine) or "-"
    raise Refused(stop("IMP-516", seen=code or "", hosts=codes))


def bar(lang: str) -> Callable[[int, int], None] | None:
    """One line that is written over, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        told = say("imports.run.rows", lang, done=f"{done:,}", total=f"{total:,}")
        click.echo(f"\r{told}", nl=done >= total, err=True)

    return show


def bytes_of(file: Path, lang: str, as_json: bool, *, kind: FileKind = "listing", sheet: str = "") -> bytes:
    """The bytes, whatever they are: the reader says what is wrong with them, together with everything else.

    A statement may be camt or MT940 as well.
    """
    content = bank_file_at(file) if kind == "statement" else None
    if content is not None:
        return content
    opened = open_path(file, sheet=sheet)
    if opened.grid is None and not opened.proposal:
        tell(advised(opened.findings, kind), lang, as_json)
        raise click.exceptions.Exit(EXIT_STOP)
    return file.read_bytes()
