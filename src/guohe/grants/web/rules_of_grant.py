"""The rulebooks of a grant on a day, the forms that prepare a switch or settle which version held, and a second person's approval."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.grants.domain.rule_switch import transition_note
from guohe.grants.operations.switch_rules import approve_switch, prepare_switch, settle_version
from guohe.grants.queries import rules_of_grant_pages as pages
from guohe.grants.queries.rule_versions import books_of, left_out, newer_versions
from guohe.grants.queries.switches import switches_of
from guohe.grants.web.doors import grant_of, may
from guohe.grants.web.forms import SettleForm, SwitchForm
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.texts import say
from guohe.programmes.queries.rulebooks import book
from guohe.ui.acting import account_of
from guohe.ui.as_at import reads_as_at
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant


@reads_as_at
@require_safe
def rules(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """The versions in force today, or on the day asked for (``as_at``)."""
    text = request.GET.get("as_at", "").strip()
    try:
        return _page(request, ref, fmt=fmt, on=date.fromisoformat(text) if text else clock.today())
    except ValueError:
        return _page(request, ref, fmt=fmt, found=(_no_day(text, "as_at"),))


@require_POST
def prepare(request: HttpRequest, ref: str) -> HttpResponse:
    """Writes a switch as it was typed; a refusal says everything that stands against it and keeps what was typed."""
    grant = grant_of(ref)
    form = SwitchForm(request.POST, lang=language(), choices=pages.choices(grant))
    form.is_valid()
    told = form.cleaned_data

    def write() -> None:
        try:
            starts = date.fromisoformat(told.get("starts", "").strip())
        except ValueError:
            raise Refused(_no_day(told.get("starts", ""), "starts")) from None
        prepare_switch(
            ref=ref,
            label=told.get("label", ""),
            starts=starts,
            clause=told.get("clause", ""),
            actor=account_of(request),
            now=clock.now(),
        )

    return _do(request, ref, write, say("grants.rules.prepared", language()), form=form)


@require_POST
def settle(request: HttpRequest, ref: str) -> HttpResponse:
    """Writes which version held on the page's day where no source tells it; a refusal keeps what was typed."""
    grant = grant_of(ref)
    text = request.POST.get("as_at", "").strip()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _page(request, ref, found=(_no_day(text, "as_at"),))
    lang = language()
    form = SettleForm(request.POST, lang=lang, choices=pages.settleable(grant, day, lang))
    form.is_valid()
    told = form.cleaned_data

    def write() -> None:
        settle_version(
            ref=ref,
            label=told.get("label", ""),
            on=day,
            reason=told.get("reason", ""),
            actor=account_of(request),
            now=clock.now(),
        )

    done = say("grants.rules.settle.prepared", lang)
    return _do(request, ref, write, done, settling=form, on=day)


@require_POST
def approve(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Lets a switch hold from its day."""
    grant_of(ref)

    def write() -> None:
        approve_switch(ref=ref, number=number, actor=account_of(request), now=clock.now())

    found = next((each for each in switches_of(ref) if each.number == number), None)
    return _do(request, ref, write, pages.done_text(found, language()) if found is not None else "")


def _do(
    request: HttpRequest,
    ref: str,
    write: Callable[[], None],
    done: str,
    *,
    form: SwitchForm | None = None,
    settling: SettleForm | None = None,
    on: date | None = None,
) -> HttpResponse:
    try:
        with transaction.atomic():
            write()
    except Refused as refusal:
        return _page(request, ref, found=refusal.findings, form=form, settling=settling, on=on)
    messages.success(request, done)
    back = reverse("grants:rules", args=[ref])
    return HttpResponseRedirect(back if on is None else f"{back}?as_at={on}")


def _no_day(seen: str, pointer: str) -> Finding:
    return Finding("RUL-824", Level.STOP, Place(pointer=pointer), {"seen": seen[:40]})


def _page(
    request: HttpRequest,
    ref: str,
    *,
    fmt: str = "html",
    on: date | None = None,
    found: tuple[Finding, ...] = (),
    form: SwitchForm | None = None,
    settling: SettleForm | None = None,
) -> HttpResponse:
    lang, today, grant = language(), clock.today(), grant_of(ref)
    day, known = on or today, switches_of(ref)
    table, history = pages.books_table(grant, known, day, lang), pages.switches_table(known, day, lang)
    waits = [each for each in known if each.approved_at is None]
    own, approves = account_of(request), may(request, "approve", grant)
    newer = {current.id: newest for current, newest in newer_versions(grant, day)}
    frame = Frame(
        title=table.title,
        caption=grant.title.in_language(lang),
        command=f"guohe rules of {ref}" + (f" --on {day}" if on is not None and day != today else ""),
        as_at=day,
        permalink=f"/grants/{ref}/rules",
        crumbs=to_grant(ref),
        faulty=bool(found),
    )
    notes = [transition_note(book(f"{each.book}@{each.after}")) for each in waits]
    open_now, prepares = pages.settleable(grant, day, lang), may(request, "prepare", grant)
    context = {
        "page": frame,
        "ref": ref,
        "day": day,
        "found": found,
        "table": table,
        "left_out": left_out(grant, day),
        "links": [reverse("programmes:rulebook", args=[each.label]) for each in books_of(grant, day)],
        "changes": [
            (
                f"{current.label} → {newer[current.id].label}",
                _compared(current.id, current.version, newer[current.id].version),
            )
            for current in books_of(grant, day)
            if current.id in newer
        ],
        "history": history if known else None,
        "notes": [each for each in notes if each is not None],
        "form": (form or SwitchForm(lang=lang, choices=pages.choices(grant))) if prepares else None,
        "settling": (settling or SettleForm(lang=lang, choices=open_now)) if open_now and prepares else None,
        "approvable": [
            (each.number, each.named.name.in_language(lang))
            for each in waits
            if approves and each.prepared_by != own
        ],
        "another": any(not approves or each.prepared_by == own for each in waits),
    }
    return answer(
        request,
        template="grants/rules.html",
        context=context,
        table=[table, history],
        record=pages.record_of(grant, known, day),
        name=f"{ref}-rules",
        fmt=fmt,
        status=422 if found else 200,
    )


def _compared(book_id: str, earlier: str, later: str) -> str:
    return f"{reverse('grants:rule-changes', args=[book_id])}?from={earlier}&to={later}"
