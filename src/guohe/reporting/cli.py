"""``guohe report``: the twin table and its bridge in a terminal, and the same writes as the pages.

``guohe report DEMO-NKP-2018-001 --as both --mainland 2018 --host FY2018/19`` shows today's figures; ``list``,
``show``, ``prepare``, ``sign`` and ``correct`` are about stored copies. ``--as`` names the side here, as the report's
reader does; who acts is ``--by`` or GUOHE_ACTOR.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings

from guohe.grants.queries.find import GrantNotFound
from guohe.identity.domain.people import Person
from guohe.identity.operations.act_at_keyboard import acting_at_keyboard
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Refused, exit_code
from guohe.kernel.texts import LANGUAGES, say
from guohe.reporting.domain.copies import Copy
from guohe.reporting.domain.lines import Basis
from guohe.reporting.domain.plain import as_plain
from guohe.reporting.domain.printed import (
    Unit,
    bridge_sentence,
    findings_shown,
    flat_table,
    lines_table,
    tables,
)
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.operations.issue_correction import issue_correction
from guohe.reporting.operations.prepare_report import prepare_report
from guohe.reporting.operations.render_report import render_report
from guohe.reporting.operations.sign_report import sign_report
from guohe.reporting.queries import copies, printing, twin
from guohe.ui.spreadsheets import csv_bytes
from guohe.ui.terminal import table_text

Command = Callable[..., None]
SIDES = ("both", "funder", "host")


class _Reports(click.Group):
    """A first word that is no command is a grant: ``guohe report DEMO-NKP-2018-001`` shows its report."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            return "of", self.commands["of"], args
        return super().resolve_command(ctx, args)


def _who(command: Command) -> Command:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="One JSON object."),
        click.option(
            "--lang", type=click.Choice(LANGUAGES), envvar="GUOHE_LANG", default="en", help="Language."
        ),
        click.option("--by", "actor", envvar="GUOHE_ACTOR", help="Who acts: a username."),
    ):
        command = option(command)
    return command


def _shape(command: Command) -> Command:
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


def _years(command: Command) -> Command:
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
def _acting(actor: str | None, grant: str, lang: str, as_json: bool) -> Iterator[tuple[Person, datetime]]:
    """The command's transaction; a refusal undoes it, is told in words, and ends with exit code 1."""
    now = clock.now()
    try:
        with acting_at_keyboard(actor, on=now.date(), demo=settings.MODE == "demo") as person:
            yield person, now
    except GrantNotFound:
        click.echo(say("reporting.cli.no-grant", lang, grant=grant), err=True)
        sys.exit(EXIT_STOP)
    except Refused as refusal:
        if as_json:
            told = {"findings": [finding.as_json(lang) for finding in refusal.findings]}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            for finding in refusal.findings:
                click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
        sys.exit(EXIT_STOP)


def _slug(base: twin.Ground, mainland: str | None, host: str | None) -> str:
    """The address of the years that were named; what was not named is what a person most likely wants."""
    usual = twin.default_years(base).slug
    funder, _, ours = usual.partition("-")
    return f"{mainland or funder}-{host or ours}"


@click.group(cls=_Reports)
def report() -> None:
    """Two reports from one set of lines, and the bridge between them."""


