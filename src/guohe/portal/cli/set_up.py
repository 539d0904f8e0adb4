"""``guohe grant set-up``: the same operation and rules as the pages that set up a grant."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click
from django.conf import settings

from guohe.imports.operations.set_up_from_files import look_at_set_up, set_up_from_files
from guohe.imports.queries.categories import in_words
from guohe.kernel import clock
from guohe.kernel.findings import EXIT_STOP, Finding, Level, Refused, exit_code
from guohe.kernel.texts import say
from guohe.portal.cli.doors import LANGUAGE, WHO, seen_by
from guohe.ui.commands import JSON
from guohe.ui.plain import json_text

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("set-up")
@click.argument("agreement", type=_FILE)
@click.argument("budget", type=_FILE)
@click.option("--dry-run", is_flag=True, help="Read both files and report, write nothing.")
@click.option("--unit", type=click.Choice(["yuan", "wan"]), help="The table's unit, if it does not say it.")
@click.option("--sheet", default="", metavar="NAME", help="The sheet of the budget's workbook that is meant.")
@click.option(
    "--explain", "explained", default="", help="Why figures differ, if they do; your name stands beside it."
)
@LANGUAGE
@WHO
@JSON
def set_up(
    agreement: Path,
    budget: Path,
    dry_run: bool,
    unit: Literal["yuan", "wan"] | None,
    sheet: str,
    explained: str,
    lang: str,
    username: str | None,
    as_json: bool,
) -> None:
    """Set up a grant from its agreement (TOML) and its budget table (CSV or XLSX), whole or not at all."""
    told, table, live = agreement.read_bytes(), budget.read_bytes(), settings.MODE == "live"
    try:
        with seen_by(username) as person:
            looked = look_at_set_up(
                agreement=told, budget=table, budget_name=budget.name, live=live, unit=unit, sheet=sheet
            )
            if not dry_run:
                set_up_from_files(
                    agreement=told, budget=table, budget_name=budget.name, live=live, unit=unit, sheet=sheet,
                    explained=explained, actor=person.account, now=clock.now(),
                )  # fmt: skip
    except Refused as refusal:
        _tell(refusal.findings, lang, as_json)
        raise click.exceptions.Exit(EXIT_STOP) from None
    of = looked.agreement
    values = {
        "ref": of.ref if of else "–",
        "total": str(of.total) if of else "–",
        "instalments": str(len(of.instalments)) if of else "–",
    }
    if not dry_run:
        click.echo(
            json_text({"grant": values["ref"]}) if as_json else say("imports.cli.set_up", lang, **values)
        )
        return
    rows = str(len(looked.table.rows)) if looked.table else "–"
    if not as_json:
        click.echo(say("imports.cli.set_up.looked", lang, **values, rows=rows))
    _tell(looked.findings, lang, as_json)
    if not as_json:
        click.echo(say("imports.cli.dry", lang))
    raise click.exceptions.Exit(exit_code(looked.findings))


def _tell(findings: tuple[Finding, ...], lang: str, as_json: bool) -> None:
    if as_json:
        click.echo(json_text({"findings": [finding.as_json(lang) for finding in findings]}))
        return
    for finding in findings:
        click.echo(f"{finding.code} {in_words(finding, lang)}", err=finding.level is Level.STOP)
