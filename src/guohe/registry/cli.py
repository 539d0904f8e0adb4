"""The register in a terminal: the same lists, days and words as the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NoReturn

import click

from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Finding, Level
from guohe.kernel.texts import LANGUAGES, say
from guohe.registry.domain.register import InstitutionUnknown, UnitUnknown
from guohe.registry.queries.institution_pages import institution_page, institutions_page, listings_section
from guohe.registry.queries.register import register
from guohe.registry.queries.sections import Section
from guohe.registry.queries.timeline_pages import timeline_page
from guohe.registry.queries.unit_pages import kinds, unit_page, units_page
from guohe.ui.plain import json_text
from guohe.ui.terminal import table_text

Command = Callable[..., Any]


def _day(context: click.Context, parameter: click.Parameter, text: str | None) -> date:
    if text is None:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("write the day as 2019-07-02") from None


def _options(command: Command) -> Command:
    """The three options of every command here."""
    command = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")(command)
    command = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        default="en",
        envvar="GUOHE_LANG",
        help="Language of the answer.",
    )(command)
    return click.option(
        "--as-at", "on", callback=_day, metavar="DAY", help="As of a day, for example 2018-05-15."
    )(command)


def _stop(code: str, lang: str, seen: str) -> NoReturn:
    click.echo(f"{code} {Finding(code, Level.STOP, values={'seen': seen}).sentence(lang)}", err=True)
    raise SystemExit(EXIT_STOP)


def _print(sections: tuple[Section, ...], lang: str) -> None:
    for section in sections:
        if section.rows or section.notes:
            click.echo(table_text(section.table(lang)))


@click.command()
@click.option("--host", help="Only units of an institution, for example PolyU.")
@click.option("--kind", type=click.Choice(kinds()), help="Only units of a kind on that day.")
@click.option("--all", "everything", is_flag=True, help="Also units that do not stand on that day.")
@_options
def units(
    *, host: str | None, kind: str | None, everything: bool, on: date, lang: str, as_json: bool
) -> None:
    """Laboratories and branches as of a day."""
    try:
        found = units_page(on=on, lang=lang, host=host, kind=kind, everything=everything)
    except InstitutionUnknown:
        _stop("UNT-202", lang, host or "")
    if as_json:
        shown = [register().unit(row[1].text) for section in found.sections for row in section.rows]
        click.echo(json_text({"on": on, "units": shown, "not_standing": found.hidden}), nl=False)
        return
    _print(found.sections, lang)
    click.echo(say("registry.units.count", lang, shown=str(found.shown), hidden=str(found.hidden)))


@click.command()
@click.argument("code")
@_options
def unit(*, code: str, on: date, lang: str, as_json: bool) -> None:
    """One unit as of a day: names, hosts, approval, directors as stated, what became of it."""
    try:
        found = unit_page(code, on=on, lang=lang)
    except UnitUnknown:
        _stop("UNT-201", lang, code)
    if as_json:
        after = [each.code for each in register().successors(found.unit.code)]
        record = {"on": on, "name": found.name, "unit": found.unit, "successors": after}
        click.echo(json_text(record), nl=False)
        return
    click.echo(f"{found.name}\n{found.unit.code} · {found.kind} · {found.standing} · {on}\n")
    for remark in found.remarks:
        click.echo(remark + "\n")
    _print((*found.sections, found.sources), lang)


@click.command()
@_options
def institutions(*, on: date, lang: str, as_json: bool) -> None:
    """Institutions of both regions and the printed lists of who may apply."""
    if as_json:
        record = {"on": on, "institutions": register().institutions, "listings": register().listings}
        click.echo(json_text(record), nl=False)
        return
    _print((*institutions_page(on=on, lang=lang), listings_section(on=on, lang=lang)), lang)


@click.command()
@click.argument("code")
@_options
def institution(*, code: str, on: date, lang: str, as_json: bool) -> None:
    """One institution as of a day: names, lists that name it, units."""
    try:
        found = institution_page(code, on=on, lang=lang)
    except InstitutionUnknown:
        _stop("UNT-202", lang, code)
    if as_json:
        its_units = [each.code for each in register().units_of(found.institution.code)]
        record = {"on": on, "name": found.name, "institution": found.institution, "units": its_units}
        click.echo(json_text(record), nl=False)
        return
    click.echo(f"{found.name}\n{found.institution.code} · {on}\n")
    for remark in found.remarks:
        click.echo(remark + "\n")
    _print((*found.sections, found.sources), lang)


@click.command()
@_options
def timeline(*, on: date, lang: str, as_json: bool) -> None:
    """The measure from the academicians' letter on, and the money as three texts state it."""
    found = timeline_page(on=on, lang=lang)
    if as_json:
        money = [step for step in register().money if step.as_of.first <= on]
        click.echo(json_text({"on": on, "entries": register().timeline_until(on), "money": money}), nl=False)
        return
    _print((found.entries, found.money, found.sources), lang)


commands: list[click.Command] = [units, unit, institutions, institution, timeline]