@report.command("of", hidden=True)
@click.argument("grant")
@_years
@click.option("--cumulative", is_flag=True, help="Every Mainland year to date.")
@_shape
@_who
def of(
    grant: str,
    side: str,
    mainland: str | None,
    host: str | None,
    pack: str | None,
    basis: str,
    cumulative: bool,
    unit: Unit,
    with_lines: bool,
    csv_file: Path | None,
    pdf: Path | None,
    xlsx: Path | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """The report of today."""
    with _acting(actor, grant, lang, as_json) as (_, now):
        base = twin.ground(grant, on=now.date())
        found = twin.of_years(
            base, _slug(base, mainland, host), pack=pack, basis=Basis(basis), cumulative=cumulative
        )
    _tell(found, lang, unit, side, with_lines=with_lines, as_json=as_json)
    _write(
        found,
        {"csv": csv_file, "pdf": pdf, "xlsx": xlsx},
        lang=lang,
        unit=unit,
        side=side,
        copy=None,
        now=now,
    )
    sys.exit(exit_code(findings_shown(found, unit)))


@report.command("list")
@click.argument("grant")
@_who
def list_(grant: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Prepared, signed and corrected reports of a grant."""
    with _acting(actor, grant, lang, as_json) as (_, now):
        base = twin.ground(grant, on=now.date())
        stored = copies.of_grant(grant)
        effects = copies.effects(base)
    if as_json:
        click.echo(json.dumps([_told(copy) for copy in stored], ensure_ascii=False))
        return
    for copy in stored:
        state = say(f"reporting.state.{copy.state.value}", lang)
        click.echo(f"{printing.copy_name(copy, lang)}  {copy.years}  {state}  {copy.digest[:16]}")
    for copy, changes in effects:
        click.echo(f"◆ {printing.effect(copy, changes, lang)}")


@report.command("show")
@click.argument("grant")
@click.argument("number", type=int)
@_shape
@_who
def show(
    grant: str,
    number: int,
    unit: Unit,
    with_lines: bool,
    csv_file: Path | None,
    pdf: Path | None,
    xlsx: Path | None,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """A stored report exactly as it was frozen; --json gives the frozen bytes."""
    with _acting(actor, grant, lang, as_json) as (_, now):
        opened = copies.opened(grant, number)
    copy = opened.copy
    if as_json:
        click.echo(opened.frozen, nl=False)
        return
    _tell(opened.report, lang, unit, copy.side, with_lines=with_lines, as_json=False)
    for mark in printing.copy_marks(copy, lang):
        click.echo(mark)
    _write(
        opened.report,
        {"csv": csv_file, "pdf": pdf, "xlsx": xlsx},
        lang=lang,
        unit=unit,
        side=copy.side,
        copy=copy,
        now=now,
    )


@report.command("prepare")
@click.argument("grant")
@_years
@_who
def prepare(
    grant: str,
    side: str,
    mainland: str | None,
    host: str | None,
    pack: str | None,
    basis: str,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Freeze today's figures for another person's signature."""
    with _acting(actor, grant, lang, as_json) as (person, now):
        years = _slug(twin.ground(grant, on=now.date()), mainland, host)
        copy = prepare_report(
            grant_ref=grant,
            years=years,
            actor=person.account,
            on=now.date(),
            now=now,
            side="funder" if side == "funder" else "host" if side == "host" else "both",
            basis=Basis(basis),
            pack=pack,
        )
    _done(copy, "prepared", lang, as_json)


@report.command("sign")
@click.argument("grant")
@click.argument("number", type=int)
@_who
def sign(grant: str, number: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Sign a report that somebody else prepared."""
    with _acting(actor, grant, lang, as_json) as (person, now):
        copy = sign_report(grant_ref=grant, number=number, actor=person.account, on=now.date(), now=now)
    _done(copy, "signed", lang, as_json)


@report.command("correct")
@click.argument("grant")
@click.argument("number", type=int)
@_who
def correct(grant: str, number: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Prepare the correction of a signed report that later entries would change."""
    with _acting(actor, grant, lang, as_json) as (person, now):
        copy = issue_correction(grant_ref=grant, number=number, actor=person.account, on=now.date(), now=now)
    _done(copy, "prepared", lang, as_json)


def _tell(found: TwinReport, lang: str, unit: Unit, side: str, *, with_lines: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(as_plain(found), ensure_ascii=False))
        return
    # The mapping and the lines are long; the terminal shows the tables and the bridge unless asked for more.
    shown = tables(found, lang, unit, side)[: 3 if side == "both" else 2]
    for table in shown:
        click.echo(table_text(table))
    click.echo(bridge_sentence(found, lang))
    if with_lines:
        click.echo()
        click.echo(table_text(lines_table(found, found.lines, lang, say("reporting.lines.all", lang))))
    for finding in findings_shown(found, unit):
        click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)


def _write(
    found: TwinReport,
    files: Mapping[str, Path | None],
    *,
    lang: str,
    unit: Unit,
    side: str,
    copy: Copy | None,
    now: datetime,
) -> None:
    moment = (copy.prepared_at if copy else now).astimezone(clock.UTC8)
    for form, path in files.items():
        if path is None:
            continue
        if form == "csv":
            content = csv_bytes(flat_table(found, lang))
        else:
            content = render_report(
                found,
                "pdf" if form == "pdf" else "xlsx",
                lang=lang,
                as_at=moment.strftime("%Y-%m-%d %H:%M UTC+8"),
                demo=settings.MODE == "demo",
                unit=unit,
                side=side,
                copy=copy,
            )
        path.write_bytes(content)
        click.echo(say("reporting.cli.written", lang, path=str(path)), err=True)


def _done(copy: Copy, what: str, lang: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_told(copy), ensure_ascii=False))
    else:
        click.echo(say(f"reporting.cli.done.{what}", lang, number=str(copy.number), grant=copy.grant))


def _told(copy: Copy) -> dict[str, object]:
    return {
        "grant": copy.grant,
        "number": copy.number,
        "side": copy.side,
        "years": copy.years,
        "state": copy.state.value,
        "correction": copy.correction,
        "corrects": copy.corrects,
        "digest": copy.digest,
        "prepared_at": copy.prepared_at.isoformat(),
        "signed_at": copy.signed_at.isoformat() if copy.signed_at else None,
    }


commands: list[click.Command] = [report]
