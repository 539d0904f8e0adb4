"""The register in a terminal: the same lists, days and words as the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NoReturn

import click

from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level
from guohe.kernel.texts import LANGUAGES, say
from guohe.registry.domain.register import InstitutionUnknown, UnitUnknown
from guohe.registry.queries.institution_pages import institution_page, institutions_page, listings_section
from guohe.registry.queries.register import register
from guohe.registry.queries.sections import Section
from guohe.registry.queries.timeline_pages import timeline_page
from guohe.registry.queries.unit_pages import kinds, unit_page, units_page
from guohe.ui.commands import refused
from guohe.ui.plain import json_text
from guohe.ui.terminal import table_text, text_width

Command = Callable[..., Any]
_LINE: Final = 160


def _day(text: str | None, lang: str) -> date:
    if text is None:
        return clock.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        _stop("UNT-204", lang, text)


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
    return click.option("--as-at", metavar="DAY", help="As of a day, for example 2018-05-15.")(command)


def _stop(code: str, lang: str, seen: str) -> NoReturn:
    raise refused((Finding(code, Level.STOP, values={"seen": seen}),), lang)


def _print(sections: tuple[Section, ...], lang: str) -> None:
    """Sections as tables; one whose rows are longer than a line of a terminal is told row by row."""
    for section in sections:
        if section.rows and _width(section) > _LINE:
            click.echo(section.title + "\n")
            for row in section.shown_rows:
                first, *rest = [(column.head, cell.plain) for column, cell in row if cell.text]
                click.echo(first[1])
                for head, text in rest:
                    click.echo(f"    {head}: {text}")
            click.echo("".join(f"\n{note}\n" for note in section.notes))
        elif section.rows or section.notes:
            click.echo(table_text(section.table(lang)))


def _width(section: Section) -> int:
    widths = [
        max(text_width(row[index].plain) + 2 for row in section.rows) for index in range(len(section.columns))
    ]
    return sum(widths)


@click.command()
@click.option("--host", help="Only units of an institution, for example PolyU.")
@click.option("--kind", type=click.Choice(kinds()), help="Only units of a kind on that day.")
@click.option("--all", "everything", is_flag=True, help="Also units that do not stand on that day.")
@_options
def units(
    *, host: str | None, kind: str | None, everything: bool, as_at: str | None, lang: str, as_json: bool
) -> None:
    """Laboratories and branches as of a day."""
    on = _day(as_at, lang)
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
def unit(*, code: str, as_at: str | None, lang: str, as_json: bool) -> None:
    """One unit as of a day: names, hosts, approval, directors as stated, what became of it."""
    on = _day(as_at, lang)
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
def institutions(*, as_at: str | None, lang: str, as_json: bool) -> None:
    """Institutions of both regions and the printed lists of who may apply."""
    on = _day(as_at, lang)
    if as_json:
        record = {"on": on, "institutions": register().institutions, "listings": register().listings}
        click.echo(json_text(record), nl=False)
        return
    _print((*institutions_page(on=on, lang=lang), listings_section(on=on, lang=lang)), lang)


@click.command()
@click.argument("code")
@_options
def institution(*, code: str, as_at: str | None, lang: str, as_json: bool) -> None:
    """One institution as of a day: names, lists that name it, units."""
    on = _day(as_at, lang)
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
def timeline(*, as_at: str | None, lang: str, as_json: bool) -> None:
    """The measure from the academicians' letter on, and the money as three texts state it."""
    on = _day(as_at, lang)
    found = timeline_page(on=on, lang=lang)
    if as_json:
        money = [step for step in register().money if step.as_of.first <= on]
        click.echo(json_text({"on": on, "entries": register().timeline_until(on), "money": money}), nl=False)
        return
    _print((found.entries, found.money, found.sources), lang)


commands: list[click.Command] = [units, unit, institutions, institution, timeline]
