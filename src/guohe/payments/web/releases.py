"""The plan of payments as a page: what each instalment waits for, and the second person's release."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.identity.queries.sight import see_some_money
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.payments.operations.release import release
from guohe.payments.queries.plan import plan_table, release_plan
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame


@require_safe
def releases_page(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every instalment of the hosts whose money one may see."""
    return _page(request, fmt=fmt)


@require_POST
def release_one(request: HttpRequest, number: int) -> HttpResponse:
    """Releases what somebody else prepared; a refusal comes back above the list."""
    try:
        release(number=number, actor=int(request.user.pk or 0), now=clock.now())
    except Refused as refusal:
        return _page(request, found=refusal.findings)
    messages.success(request, say("payments.cli.released", language(), number=str(number)))
    return HttpResponseRedirect(reverse("payments:releases"))


def _page(request: HttpRequest, *, fmt: str = "html", found: tuple[Finding, ...] = ()) -> HttpResponse:
    lang, account = language(), int(request.user.pk or 0)
    see_some_money()
    plan = release_plan()
    table = plan_table(plan, lang)
    frame = Frame(
        title=say("payments.plan.title", lang),
        command="guohe release plan",
        as_at=clock.now(),
        permalink="/agency/releases",
        faulty=bool(found),
    )
    waiting = [
        one.release
        for one in plan
        if one.release is not None and one.release.state == "prepared" and one.release.prepared_by != account
    ]
    return answer(
        request,
        template="payments/releases.html",
        context={"page": frame, "found": found, "table": table, "waiting": waiting},
        table=table,
        name="releases",
        fmt=fmt,
        status=422 if found else 200,
    )
