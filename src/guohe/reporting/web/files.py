"""Files of reports: workbooks and papers with their marks, and the frozen bytes themselves."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import HttpResponse

from guohe.kernel import clock
from guohe.kernel.tables import Table
from guohe.kernel.utc8 import minute_there
from guohe.reporting.domain.copies import Copy, Opened
from guohe.reporting.domain.printed import Unit, flat_table, tables
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.operations.render_report import Form, render_report
from guohe.ui.formats import MEDIA_TYPES
from guohe.ui.languages import language

WRITTEN = ("pdf", "xlsx")


def written(report: TwinReport, fmt: str, *, name: str, unit: Unit, copy: Copy | None = None) -> HttpResponse:
    """A report as PDF or workbook; a stored copy is as at the moment it was frozen."""
    moment = copy.prepared_at if copy else clock.now()
    content = render_report(
        report,
        cast(Form, fmt),
        lang=language(),
        as_at=f"{minute_there(moment)} UTC+8",
        demo=settings.MODE == "demo",
        unit=unit,
        side=copy.side if copy else "both",
        copy=copy,
    )
    return _file(
        content,
        name=f"{name}.{fmt}",
        media_type=MEDIA_TYPES[fmt],
        way="inline" if fmt == "pdf" else "attachment",
    )


def told(
    report: TwinReport, fmt: str, *, unit: Unit, side: str = "both", years: str | None = None
) -> list[Table]:
    """The tables that a form holds: one row a figure for programs, everything for a terminal, none for a page.

    A page shows no list of all lines, so it does not make one.
    """
    if fmt == "csv":
        return [flat_table(report, language())]
    return tables(report, language(), unit, side, years) if fmt == "txt" else []


def frozen(opened: Opened) -> HttpResponse:
    """The frozen bytes, so that their SHA-256 is the digest that the paper shows."""
    name = f"{opened.copy.grant}-report-{opened.copy.number}.json"
    return _file(opened.frozen, name=name, media_type=MEDIA_TYPES["json"], way="inline")


def _file(content: bytes, *, name: str, media_type: str, way: str) -> HttpResponse:
    mark = "DEMO-" if settings.MODE == "demo" and not name.startswith("DEMO-") else ""
    safe = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "-" for sign in name)
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'{way}; filename="{mark}{safe}"'
    response["Cache-Control"] = "private, no-store"
    return response
