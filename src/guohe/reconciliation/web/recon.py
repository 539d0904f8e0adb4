"""The three-way grid of one grant, and signing it when there is no difference."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.grants.queries.find import GrantNotFound
from guohe.identity.queries.sight import holds, hosts_for, see_money
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.reconciliation.domain.months import last_day
from guohe.reconciliation.operations.sign_check import sign_check
from guohe.reconciliation.queries.all_grants import all_grids, all_table
from guohe.reconciliation.queries.three_way import grid, grid_table
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant


@require_safe
def recon_page(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """Ledger, ERP and bank beside each other, with every difference explained or not."""
    return _page(request, ref, fmt=fmt)


@require_safe
def all_recon_page(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every grant of the hosts whose money one may see, now or at the end of ``?month=YYYY-MM``, with sums that add."""
    lang, now = language(), clock.now()
    hosts = hosts_for("view_money")
    month = request.GET.get("month", "").strip()
    until: date | None = None
    wrong: tuple[Finding, ...] = ()
    try:
        until = last_day(month) if month else None
    except Refused as refusal:
        wrong = refusal.findings
    table = all_table(all_grids(hosts, on=now.date(), until=until), lang, until=until)
    frame = Frame(
        title=say("reconciliation.recon.all_title", lang),
        command=f"guohe recon --month {month}" if until else "guohe recon",
        as_at=now,
        permalink="/recon" if until is None else f"/recon?month={month}",
        faulty=bool(wrong),
    )
    return answer(
        request,
        template="reconciliation/all.html",
        context={"page": frame, "table": table, "refused": wrong, "month": month},
        table=table,
        name="recon" if until is None else f"recon-{month}",
        fmt=fmt,
        status=422 if wrong else 200,
    )


@require_POST
def sign(request: HttpRequest, ref: str) -> HttpResponse:
    """Signs that the three agree; a difference comes back above the grid."""
    now = clock.now()
    try:
        sign_check(ref=ref, actor=account_of(request), now=now)
    except GrantNotFound:
        raise Http404(ref) from None
    except Refused as refusal:
        return _page(request, ref, refused=refusal.findings)
    messages.success(request, say("reconciliation.recon.signed", language(), on=now.date().isoformat()))
    return HttpResponseRedirect(reverse("reconciliation:recon", args=[ref]))


def _page(
    request: HttpRequest, ref: str, *, fmt: str = "html", refused: tuple[Finding, ...] = ()
) -> HttpResponse:
    lang, now = language(), clock.now()
    try:
        found = grid(ref, on=now.date())
    except GrantNotFound:
        raise Http404(ref) from None
    see_money(found.grant.host_id)
    signed = found.signed
    table = grid_table(found, lang)
    frame = Frame(
        title=say("reconciliation.recon.title", lang),
        caption=ref,
        command=f"guohe recon {ref}",
        as_at=now,
        permalink=f"/recon/{ref}",
        crumbs=to_grant(ref),
        faulty=bool(refused),
    )
    context = {
        "page": frame,
        "ref": ref,
        "table": table,
        "found": found.findings,
        "refused": refused,
        "last": say("reconciliation.recon.never", lang)
        if signed is None
        else say(
            "reconciliation.recon.last", lang, on=signed.on.isoformat(), who=signed.who.in_language(lang)
        ),
        "may_sign": found.agrees and holds("import", found.grant.host_id),
    }
    return answer(
        request,
        template="reconciliation/recon.html",
        context=context,
        table=table,
        name=f"{ref}-recon",
        fmt=fmt,
        status=422 if refused else 200,
    )
