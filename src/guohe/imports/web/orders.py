"""The open orders of a grant, and the end of one that nobody will invoice any more."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries.find import GrantNotFound
from guohe.imports.operations.release_order import release_order
from guohe.imports.queries import lines as find
from guohe.imports.queries.open_orders import orders_table
from guohe.imports.queries.orders_that_wait import orders_that_wait, waiting_orders_table
from guohe.imports.web.doors import may, refuse_unless
from guohe.imports.web.forms import OrderForm
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.tables import Table
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.plain import table_record
from guohe.ui.way_back import to_grant


@require_safe
def orders(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """What is ordered and not invoiced; whoever imports may end an order here."""
    grant = _seen(request, ref)
    return _page(request, grant, orders_table(grant, language()), fmt)


@require_POST
def release(request: HttpRequest, ref: str) -> HttpResponse:
    """Ends one order; a refusal is told on the page that asked."""
    grant, lang = _seen(request, ref), language()
    table = orders_table(grant, lang)
    form = OrderForm(request.POST, lang=lang, orders=_numbers(table))
    if not form.is_valid():
        return _page(request, grant, table, form=form)
    order = form.cleaned_data["order"]
    try:
        release_order(
            ref=ref,
            order_no=order,
            reason=form.cleaned_data["reason"],
            actor=account_of(request),
            now=clock.now(),
        )
    except Refused as refusal:
        return _page(request, grant, orders_table(grant, lang), form=form, found=refusal.findings)
    messages.success(request, say("imports.orders.released", lang, order=order))
    return HttpResponseRedirect(reverse("imports:orders", args=[ref]))


def _seen(request: HttpRequest, ref: str) -> GrantFacts:
    try:
        grant = find.seen_grant(ref)
    except GrantNotFound:
        raise Http404(ref) from None
    refuse_unless(request, "view_money", host=grant.host_id, grant=ref)
    return grant


def _numbers(table: Table) -> list[str]:
    return list(dict.fromkeys(str(row[0]) for row in table.rows))


def _page(
    request: HttpRequest,
    grant: GrantFacts,
    table: Table,
    fmt: str = "html",
    *,
    form: OrderForm | None = None,
    found: Sequence[Finding] = (),
) -> HttpResponse:
    asked, imports = form is not None, may(request, "import", host=grant.host_id)
    if form is None and table.rows and imports:
        form = OrderForm(lang=language(), orders=_numbers(table))
    found_waiting = orders_that_wait(grant.ref)
    waiting = waiting_orders_table(found_waiting, language())
    links = {
        (at, "line"): reverse("imports:line", args=[line.number]) for at, line in enumerate(found_waiting)
    }
    if imports:
        links |= {
            (at, "import"): reverse("imports:job", args=[line.job]) for at, line in enumerate(found_waiting)
        }
    record = None
    if fmt == "json":
        record = {**table_record(table), "waiting": table_record(waiting)["rows"]}
    frame = Frame(
        title=table.title,
        command=f"guohe order list {grant.ref}",
        as_at=clock.now(),
        permalink=f"/grants/{grant.ref}/orders",
        crumbs=to_grant(grant.ref),
        faulty=asked,
    )
    return answer(
        request,
        template="imports/orders.html",
        context={
            "page": frame,
            "ref": grant.ref,
            "table": table,
            "form": form,
            "found": found,
            "waiting": waiting,
            "waiting_links": links,
        },
        table=table,
        record=record,
        name=f"{grant.ref}-orders",
        fmt=fmt,
        status=400 if asked else 200,
    )
