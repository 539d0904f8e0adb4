"""Stored copies in a terminal: list, show, prepare, sign, correct."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import click

from guohe.kernel.findings import Finding, Level, exit_code
from guohe.kernel.texts import say
from guohe.reporting.cli.options import acting, shape, slug, who, years_options
from guohe.reporting.cli.shown import tell, write
from guohe.reporting.domain.copies import Copy
from guohe.reporting.domain.lines import Basis
from guohe.reporting.domain.offered import suggested
from guohe.reporting.domain.periods import years_text
from guohe.reporting.domain.printed import Unit, findings_shown
from guohe.reporting.domain.told import Kind
from guohe.reporting.operations.issue_correction import issue_correction
from guohe.reporting.operations.prepare_report import prepare_report
from guohe.reporting.operations.sign_report import sign_report
from guohe.reporting.queries import copies, printing, twin


@click.command("list")
@click.argument("grant")
@who
def list_(grant: str, actor: str | None, lang: str, as_json: bool) -> None:
    """Prepared, signed and corrected reports of a grant."""
    with acting(actor, grant, lang, as_json) as (_, now):
        base = twin.ground(grant, on=now.date())
        stored = copies.of_grant(grant)
        effects = copies.moved_reports(base, stored)
    if as_json:
        click.echo(json.dumps([told(copy) for copy in stored], ensure_ascii=False))
        return
    for copy in stored:
        state = say(f"reporting.state.{copy.state.value}", lang)
        years, side = years_text(copy.years, lang), say(f"reporting.side.{copy.side}", lang)
        click.echo(f"{printing.copy_name(copy, lang)}  {side}  {years}  {state}  {copy.digest[:16]}")
    for copy, moved in effects:
        if moved.told:
            click.echo(f"◆ {printing.effect(copy, moved.told, lang)}")
        else:
            click.echo(f"◇ {printing.besides_effect(copy, moved, stored, lang)}")


@click.command("show")
@click.argument("grant")
@click.argument("number", type=int)
@shape
@who
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
    with acting(actor, grant, lang, as_json) as (_, now):
        opened = copies.opened(grant, number)
    copy = opened.copy
    if as_json:
        click.echo(opened.frozen, nl=False)
        return
    tell(opened.report, lang, unit, copy.side, with_lines=with_lines, as_json=False, years=copy.years)
    for mark in printing.copy_marks(copy, opened.report, lang):
        click.echo(mark)
    write(
        opened.report,
        {"csv": csv_file, "pdf": pdf, "xlsx": xlsx},
        lang=lang,
        unit=unit,
        side=copy.side,
        copy=copy,
        now=now,
    )


@click.command("prepare")
@click.argument("grant")
@years_options
@click.option(
    "--final", "is_final", is_flag=True, help="A final report over all years, beside the yearly ones."
)
@who
def prepare(
    grant: str,
    is_final: bool,
    side: str,
    mainland: str | None,
    host: str | None,
    pack: str | None,
    basis: str,
    actor: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Freeze today's figures for another person's signature; without years, those that no signed report has told."""
    with acting(actor, grant, lang, as_json) as (person, now):
        base = twin.ground(grant, on=now.date())
        every = twin.years_offered(base)
        usual = twin.default_years(base.grant, base.written, base.on)
        untold = suggested(usual, every, copies.years_in_force(grant))
        years = slug(base, mainland, host, every if is_final else untold)
        copy = prepare_report(
            grant_ref=grant,
            years=years,
            actor=person.account,
            on=now.date(),
            now=now,
            side="funder" if side == "funder" else "host" if side == "host" else "both",
            basis=Basis(basis),
            pack=pack,
            kind=Kind.FINAL if is_final else Kind.YEARLY,
        )
        noted = findings_shown(copies.opened(grant, copy.number).report, "yuan")
        last_day = base.grant.ends - timedelta(days=1)
        if is_final and last_day > now.date():
            early = Finding("REP-780", Level.NOTE, values={"last_day": last_day.isoformat()})
            noted = (*noted, early)
    done(copy, "prepared", lang, as_json)
    _tell_notes(noted, lang)


@click.command("sign")
@click.argument("grant")
@click.argument("number", type=int)
@who
def sign(grant: str, number: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Sign a report that somebody else prepared."""
    with acting(actor, grant, lang, as_json) as (person, now):
        copy = sign_report(grant_ref=grant, number=number, actor=person.account, on=now.date(), now=now)
    done(copy, "signed", lang, as_json)


@click.command("correct")
@click.argument("grant")
@click.argument("number", type=int)
@who
def correct(grant: str, number: int, actor: str | None, lang: str, as_json: bool) -> None:
    """Prepare the correction of a signed report that later entries would change."""
    with acting(actor, grant, lang, as_json) as (person, now):
        copy = issue_correction(grant_ref=grant, number=number, actor=person.account, on=now.date(), now=now)
        noted = findings_shown(copies.opened(grant, copy.number).report, "yuan")
    done(copy, "prepared", lang, as_json)
    _tell_notes(noted, lang)


def _tell_notes(noted: Sequence[Finding], lang: str) -> NoReturn:
    """What the report does not hold is told where it is prepared, as it is where it is looked at."""
    for finding in noted:
        click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)
    sys.exit(exit_code(noted))


def done(copy: Copy, what: str, lang: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told(copy), ensure_ascii=False))
    else:
        click.echo(say(f"reporting.cli.done.{what}", lang, number=str(copy.number), grant=copy.grant))


def told(copy: Copy) -> dict[str, object]:
    return {
        "grant": copy.grant,
        "number": copy.number,
        "kind": copy.kind.value,
        "side": copy.side,
        "years": copy.years,
        "state": copy.state.value,
        "correction": copy.correction,
        "corrects": copy.corrects,
        "digest": copy.digest,
        "prepared_at": copy.prepared_at.isoformat(),
        "signed_at": copy.signed_at.isoformat() if copy.signed_at else None,
    }
