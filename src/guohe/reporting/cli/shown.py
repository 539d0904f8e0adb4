"""A report in a terminal, and the files that a command writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click
from django.conf import settings

from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.reporting.domain.copies import Copy
from guohe.reporting.domain.plain import as_plain
from guohe.reporting.domain.printed import (
    Unit,
    bridge_sentence,
    findings_shown,
    flat_table,
    lines_table,
    tables,
)
from guohe.reporting.domain.printed_fx import policy_words, used_rates_table
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.operations.render_report import render_report
from guohe.ui.spreadsheets import csv_bytes
from guohe.ui.terminal import table_text


def tell(
    found: TwinReport,
    lang: str,
    unit: Unit,
    side: str,
    *,
    with_lines: bool,
    as_json: bool,
    years: str | None = None,
) -> None:
    if as_json:
        click.echo(json.dumps(as_plain(found), ensure_ascii=False))
        return
    # The mapping and the lines are long; the terminal shows the tables and the bridge unless asked for more.
    shown = tables(found, lang, unit, side, years)[: 3 if side == "both" else 2]
    for table in shown:
        click.echo(table_text(table))
    click.echo(bridge_sentence(found, lang))
    click.echo(policy_words(found.terms.fx, lang))
    if found.rates:
        click.echo()
        click.echo(table_text(used_rates_table(found.rates, lang)))
    if with_lines:
        click.echo()
        click.echo(table_text(lines_table(found, found.lines, lang, say("reporting.lines.all", lang))))
    for finding in findings_shown(found, unit):
        click.echo(f"{finding.code} {finding.sentence(lang)}", err=True)


def write(
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
