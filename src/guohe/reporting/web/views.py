"""The list of reports, the twin report of today, and the lines behind a figure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from guohe.grants.queries.find import GrantNotFound
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.tables import Cell, Column, Table
from guohe.kernel.texts import say
from guohe.reporting.domain.lines import NOTHING_TOLD, Basis, SpendLine
from guohe.reporting.domain.offered import offered, suggested
from guohe.reporting.domain.periods import label, years_text
from guohe.reporting.domain.plain import as_plain
from guohe.reporting.domain.printed import (
    bridge_sentence,
    bridge_table,
    column_keys,
    findings_shown,
    funder_table,
    host_table,
    mapping_table,
)
from guohe.reporting.domain.printed_fx import policy_words, used_rates_table
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.domain.told import SIDES, Kind
from guohe.reporting.domain.twin import Side
from guohe.reporting.queries import copies, printing, twin
from guohe.reporting.web import files
from guohe.reporting.web.choices import View, groups, view_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.way_back import to_grant

ROWS_A_PAGE = 100


def ground(ref: str, *, summed: bool = False, waiting: bool = True) -> twin.Ground:
    """The grant's ground today; a grant that is not seen is a page that does not exist."""
    try:
        return twin.ground(ref, on=clock.today(), summed=summed, waiting=waiting)
    except GrantNotFound:
        raise Http404(ref) from None


@require_safe
def report_list(request: HttpRequest, ref: str, fmt: str = "html") -> HttpResponse:
    """Every stored report of a grant, what later changes did to signed ones, and where a new one begins."""
    lang = language()
    base = ground(ref, summed=True, waiting=False)
    if "mainland" in request.GET and "host" in request.GET:
        years = "-".join("+".join(request.GET.getlist(side)) for side in ("mainland", "host"))
        return HttpResponseRedirect(reverse("reporting:twin", args=[ref, years]))
    stored = copies.of_grant(ref)
    years_offered, standing = twin.years_offered(base), copies.standing(stored)
    usual = suggested(twin.default_years(base.grant, base.written, base.on), years_offered, standing)
    rows: list[list[Cell]] = [
        [
            printing.copy_name(copy, lang),
            # A program is told the years as an address has them.
            years_text(copy.years, lang) if fmt == "html" else copy.years,
            say(f"reporting.side.{copy.side}", lang),
            say(f"reporting.state.{copy.state.value}", lang),
            copy.prepared_by.in_language(lang),
            copy.approved_by.in_language(lang) if copy.approved_by else None,
            copy.digest[:16],
        ]
        for copy in stored
    ]
    heads = ("number", "years", "side", "state", "prepared", "approved", "digest")
    table = Table(
        say("reporting.list.table", lang),
        [Column(key, say(f"reporting.head.{key}", lang)) for key in heads],
        rows,
        lang=lang,
    )
    moved_reports = copies.moved_reports(base, stored)
    context = {
        "page": Frame(
            title=say("reporting.list.title", lang, ref=ref),
            command=f"guohe report list {ref}",
            as_at=clock.now(),
            crumbs=to_grant(ref),
        ),
        "table": table,
        "links": [reverse("reporting:copy", args=[ref, copy.number]) for copy in stored],
        "effects": [
            (reverse("reporting:copy", args=[ref, copy.number]), printing.effect(copy, moved.told, lang))
            for copy, moved in moved_reports
            if moved.told
        ],
        "besides": [
            (
                reverse("reporting:copy", args=[ref, copy.number]),
                printing.besides_effect(copy, moved, stored, lang),
            )
            for copy, moved in moved_reports
            if not moved.told
        ],
        "offered": offered(years_offered, standing),
        "chosen": {period.label for period in (*usual.funder, *usual.host)},
        "ref": ref,
    }
    return answer(
        request, template="reporting/list.html", context=context, table=table, name=f"{ref}-reports", fmt=fmt
    )


@require_safe
def twin_page(request: HttpRequest, ref: str, years: str, fmt: str = "html") -> HttpResponse:
    """Left the funder's table, right the host's, between them the bridge; every figure opens its lines."""
    lang = language()
    base, view = ground(ref, summed=fmt == "html"), view_of(request.GET)
    try:
        report = report_of(base, years, view)
    except Refused as refusal:
        return refused(request, ref, refusal.findings)
    if fmt in files.WRITTEN:
        return files.written(report, fmt, name=f"{ref}-{years}", unit=view.unit)
    context = twin_context(report, ref, years, view)
    context |= {
        "page": Frame(
            title=say("reporting.twin.title", lang, grant=ref),
            caption=report.terms.title.in_language(lang),
            command=command(ref, report, view),
            as_at=clock.now(),
            crumbs=(*to_grant(ref), list_crumb(ref, lang)),
        ),
        "groups": groups(
            view, tuple((pack.id, pack.names.in_language(lang)) for pack in twin.packs_offered(base)), lang
        ),
        "offered": offered(twin.years_offered(base), copies.years_in_force(ref)),
        "picker_title": say("reporting.picker.title", lang),
        "lesson": lesson(report, lang) if view.cumulative and view.unit == "yuan" else "",
        "chosen": {period.label for period in (*report.terms.funder_years, *report.terms.host_years)},
        "kinds": [(kind.value, say(f"reporting.kind.{kind.value}", lang)) for kind in Kind],
        "sides": [(side, say(f"reporting.side.{side}", lang)) for side in ("both", *SIDES)],
        "prepare_url": reverse("reporting:prepare", args=[ref, years]) + view.query(),
    }
    return answer(
        request,
        template="reporting/twin.html",
        context=context,
        table=files.told(report, fmt, unit=view.unit),
        record=as_plain(report) if fmt == "json" else None,
        name=f"{ref}-{years}",
        fmt=fmt,
    )


