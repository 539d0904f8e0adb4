"""The closing of a grant: its checklist, the form that prepares it, and a second person's approval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.grants.domain.closing import Stand
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.operations.close_grant import approve_closing, prepare_closing
from guohe.grants.operations.reopen_grant import approve_reopening, prepare_reopening
from guohe.grants.queries.closing import (
    TwoPersonPaper,
    closed_by,
    closings_of,
    items_of,
    reopenings_of,
    surplus_rules,
)
from guohe.grants.queries.closing_pages import (
    history_table,
    items_table,
    record_of,
    reopenings_table,
    surplus_rows,
)
from guohe.grants.queries.rule_versions import left_out
from guohe.grants.web.doors import grant_of, may
from guohe.grants.web.forms import ClosingForm, ReopeningForm
from guohe.identity.queries.sight import holds
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant


@require_safe
def closing(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """The checklist."""
    return _page(request, ref, fmt=fmt)


@require_POST
def prepare(request: HttpRequest, ref: str) -> HttpResponse:
    """Writes the checklist as it stands; a refusal says everything that is open and keeps what was typed."""
    grant_of(ref)
    form = ClosingForm(request.POST, lang=language())
    form.is_valid()
    told = form.cleaned_data

    def write() -> None:
        prepare_closing(
            ref=ref,
            note=told.get("note", ""),
            evidence=told.get("evidence", ""),
            actor=account_of(request),
            now=clock.now(),
        )

    return _do(request, ref, write, say("grants.closing.prepared", language()), form)


@require_POST
def approve(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Closes the grant."""
    grant_of(ref)

    def write() -> None:
        approve_closing(ref=ref, number=number, actor=account_of(request), now=clock.now())

    return _do(request, ref, write, say("grants.closing.done", language(), ref=ref))


@require_POST
def reopen(request: HttpRequest, ref: str) -> HttpResponse:
    """Writes why the closing is undone; a refusal says everything that is missing and keeps what was typed."""
    grant_of(ref)
    form = ReopeningForm(request.POST, lang=language())
    form.is_valid()
    told = form.cleaned_data

    def write() -> None:
        prepare_reopening(
            ref=ref,
            reason=told.get("reason", ""),
            evidence=told.get("evidence", ""),
            actor=account_of(request),
            now=clock.now(),
        )

    return _do(request, ref, write, say("grants.reopening.prepared", language()), again=form)


@require_POST
def approve_again(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Opens the grant again."""
    grant_of(ref)

    def write() -> None:
        approve_reopening(ref=ref, number=number, actor=account_of(request), now=clock.now())

    return _do(request, ref, write, say("grants.reopening.done", language(), ref=ref))


def _do(
    request: HttpRequest,
    ref: str,
    write: Callable[[], None],
    done: str,
    form: ClosingForm | None = None,
    again: ReopeningForm | None = None,
) -> HttpResponse:
    try:
        with transaction.atomic():
            write()
    except Refused as refusal:
        return _page(request, ref, found=refusal.findings, form=form, again=again)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("grants:closing", args=[ref]))


def _open(page: str, grant: GrantFacts) -> bool:
    """Whether the reader may go on to the page of a point; both signers see the point itself."""
    return page != f"grants/{grant.ref}/people" or holds("view_people", grant.host_id, grant.ref)


def _page(
    request: HttpRequest,
    ref: str,
    *,
    fmt: str = "html",
    found: tuple[Finding, ...] = (),
    form: ClosingForm | None = None,
    again: ReopeningForm | None = None,
) -> HttpResponse:
    lang, now, grant = language(), clock.now(), grant_of(ref)
    items, known = items_of(grant, now.date()), closings_of(ref)
    table, history = items_table(ref, items, lang), history_table(known, lang)
    closed, reopened = closed_by(known), reopenings_of(ref)
    surplus, unasked = surplus_rules(grant, now.date()), left_out(grant, now.date())
    waits: Sequence[TwoPersonPaper] = (
        [each for each in known if each.approved_at is None]
        if closed is None
        else [each for each in reopened if each.closing == closed.number]
    )
    own, approves = account_of(request), may(request, "approve", grant)
    prepares = may(request, "prepare", grant)
    frame = Frame(
        title=table.title,
        caption=grant.title.in_language(lang),
        command=f"guohe close plan {ref}",
        as_at=now,
        permalink=f"/grants/{ref}/closing",
        crumbs=to_grant(ref),
        faulty=bool(found),
    )
    stands = Counter(item.stand for item in items)
    still_open = stands[Stand.OPEN]
    context = {
        "page": frame,
        "ref": ref,
        "found": found,
        "closed": closed is not None,
        "lead": say(
            "grants.closing.lead",
            lang,
            points=str(len(items)),
            settled=str(stands[Stand.DONE]),
            count=str(still_open),
            told=str(stands[Stand.UNKNOWN]),
        ),
        "table": table,
        "links": [
            f"/{lang}/{item.page}" if item.page and _open(item.page, grant) else None for item in items
        ],
        "history": history if known else None,
        "reopenings": reopenings_table(reopened, lang) if reopened else None,
        "reopening_form": (again or ReopeningForm(lang=lang)) if closed and prepares else None,
        "surplus": [
            (words, rests, label, reverse("programmes:rule", args=label.split("/")))
            for words, rests, label in surplus_rows(surplus, lang)
        ],
        "left_out": unasked,
        "form": (form or ClosingForm(lang=lang)) if closed is None and not still_open and prepares else None,
        "approvable": [each.number for each in waits if approves and each.prepared_by != own],
        "another": bool(waits) and not (approves and any(each.prepared_by != own for each in waits)),
    }
    return answer(
        request,
        template="grants/closing.html",
        context=context,
        table=table,
        record=record_of(ref, items, known, reopened, surplus=surplus, unasked=unasked),
        name=f"{ref}-closing",
        fmt=fmt,
        status=422 if found else 200,
    )
