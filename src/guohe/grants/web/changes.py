"""The changes of a grant, the form of one, and the versions of its budget side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.grants.domain.budget_change import moved_between
from guohe.grants.domain.changes import Kind, State
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.operations.prepare_change import prepare_change, rewrite_change
from guohe.grants.queries.change_pages import changes_table, versions_table
from guohe.grants.queries.changes import before_of, change_of, changes_of
from guohe.grants.queries.effect_pages import effects_table
from guohe.grants.queries.judged_change import lines_of
from guohe.grants.web.doors import grant_of, may, refuse_unless, to_changes
from guohe.grants.web.forms import WishForm
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant

# The number of a cost check, as the answer prints it.
_CHECK: Final = re.compile(r"CHK-[0-9A-F]{10}")


@require_safe
def changes(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """Every request of the grant, and the ways to prepare one."""
    lang, now, grant = language(), clock.now(), grant_of(ref)
    table, effects = changes_table(ref, now.date(), lang), effects_table(grant, now.date(), lang)
    frame = Frame(
        title=table.title,
        command=f"guohe change list {ref}",
        as_at=now,
        permalink=f"/grants/{ref}/changes",
        crumbs=to_grant(ref),
    )
    return answer(
        request,
        template="grants/changes.html",
        context={
            "page": frame,
            "ref": ref,
            "table": table if table.rows else None,
            "effects": effects if effects.rows else None,
            "links": [reverse("grants:change", args=[ref, each.number]) for each in changes_of(ref)],
            "ways": [
                (say(f"grants.change.new.{kind}", lang), reverse("grants:change-new", args=[ref, kind.value]))
                for kind in Kind
            ]
            if grant.closed_on is None and may(request, "prepare", grant)
            else [],
        },
        table=[table, effects] if effects.rows else table,
        name=f"{ref}-changes",
        fmt=fmt,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """The form of one kind of change; what is typed is kept as a draft, also with faults."""
    grant = grant_of(ref)
    if kind not in list(Kind):
        raise Http404(kind)
    refuse_unless(request, "prepare", grant)
    of_kind = Kind(kind)
    form = _form(request, grant, of_kind, *_begun(request, grant, of_kind))

    def write(**told: Any) -> int:
        return prepare_change(ref=ref, kind=of_kind, **told)

    if (kept := _written(request, ref, form, write)) is not None:
        return kept
    command = f"guohe change new {ref} {kind}"
    return _page(request, grant, form, say(f"grants.change.new.{kind}", language()), command)


@require_http_methods(["GET", "HEAD", "POST"])
def rewrite(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The form again with what was typed; saving writes the next draft beside the earlier ones."""
    grant = grant_of(ref)
    try:
        found = change_of(ref, number)
    except Refused:
        raise Http404(str(number)) from None
    refuse_unless(request, "prepare", grant)
    if found.state is not State.PREPARED:
        return HttpResponseRedirect(reverse("grants:change", args=[ref, number]))
    form = _form(request, grant, found.kind, found.draft.asked, found.draft.reason)

    def write(**told: Any) -> int:
        rewrite_change(ref=ref, number=number, **told)
        return number

    if (kept := _written(request, ref, form, write)) is not None:
        return kept
    command = f"guohe change draft {ref} {number}"
    return _page(request, grant, form, say("grants.change.rewrite", language(), code=found.code), command)


@require_safe
def versions(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """The versions of the budget side by side."""
    lang, now = language(), clock.now()
    grant_of(ref)
    table = versions_table(ref, lang)
    frame = Frame(
        title=table.title, command=f"guohe change versions {ref}", as_at=now, crumbs=to_changes(ref)
    )
    return answer(
        request,
        template="grants/versions.html",
        context={"page": frame, "table": table if table.rows else None},
        table=table,
        name=f"{ref}-budget-versions",
        fmt=fmt,
    )


def _begun(request: HttpRequest, grant: GrantFacts, kind: Kind) -> tuple[Mapping[str, str], str]:
    """What the answer of a cost check hands over in the address (?from=LINE&to=LINE&amount=&check=NUMBER): lines and a reason."""
    if kind is not Kind.BUDGET:
        return {}, ""
    told = request.GET
    asked = moved_between(
        lines_of(grant, before_of(grant.ref, kind)[1]),
        source=told.get("from", ""),
        target=told.get("to", ""),
        amount=told.get("amount", ""),
    )
    number = _CHECK.fullmatch(told.get("check", ""))
    return asked, say("grants.form.reason.check", language(), number=number[0]) if asked and number else ""


def _form(
    request: HttpRequest, grant: GrantFacts, kind: Kind, asked: Mapping[str, str], reason: str
) -> WishForm:
    lang = language()
    _, before = before_of(grant.ref, kind)
    lines = lines_of(grant, before) if kind is Kind.BUDGET else ()
    initial = {f"line-{line.code}": asked.get(line.code) or line.before.plain for line in lines}
    if kind is not Kind.BUDGET:
        initial = {"to": asked.get("to", "")}
    return WishForm(
        request.POST if request.method == "POST" else None,
        lang=lang,
        kind=kind,
        lines={line.code: line.name.in_language(lang) for line in lines},
        before=before,
        currency=grant.currency,
        initial={**initial, "reason": reason},
    )


def _written(
    request: HttpRequest, ref: str, form: WishForm, write: Callable[..., int]
) -> HttpResponse | None:
    """Where what was typed is kept; None, with what stands against it on the form, where nothing was."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            number = write(
                asked=form.asked,
                reason=form.cleaned_data["reason"],
                actor=account_of(request),
                now=clock.now(),
            )
    except Refused as refusal:
        for finding in refusal.findings:
            form.add_error(None, f"{finding.code} {finding.sentence(language())}")
        return None
    return _kept(request, ref, number)


def _kept(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    messages.success(request, say("grants.change.kept", language(), code=f"C-{number}"))
    return HttpResponseRedirect(reverse("grants:change", args=[ref, number]))


def _page(request: HttpRequest, grant: GrantFacts, form: WishForm, title: str, command: str) -> HttpResponse:
    frame = Frame(
        title=title,
        caption=grant.title.in_language(language()),
        command=command,
        crumbs=to_changes(grant.ref),
        faulty=bool(form.errors),
    )
    lump = form.kind is Kind.BUDGET and len(form.fields) == 1
    context = {"page": frame, "form": form, "lump": lump, "is_budget": form.kind is Kind.BUDGET}
    return render(request, "grants/wish.html", context, status=422 if form.errors else 200)