def report_of(base: twin.Ground, years: str, view: View) -> TwinReport:
    """The report of these years as the reader wants to see it."""
    return twin.of_years(
        base,
        years,
        pack=view.pack or None,
        basis=view.basis,
        cumulative=view.cumulative,
        told_on=copies.told_days(base) if view.basis is Basis.CORRECTED else NOTHING_TOLD,
    )


def twin_context(report: TwinReport, ref: str, years: str, view: View) -> dict[str, Any]:
    """What the twin table, the bridge, the mapping strip and the checks need, for today's figures or a copy's."""
    lang = language()
    address = reverse("reporting:lines", args=[ref, years])
    return {
        "report": report,
        "funder": funder_table(report, lang, view.unit),
        "funder_traces": traces(report.funder, report.lines),
        "host_traces": traces(report.host, report.lines),
        "funder_links": cell_links(report.funder, "category", address, view),
        "host": host_table(report, lang),
        "host_links": cell_links(report.host, "account", address, view),
        "bridge": bridge_table(report, lang, view.unit),
        "sentence": bridge_sentence(report, lang),
        "policy": policy_words(report.terms.fx, lang),
        "rates": used_rates_table(report.rates, lang) if report.rates else None,
        "mapping": mapping_table(report, lang),
        "all_lines_url": address + view.query(),
        "ref": ref,
        "years": years,
        # What 万元 did to a figure stands below its table; the checks are about the exact figures.
        "findings": findings_shown(report, "yuan"),
        "stops": [finding for finding in report.findings if finding.level.value == "stop"],
    }


def lesson(report: TwinReport, lang: str) -> str:
    """The row in which several years share most, as a sum: 52,741.94 + 18,064.51 = 70,806.45."""
    shared = [row for row in report.funder.rows if sum(1 for cell in row.cells if cell.lines) > 1]
    if not shared:
        return ""
    row = max(shared, key=lambda row: abs(row.total.minor))
    sums = " + ".join(cell.amount.figure for cell in row.cells if cell.lines)
    return say(
        "reporting.cumulative.lesson", lang, sum=f"{row.name.in_language(lang)} {sums} = {row.total.figure}"
    )


def refused(
    request: HttpRequest, ref: str, findings: Iterable[Finding], back: str | None = None
) -> HttpResponse:
    """The reasons why nothing was done, with the way back."""
    lang = language()
    context = {
        "page": Frame(
            title=say("reporting.refused.title", lang),
            crumbs=(*to_grant(ref), list_crumb(ref, lang)),
            faulty=True,
        ),
        "findings": list(findings),
        "back": back or reverse("reporting:list", args=[ref]),
    }
    return answer(request, template="reporting/refused.html", context=context, name="refused", status=422)


def command(ref: str, report: TwinReport, view: View) -> str:
    """The line that gives the same in a terminal."""
    parts = [f"guohe report {ref} --as both"]
    parts.append(f"--mainland {'+'.join(year.label for year in report.terms.funder_years)}")
    parts.append(f"--host {'+'.join(year.label for year in report.terms.host_years)}")
    if view.unit != "yuan":
        parts.append(f"--unit {view.unit}")
    if view.pack:
        parts.append(f"--pack {view.pack}")
    if view.basis.value != "booked":
        parts.append(f"--basis {view.basis.value}")
    return " ".join(parts)


def list_crumb(ref: str, lang: str) -> Crumb:
    return Crumb(say("reporting.list.crumb", lang), reverse("reporting:list", args=[ref]))


def twin_crumb(ref: str, report: TwinReport, years: str, view: View, lang: str) -> Crumb:
    """Back to the report of this address, called by the years that it tells; the host's of the bridge are among them."""
    sides = (report.terms.funder_years, report.terms.host_years)
    told = "-".join("+".join(label(year) for year in side) for side in sides)
    return Crumb(years_text(told, lang), reverse("reporting:twin", args=[ref, years]) + view.query())


def traces(side: Side, lines: Iterable[SpendLine]) -> dict[tuple[int, str], str]:
    """Of every figure that one cost makes alone, the trace of that cost: the key ``t`` leads there."""
    alone = {line.key: line for line in lines if line.uses == 1}
    return {
        (at, key): reverse("funds:trace", args=[f"J-{line.journal}"])
        for at, row in enumerate(side.rows)
        for key, cell in zip(column_keys(side), row.cells, strict=True)
        if len(cell.lines) == 1 and (line := alone.get(next(iter(cell.lines)))) is not None
    }


def cell_links(
    side: Side, name: str, address: str, view: View, place: str = ""
) -> dict[tuple[int, str], str]:
    """The address of the lines of every figure that has any."""
    links = {}
    for at, row in enumerate(side.rows):
        for key, cell in zip(column_keys(side), row.cells, strict=True):
            if cell.lines:
                links[at, key] = address + view.query(**{name: row.code, "period": key}) + place
        if len(side.columns) > 1 and name == "category":
            links[at, "total"] = address + view.query(**{name: row.code}) + place
    return links
