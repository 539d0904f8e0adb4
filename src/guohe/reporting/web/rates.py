"""Noted rates with their source and time: the list, a form for one, and a file for many."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.identity.queries.capabilities import permission_to, permission_to_approve
from guohe.identity.queries.sight import see_money
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.reporting.domain.fx import NotedRate, Stand
from guohe.reporting.domain.noting import ToNote
from guohe.reporting.domain.printed_fx import noted_table
from guohe.reporting.operations.confirm_rates import confirm_rates
from guohe.reporting.operations.note_rates import note_file, note_rates
from guohe.reporting.queries import rates as noted_rates
from guohe.reporting.queries.twin import HOST_CURRENCY
from guohe.reporting.web.fx_forms import ConfirmForm, RateFileForm, RateForm
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.way_back import to_grant

ROWS_A_PAGE = 60


@require_safe
def rates(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """Every rate that is noted for a grant's costs, the newest note first."""
    return _page(request, _grant(ref), fmt=fmt)


@require_POST
def note(request: HttpRequest, ref: str) -> HttpResponse:
    """Notes one rate; a refusal says everything against it and keeps what was typed."""
    grant = _grant(ref)
    form = _form(grant, request)
    form.is_valid()
    told = form.cleaned_data

    def write() -> int:
        words = (told.get(name, "") for name in ("when", "rate", "source", "rated_at"))
        return note_rates(
            [ToNote(*words)],
            host_id=grant.host_id,
            base=grant.currency,
            quote=HOST_CURRENCY,
            actor=account_of(request),
            now=clock.now(),
            sure=told.get("sure", False),
            budget_of=ref if told.get("budget") else "",
        )

    return _do(request, grant, write, form=form)


@require_POST
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Confirms the ticked notes of other people; one that stands against it and none is confirmed."""
    grant = _grant(ref)
    form = ConfirmForm(request.POST, lang=language(), waiting=())
    form.is_valid()
    return _do(
        request,
        grant,
        lambda: confirm_rates(
            grant_ref=ref,
            numbers=form.cleaned_data.get("numbers", ()),
            actor=account_of(request),
            now=clock.now(),
        ),
        done="reporting.rate.confirm.done",
    )


@require_POST
def read_file(request: HttpRequest, ref: str) -> HttpResponse:
    """Notes every rate of a CSV file; one fault and nothing of it is noted."""
    grant = _grant(ref)
    form = RateFileForm(request.POST, request.FILES, lang=language())
    form.is_valid()
    sent = form.cleaned_data.get("file")

    def write() -> int:
        return note_file(
            sent.read() if sent else b"",
            host_id=grant.host_id,
            base=grant.currency,
            quote=HOST_CURRENCY,
            actor=account_of(request),
            now=clock.now(),
            sure=form.cleaned_data.get("sure", False),
        )

    return _do(request, grant, write, form=form)


def _grant(ref: str) -> GrantFacts:
    try:
        grant = find.grant(ref)
    except find.GrantNotFound:
        raise Http404(ref) from None
    see_money(grant.host_id, ref)
    return grant


def _form(grant: GrantFacts, request: HttpRequest | None = None) -> RateForm:
    return RateForm(
        request.POST if request else None,
        lang=language(),
        ref=grant.ref,
        base=grant.currency,
        quote=HOST_CURRENCY,
    )


def _do(
    request: HttpRequest,
    grant: GrantFacts,
    write: Callable[[], int],
    form: RateForm | RateFileForm | None = None,
    done: str = "reporting.rate.done",
) -> HttpResponse:
    try:
        with transaction.atomic():
            count = write()
    except Refused as refusal:
        if form is not None:
            form.refused(refusal.findings, language())
        return _page(request, grant, found=refusal.findings, form=form)
    messages.success(request, say(done, language(), count=str(count)))
    return HttpResponseRedirect(reverse("reporting:rates", args=[grant.ref]))


def _confirming(request: HttpRequest, grant: GrantFacts, waiting: Sequence[NotedRate]) -> dict[str, object]:
    """The notes that the reader may confirm, or who may confirm those that wait."""
    actor, lang = account_of(request), language()
    mine, why_not = [], ""
    for each in waiting:
        may = permission_to_approve(
            "rate",
            account=actor,
            preparer=each.noter,
            host=grant.host_id,
            on=clock.today(),
            grant=each.grant or None,
        )
        if may:
            mine.append(each)
        elif may.finding is not None:
            why_not = may.finding.sentence(lang)
    form = ConfirmForm(lang=lang, waiting=mine[:ROWS_A_PAGE])
    whose = "reporting.rate.waiting.yours" if mine else "reporting.rate.waiting"
    count = len(mine) or len(waiting)
    return {
        "confirm_form": form if mine else None,
        "why_not": why_not,
        "waits": say(whose, lang, count=str(count)) if count else "",
    }


def _page(
    request: HttpRequest,
    grant: GrantFacts,
    *,
    fmt: str = "html",
    found: tuple[Finding, ...] = (),
    form: RateForm | RateFileForm | None = None,
) -> HttpResponse:
    lang, ref = language(), grant.ref
    noted = noted_rates.noted(grant.host_id, ref)
    # Files hold every note; a page shows the newest.
    page = Paginator(noted, ROWS_A_PAGE).get_page(request.GET.get("page"))
    table = noted_table(tuple(page.object_list) if fmt == "html" else noted, lang)
    may = permission_to(
        "prepare", account=account_of(request), host=grant.host_id, on=clock.today(), grant=ref
    )
    waiting = [each for each, stand in noted if stand is Stand.WAITS]
    frame = Frame(
        title=say("reporting.rate.page", lang, ref=ref),
        caption=grant.title.in_language(lang),
        command=f"guohe fx rate list {ref}",
        as_at=clock.now(),
        permalink=f"/grants/{ref}/fx/rates",
        crumbs=(
            *to_grant(ref),
            Crumb(say("reporting.fx.crumb", lang), reverse("reporting:fx", args=[ref])),
        ),
        faulty=bool(found),
    )
    context = {
        "page": frame,
        "ref": ref,
        "found": found,
        "table": table if noted else None,
        "page_obj": page,
        "form": (form if isinstance(form, RateForm) else _form(grant)) if may else None,
        "file_form": form if isinstance(form, RateFileForm) and may else RateFileForm(lang=lang),
        **_confirming(request, grant, waiting),
    }
    return answer(
        request,
        template="reporting/rates.html",
        context=context,
        table=table,
        name=f"{ref}-rates",
        fmt=fmt,
        status=422 if found else 200,
    )
