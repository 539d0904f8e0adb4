"""What a bank kept beyond what one person books: what waits, and a second person's word about it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.identity.queries.sight import hosts_in_view, see_some_money
from guohe.imports.operations.confirm_charge import confirm_charge, refuse_charge
from guohe.imports.queries.charges import ChargeFacts, ChargeNotFound, charges_of, charges_table
from guohe.imports.queries.charges import charge as charge_facts
from guohe.imports.web.doors import may, refuse_unless
from guohe.imports.web.jobs import crumbs
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame


@require_safe
def charges(request: HttpRequest, fmt: str) -> HttpResponse:
    """The newest charges of the hosts whose money one may see."""
    lang = language()
    see_some_money()
    found = charges_of(hosts_in_view())
    table = charges_table(found, lang)
    frame = Frame(
        title=say("imports.charge.title", lang),
        command="guohe import charges",
        as_at=clock.now(),
        crumbs=crumbs(),
    )
    context = {
        "page": frame,
        "table": table.without("reason", "evidence", "words"),
        "links": [reverse("imports:charge", args=[each.number]) for each in found],
    }
    return answer(
        request, template="imports/charges.html", context=context, table=table, name="bank-charges", fmt=fmt
    )


@require_http_methods(["GET", "HEAD", "POST"])
def charge(request: HttpRequest, number: int) -> HttpResponse:
    """One charge with its reason and paper; whoever may, confirms or refuses it here."""
    lang = language()
    found: tuple[Finding, ...] = ()
    told = _seen(request, number)
    if request.method == "POST":
        found = _answered(request, told, lang)
        if not found:
            return HttpResponseRedirect(reverse("imports:charge", args=[number]))
    own = told.prepared_by == account_of(request)
    waits = told.state == "waiting"
    approves = may(request, "approve", host=told.host_id)
    frame = Frame(
        title=say("imports.charge.one", lang, number=str(number)),
        command=f"guohe import confirm-charge {number}",
        as_at=clock.now(),
        crumbs=(*crumbs(), Crumb(say("imports.charge.title", lang), reverse("imports:charges"))),
        faulty=bool(found),
    )
    table = charges_table([told], lang)
    rows = [
        (column.head, str(cell))
        for column, cell in zip(table.columns, table.rows[0], strict=True)
        if cell is not None
    ]
    context = {
        "page": frame,
        "found": found,
        "rows": rows,
        "charge": told,
        "may_confirm": waits and approves and not own,
        "may_refuse": waits and (approves or own),
        "own": waits and own,
        "lead": say(
            "imports.charge.lead",
            lang,
            charge=str(told.kept),
            ref=told.instalment,
            sent=str(told.sent),
            credited=str(told.credited),
        ),
    }
    return render(request, "imports/charge.html", context, status=422 if found else 200)


def _seen(request: HttpRequest, number: int) -> ChargeFacts:
    try:
        told = charge_facts(number)
    except ChargeNotFound:
        raise Http404(str(number)) from None
    refuse_unless(request, "view_money", host=told.host_id)
    return told


def _answered(request: HttpRequest, told: ChargeFacts, lang: str) -> tuple[Finding, ...]:
    """Does what the pressed button says; the refusal, if it was refused."""
    actor, now, pressed = account_of(request), clock.now(), request.POST.get("answer", "")
    try:
        if pressed == "confirm":
            journal = confirm_charge(number=told.number, actor=actor, now=now)
            messages.success(request, say("imports.charge.confirmed", lang, journal=f"J-{journal}"))
        elif pressed == "refuse":
            refuse_charge(number=told.number, words=request.POST.get("words", ""), actor=actor, now=now)
            messages.success(request, say("imports.charge.refused", lang, number=str(told.number)))
        else:
            raise Http404(pressed)
    except Refused as refusal:
        return refusal.findings
    return ()
