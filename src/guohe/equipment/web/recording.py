"""The forms that record an act or a line of the list; a refusal says everything and keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guohe.equipment.domain.checked import listed
from guohe.equipment.domain.pieces import FIRST, Act, Piece
from guohe.equipment.operations.record_act import record_act
from guohe.equipment.queries.found import approved_of, pieces_of_grant
from guohe.equipment.web.forms import ActForm, ListForm
from guohe.equipment.web.pages import opened
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.operations.list_equipment import list_equipment
from guohe.identity.queries import permission_to
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.way_back import to_grant


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    """The order or delivery with which a piece begins."""
    if act not in [each.value for each in FIRST]:
        raise Http404(act)
    return _record(request, ref, Act(act), None)


@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: HttpRequest, ref: str, item: int, act: str) -> HttpResponse:
    """An act on a piece."""
    if act not in [each.value for each in Act]:
        raise Http404(act)
    return _record(request, ref, Act(act), item)


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, ref: str) -> HttpResponse:
    """A line of the agreement's list."""
    grant, _ = opened(ref)
    _refuse_unless_prepares(request, grant)
    lang = language()
    form = ListForm(request.POST if request.method == "POST" else None, lang=lang)

    def write() -> str:
        item = listed(**form.cleaned_data)
        list_equipment(ref=ref, item=item, actor=account_of(request), now=clock.now())
        return say("equipment.listed", lang, model=item.model)

    return _answer(
        request,
        grant,
        form,
        write,
        title=say("equipment.do.approve", lang),
        command=f"guohe equip approve {ref}",
    )


def _record(request: HttpRequest, ref: str, act: Act, item: int | None) -> HttpResponse:
    grant, _ = opened(ref)
    piece = _piece(ref, item)
    _refuse_unless_prepares(request, grant)
    lang = language()
    lines = approved_of(ref) if piece is None else None
    first = request.method != "POST"
    form = ActForm(
        None if first else request.POST,
        lang=lang,
        act=act,
        lines=lines,
        initial={"on": clock.today().isoformat()} if first else None,
    )

    def write() -> str:
        line = form.line if lines is not None else None
        number = record_act(
            ref=ref, told=form.told, item=item, approved=line, actor=account_of(request), now=clock.now()
        )
        return say("equipment.recorded", lang, code=f"E-{number}", act=say(f"equipment.act.{act}", lang))

    title = say(f"equipment.do.{act}", lang)
    told = f"{title} · {piece.code}" if piece is not None else title
    return _answer(request, grant, form, write, title=told, command=_command(ref, act, item))


def _piece(ref: str, item: int | None) -> Piece | None:
    if item is None:
        return None
    piece = next((each for each in pieces_of_grant(ref) if each.item == item), None)
    if piece is None:
        raise Http404(str(item))
    return piece


def _command(ref: str, act: Act, item: int | None) -> str:
    words = {
        Act.ORDERED: "order", Act.DELIVERED: "deliver", Act.TAGGED: "tag", Act.MOVED: "move", Act.COUNTED: "count",
        Act.LENT: "lend", Act.RETURNED: "return", Act.NOTIFIED: "notice", Act.DISPOSED: "dispose",
        Act.TRANSFERRED: "transfer", Act.TAKEN_BACK: "take-back",
    }  # fmt: skip
    return f"guohe equip {words[act]} {ref}" + (
        f" {item}" if item is not None and act is not Act.DELIVERED else ""
    )


def _refuse_unless_prepares(request: HttpRequest, grant: GrantFacts) -> None:
    permission_to(
        "prepare", account=account_of(request), host=grant.host_id, on=clock.today(), grant=grant.ref
    ).or_refuse()


def _answer(
    request: HttpRequest,
    grant: GrantFacts,
    form: forms.Form,
    write: Callable[[], str],
    *,
    title: str,
    command: str,
) -> HttpResponse:
    found: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                done = write()
        except Refused as refusal:
            found = refusal.findings
        else:
            messages.success(request, done)
            return HttpResponseRedirect(reverse("equipment:list", args=[grant.ref]))
    faulty = bool(found) or (request.method == "POST" and bool(form.errors))
    lang = language()
    crumbs = (
        *to_grant(grant.ref),
        Crumb(say("equipment.short", lang), reverse("equipment:list", args=[grant.ref])),
    )
    frame = Frame(
        title=title,
        caption=grant.title.in_language(lang),
        command=command,
        as_at=clock.now(),
        crumbs=crumbs,
        faulty=faulty,
    )
    context = {"page": frame, "form": form, "found": found}
    return render(request, "equipment/form.html", context, status=422 if faulty else 200)
