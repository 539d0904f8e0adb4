"""Stored reports: prepare, sign with four eyes, correct. A copy shows what was frozen, never what the books say today."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.grants.queries.find import GrantNotFound
from guohe.identity.queries.capabilities import permission_to, permission_to_approve
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.reporting.domain.copies import Moved, State
from guohe.reporting.domain.printed import changes_table, host_table, lines_table
from guohe.reporting.domain.told import Kind
from guohe.reporting.operations.issue_correction import issue_correction
from guohe.reporting.operations.prepare_report import prepare_report
from guohe.reporting.operations.sign_report import sign_report
from guohe.reporting.queries import copies, printing
from guohe.reporting.web import files
from guohe.reporting.web.choices import View, view_of
from guohe.reporting.web.lines import ROWS_A_PAGE, chosen_lines
from guohe.reporting.web.views import cell_links, ground, refused, twin_context
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.way_back import to_grant


@require_safe
def copy_page(request: HttpRequest, ref: str, number: int, fmt: str = "html") -> HttpResponse:
    """A stored report exactly as it was frozen, who prepared and signed it, and what today's books would change."""
    lang = language()
    base = ground(ref, summed=True, waiting=False)
    try:
        opened = copies.opened(ref, number)
    except Refused:
        raise Http404(number) from None
    copy, report = opened.copy, opened.report
    view = View(unit=view_of(request.GET).unit)
    if fmt == "json":
        return files.frozen(opened)
    if fmt in files.WRITTEN:
        return files.written(report, fmt, name=f"{ref}-report-{number}", unit=view.unit, copy=copy)
    moved = copies.moved_since(opened, base) if copy.state is State.SIGNED else Moved()
    changes = moved.told or moved.besides
    actor = account_of(request)
    host, on = base.grant.host_id, clock.today()
    may_sign = permission_to_approve(
        "report", account=actor, preparer=copy.prepared_by_id, host=host, on=on, grant=ref
    )
    here = reverse("reporting:copy", args=[ref, number])
    chosen, title = chosen_lines(request, report, lang)
    page = Paginator(chosen, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = twin_context(report, ref, copy.years, view)
    context |= {
        "host": host_table(report, lang, copy.years),
        # A figure of a copy opens the copy's own lines, never today's.
        "funder_links": cell_links(report.funder, "category", here, view, "#lines"),
        "host_links": cell_links(report.host, "account", here, view, "#lines"),
        "page": Frame(
            title=f"{printing.copy_name(copy, lang)}, {ref}",
            caption=say(f"reporting.state.{copy.state.value}", lang),
            command=f"guohe report show {ref} {number}" + (" --unit wan" if view.unit == "wan" else ""),
            as_at=copy.prepared_at,
            crumbs=(
                *to_grant(ref),
                Crumb(say("reporting.list.crumb", lang), reverse("reporting:list", args=[ref])),
            ),
        ),
        "copy": copy,
        "marks": printing.copy_marks(copy, report, lang),
        "changes": changes_table(changes, lang, say("reporting.changes.title", lang)) if changes else None,
        "effect": printing.effect(copy, changes, lang)
        if moved.told
        else printing.besides_effect(copy, moved, copies.of_grant(ref), lang)
        if moved
        else "",
        "sign_url": reverse("reporting:sign", args=[ref, number]) if copy.state is State.PREPARED else None,
        "may_sign": may_sign.allowed,
        "why_not": may_sign.finding.sentence(lang) if may_sign.finding else "",
        "correct_url": reverse("reporting:correct", args=[ref, number])
        if changes and permission_to("prepare", account=actor, host=host, on=on, grant=ref)
        else None,
        "next_correction": str(copy.correction + 1),
        "corrected_url": reverse("reporting:copy", args=[ref, copy.corrected_by])
        if copy.corrected_by
        else None,
        "today_url": reverse("reporting:twin", args=[ref, copy.years]),
        "lines": lines_table(report, page.object_list, lang, title),
        "page_obj": page,
    }
    return answer(
        request,
        template="reporting/copy.html",
        context=context,
        table=files.told(report, fmt, unit=view.unit, side=copy.side, years=copy.years),
        name=f"{ref}-report-{number}",
        fmt=fmt,
    )


@require_POST
def prepare(request: HttpRequest, ref: str, years: str) -> HttpResponse:
    """Freezes today's figures for another person's signature."""
    view = view_of(request.GET)
    side = request.POST.get("side", "")
    try:
        copy = prepare_report(
            grant_ref=ref,
            years=years,
            actor=account_of(request),
            on=clock.today(),
            now=clock.now(),
            side="funder" if side == "funder" else "host" if side == "host" else "both",
            basis=view.basis,
            pack=view.pack or None,
            kind=Kind.FINAL if request.POST.get("kind") == Kind.FINAL else Kind.YEARLY,
        )
    except GrantNotFound:
        raise Http404(ref) from None
    except Refused as refusal:
        return refused(request, ref, refusal.findings, back=reverse("reporting:twin", args=[ref, years]))
    return HttpResponseRedirect(reverse("reporting:copy", args=[ref, copy.number]))


@require_POST
def sign(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Puts a prepared report in force."""
    here = reverse("reporting:copy", args=[ref, number])
    try:
        sign_report(
            grant_ref=ref, number=number, actor=account_of(request), on=clock.today(), now=clock.now()
        )
    except GrantNotFound:
        raise Http404(ref) from None
    except Refused as refusal:
        return refused(request, ref, refusal.findings, back=here)
    return HttpResponseRedirect(here)


@require_POST
def correct(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Prepares the correction of a signed report."""
    try:
        copy = issue_correction(
            grant_ref=ref, number=number, actor=account_of(request), on=clock.today(), now=clock.now()
        )
    except GrantNotFound:
        raise Http404(ref) from None
    except Refused as refusal:
        return refused(request, ref, refusal.findings, back=reverse("reporting:copy", args=[ref, number]))
    return HttpResponseRedirect(reverse("reporting:copy", args=[ref, copy.number]))
