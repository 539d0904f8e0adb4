"""Options that the commands of reports share, and the transaction in which one acts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings

from guohe.grants.queries.find import GrantNotFound
from guohe.identity.domain.people import Person
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Finding, Level, Refused
from guohe.reporting.domain.lines import Basis
from guohe.reporting.domain.periods import Years
from guohe.reporting.queries import twin
from guohe.ui.commands import LANGUAGE, refused

Command = Callable[..., None]
SIDES = ("both", "funder", "host")


def who(command: Command) -> Command:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object."),
        LANGUAGE,
        click.option("--by", "actor", envvar="GUOHE_ACTOR", help="Who acts: a username."),
    ):
        command = option(command)
    return command


def shape(command: Command) -> Command:
    for option in (
        click.option("--xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Write a workbook."),
        click.option(
            "--csv",
            "csv_file",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Write one row a figure.",
        ),
        click.option("--pdf", type=click.Path(dir_okay=False, path_type=Path), help="Write a PDF."),
        click.option("--lines", "with_lines", is_flag=True, help="Every line with its remark."),
        click.option("--unit", type=click.Choice(("yuan", "wan")), default="yuan", help="元 or 万元."),
    ):
        command = option(command)
    return command


def years_options(command: Command) -> Command:
    for option in (
        click.option("--basis", type=click.Choice([basis.value for basis in Basis]), default="booked"),
        click.option("--pack", help="Another pack's categories, for example DEMO-2."),
        click.option("--host", help="Host years, for example FY2018/19."),
        click.option("--mainland", help="Mainland years, for example 2018 or 2018+2019."),
        click.option("--as", "side", type=click.Choice(SIDES), default="both", help="Whose report."),
    ):
        command = option(command)
    return command


@contextmanager
def acting(actor: str | None, grant: str, lang: str, as_json: bool) -> Iterator[tuple[Person, datetime]]:
    """The command's transaction; a refusal undoes it, is told in words, and ends with exit code 1."""
    now = clock.now()
    try:
        with acting_at_keyboard(actor, on=now.date(), demo=settings.MODE == "demo") as person:
            yield person, now
    except GrantNotFound:
        raise refused((Finding("ACC-740", Level.STOP, values={"ref": grant}),), lang) from None
    except Refused as refusal:
        if as_json:
            told = {"findings": [finding.as_json(lang) for finding in refusal.findings]}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            for finding in refusal.findings:
                click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
        sys.exit(EXIT_STOP)


def slug(base: twin.Ground, mainland: str | None, host: str | None, usual: Years | None = None) -> str:
    """The address of the years that were named; what was not named is ``usual``, or what a person most likely wants."""
    usual = usual or twin.default_years(base.grant, base.written, base.on)
    funder, _, ours = usual.slug.partition("-")
    return f"{mainland or funder}-{host or ours}"
