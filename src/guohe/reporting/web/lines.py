"""The lines behind a figure, and what is said about them."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.grants.queries.find import GrantNotFound
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.reporting.domain.lines import Basis, SpendLine
from guohe.reporting.domain.printed import column_keys, lines_table
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.operations.remark_line import remark_line
from guohe.reporting.queries import twin
from guohe.reporting.web.choices import view_of
from guohe.reporting.web.views import command, ground, list_crumb, refused, report_of, twin_crumb
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant

# With its links and remarks a row is about a kilobyte; a page stays under 60 kB.
ROWS_A_PAGE = 40
MOST_PAGES = 1_000_000


@require_safe
def lines(request: HttpRequest, ref: str, years: str, fmt: str = "html") -> HttpResponse:
    """The lines that a figure is the sum of; without a choice, every line of the report."""
    lang = language()
    view = view_of(request.GET)
    # As booked, a page is read by itself; a correction may count a line on another day, so then all are read.
    summed = fmt == "html" and view.basis is Basis.BOOKED
    base = ground(ref, summed=summed, waiting=False)
    try:
        report = report_of(base, years, view)
    except Refused as refusal:
        return refused(request, ref, refusal.findings)
    if report.is_summed:
        choice, title = chosen_figures(request, report, lang)
        number = request.GET.get("page", "1")
        after = (
            (int(number) - 1) * ROWS_A_PAGE
            if number.isdecimal() and len(number) < 19 and 0 < int(number) < MOST_PAGES
            else 0
        )
        chosen, found = twin.page_of_lines(base, report, choice, rows=ROWS_A_PAGE, after=after)
        if not chosen and after:
            after = 0
            chosen, found = twin.page_of_lines(base, report, choice, rows=ROWS_A_PAGE, after=0)
        page = Paginator(range(found), ROWS_A_PAGE).get_page(after // ROWS_A_PAGE + 1)
        shown = chosen
    else:
        chosen, title = chosen_lines(request, report, lang)
        page = Paginator(range(len(chosen)), ROWS_A_PAGE).get_page(request.GET.get("page"))
        shown = tuple(chosen[at] for at in page.object_list)
    table = lines_table(report, shown if fmt == "html" else chosen, lang, title)
    edited = next(
        (line for line in chosen if request.GET.get("remark") == f"{line.journal}-{line.line}"), None
    )
    kept = {key: request.GET[key] for key in ("category", "account", "period") if key in request.GET}
    context = {
        "page": Frame(
            title=title,
            command=f"{command(ref, report, view)} --lines",
            as_at=clock.now(),
            crumbs=(*to_grant(ref), list_crumb(ref, lang), twin_crumb(ref, report, years, view, lang)),
        ),
        "table": table,
        "trace_links": {(at, "source"): trace_url(line) for at, line in enumerate(shown)}
        | {
            (at, "remark"): view.query(**kept, remark=f"{line.journal}-{line.line}", page=str(page.number))
            for at, line in enumerate(shown)
            if line.remark
        },
        "remark_urls": [
            (line, view.query(**kept, remark=f"{line.journal}-{line.line}", page=str(page.number)))
            for line in shown
            if not line.remark
        ],
        "row_keys": {
            at: {
                "t": trace_url(line),
                "e": reverse("documents:evidence", args=[f"journal/{line.journal}/{line.line}"]),
            }
            for at, line in enumerate(shown)
        },
        "page_obj": page,
        "remark_add": say("reporting.remark.add", lang),
        "edited": edited,
        "remark_url": reverse("reporting:remark", args=[ref, years])
        + view.query(**kept, page=str(page.number)),
    }
    return answer(
        request,
        template="reporting/lines.html",
        context=context,
        table=table,
        name=f"{ref}-{years}-lines",
        fmt=fmt,
    )


@require_POST
def remark(request: HttpRequest, ref: str, years: str) -> HttpResponse:
    """Says something about a line, for the reader of the report."""
    journal, _, line = request.POST.get("line", "").partition("-")
    if not (journal.isdecimal() and line.isdecimal() and len(journal) < 19 and len(line) < 19):
        raise Http404
    try:
        remark_line(
            grant_ref=ref,
            journal=int(journal),
            line=int(line),
            words=request.POST.get("words", ""),
            actor=account_of(request),
            on=clock.today(),
            now=clock.now(),
        )
    except GrantNotFound:
        raise Http404(ref) from None
    except Refused as refusal:
        return refused(request, ref, refusal.findings)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(
        reverse("reporting:lines", args=[ref, years]) + (f"?{query}" if query else "")
    )


def trace_url(line: SpendLine) -> str:
    """Where the line's money came from; an entry without a document is asked for by its own number."""
    return reverse("funds:trace", args=[line.source or f"J-{line.journal}"])


def chosen_figures(request: HttpRequest, report: TwinReport, lang: str) -> tuple[twin.Choice, str]:
    """The figures that the query names, and the page's title."""
    period = request.GET.get("period")
    for name, side in (("category", report.funder), ("account", report.host)):
        code = request.GET.get(name)
        row = side.row(code) if code else None
        if code and row is None:
            raise Http404(code)
        if row is None:
            continue
        periods = tuple(
            column
            for key, column in zip(column_keys(side), side.columns, strict=True)
            if period in (None, key)
        )
        named = row.name.in_language(lang)
        words = say("reporting.lines.title", lang, words=f"{named}, {period}" if period else named)
        if name == "category":
            return twin.Choice(periods, category=row.code), words
        return twin.Choice(periods, account=row.code), words
    return twin.Choice((*report.funder.columns, *report.host.columns)), say("reporting.lines.all", lang)


def chosen_lines(request: HttpRequest, report: TwinReport, lang: str) -> tuple[tuple[SpendLine, ...], str]:
    """The lines of the figures that the query names, out of a report that has them, and the page's title."""
    choice, title = chosen_figures(request, report, lang)
    side, code = (report.funder, choice.category) if choice.category else (report.host, choice.account or "")
    row = side.row(code)
    if row is None:
        return report.lines, title
    keys = {
        key
        for column, cell in zip(side.columns, row.cells, strict=True)
        if column in choice.periods
        for key in cell.lines
    }
    return tuple(line for line in report.lines if line.key in keys), title
