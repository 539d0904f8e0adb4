"""The report of today in a terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from guohe.kernel.findings import exit_code
from guohe.reporting.cli.options import acting, shape, slug, who, years_options
from guohe.reporting.cli.shown import tell, write
from guohe.reporting.domain.lines import NOTHING_TOLD, Basis
from guohe.reporting.domain.printed import Unit, findings_shown
from guohe.reporting.queries import copies, twin


class _Grants(click.Context):
    """Its usage names it as it is called: ``guohe report GRANT``, without the word that stands for it."""

    @property
    def command_path(self) -> str:
        """The group's own."""
        return self.parent.command_path if self.parent is not None else super().command_path


class _Shown(click.Command):
    context_class = _Grants


@click.command("of", cls=_Shown, hidden=True)
@click.argument("grant")
@years_options
@click.option("--cumulative", is_flag=True, help="Every Mainland year to date.")
@shape
@who
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
    with acting(actor, grant, lang, as_json) as (_, now):
        base = twin.ground(grant, on=now.date())
        found = twin.of_years(
            base,
            slug(base, mainland, host),
            pack=pack,
            basis=Basis(basis),
            cumulative=cumulative,
            told_on=copies.told_days(base) if Basis(basis) is Basis.CORRECTED else NOTHING_TOLD,
        )
    tell(found, lang, unit, side, with_lines=with_lines, as_json=as_json)
    write(
        found,
        {"csv": csv_file, "pdf": pdf, "xlsx": xlsx},
        lang=lang,
        unit=unit,
        side=side,
        copy=None,
        now=now,
    )
    sys.exit(exit_code(findings_shown(found, unit)))
