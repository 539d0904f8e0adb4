"""The plan of payments as a page: what each instalment waits for, and the second person's release of several at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.grants.queries import find
from guohe.identity.queries.sight import see_some_money
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.payments.operations.release import release_together
from guohe.payments.queries.ahead import closed_ahead
from guohe.payments.queries.plan import (
    PlannedPayment,
    plan_record,
    plan_table,
    release_plan,
    told_of_plan,
)
from guohe.payments.web.doors import prepares
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame


@require_safe
def releases_page(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every instalment of the hosts whose money one may see."""
    return _page(request, fmt=fmt)


@require_POST
def release_chosen(request: HttpRequest) -> HttpResponse:
    """Releases what somebody else prepared, all of it or nothing; a refusal comes back above the list."""
    chosen = [
        int(number) for number in request.POST.getlist("number") if number.isdecimal() and len(number) < 19
    ]
    try:
        release_together(numbers=chosen, actor=account_of(request), now=clock.now())
    except Refused as refusal:
        return _page(request, found=refusal.findings)
    for number in chosen:
        messages.success(request, say("payments.cli.released", language(), number=str(number)))
    return HttpResponseRedirect(reverse("payments:releases"))


def _page(request: HttpRequest, *, fmt: str = "html", found: tuple[Finding, ...] = ()) -> HttpResponse:
    lang = language()
    see_some_money()
    plan = release_plan(clock.today())
    table = plan_table(plan, lang)
    frame = Frame(
        title=say("payments.plan.title", lang),
        command="guohe release plan",
        as_at=clock.now(),
        permalink="/agency/releases",
        faulty=bool(found),
    )
    own = account_of(request)
    waiting = [
        one.release
        for one in plan
        if one.release is not None and one.release.state == "prepared" and one.release.prepared_by != own
    ]
    context = {
        "page": frame,
        "found": found,
        "table": table.but_empty("payment", "amount", "payee", "verified", "file", "papers"),
        "beyond": [f"{each.code} {each.sentence(lang)}" for each in told_of_plan(plan)],
        "ahead": closed_ahead(clock.today(), lang),
        "waiting": waiting,
        "open": _to_prepare(request, plan),
        "cell_links": {
            (at, "payment"): reverse("payments:release", args=[one.release.number])
            for at, one in enumerate(plan)
            if one.release is not None
        },
    }
    return answer(
        request,
        template="payments/releases.html",
        context=context,
        table=table,
        record=plan_record(plan, lang) if fmt == "json" else None,
        name="releases",
        fmt=fmt,
        status=422 if found else 200,
    )


def _to_prepare(request: HttpRequest, plan: tuple[PlannedPayment, ...]) -> list[tuple[str, str]]:
    """The instalments that this person may prepare and that no payment takes up, with their pages."""
    hosts = {grant.ref: grant.host_id for grant in find.all_grants()}
    found = []
    for one in plan:
        ref = one.instalment.ref.rpartition("/T")[0]
        free = (one.release is None or one.release.ended) and one.sent is None
        if free and prepares(request, host=hosts[ref], grant=ref):
            url = reverse("payments:prepare", args=[ref, one.instalment.number])
            found.append((one.instalment.ref, url))
    return list(dict.fromkeys(found))
