"""A granted change is brought into force: from which day, and what its letter leaves to say; two people correct that day."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from guohe.grants.operations.correct_effect import approve_correction, prepare_correction
from guohe.grants.operations.take_effect import take_effect
from guohe.grants.queries.change_pages import standing_text
from guohe.grants.queries.changes import change_of
from guohe.grants.web import one_change
from guohe.grants.web.doors import grant_of
from guohe.grants.web.effect_forms import effect_form, told_of
from guohe.grants.web.forms import CorrectionForm
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.languages import language


@require_POST
def take(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Brings a granted request into force; a refusal says every reason and keeps what was typed."""
    grant = grant_of(ref)
    try:
        change = change_of(ref, number)
    except Refused:
        raise Http404(str(number)) from None
    form = effect_form(grant, change, request)
    form.is_valid()
    try:
        with transaction.atomic():
            take_effect(
                ref=ref, number=number, told=told_of(form), actor=account_of(request), now=clock.now()
            )
    except Refused as refusal:
        return one_change.shown(request, ref, number, found=refusal.findings, effect=form)
    return _done(request, ref, number)


@require_POST
def correct(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Asks for another day; a refusal says every reason and keeps what was typed."""
    grant_of(ref)
    form = CorrectionForm(request.POST, lang=language())
    form.is_valid()
    told = {name: form.cleaned_data.get(name, "") for name in ("since", "reason", "evidence")}
    try:
        with transaction.atomic():
            prepare_correction(ref=ref, number=number, **told, actor=account_of(request), now=clock.now())
    except Refused as refusal:
        return one_change.shown(request, ref, number, found=refusal.findings, correction=form)
    messages.success(request, say("grants.correction.prepared", language()))
    return HttpResponseRedirect(reverse("grants:change", args=[ref, number]))


@require_POST
def approve(request: HttpRequest, ref: str, number: int, of: int) -> HttpResponse:
    """Lets the change hold from the corrected day."""
    grant_of(ref)
    try:
        with transaction.atomic():
            approve_correction(
                ref=ref, number=number, correction=of, actor=account_of(request), now=clock.now()
            )
    except Refused as refusal:
        return one_change.shown(request, ref, number, found=refusal.findings)
    return _done(request, ref, number)


def _done(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    change, lang = change_of(ref, number), language()
    state = standing_text(change, grant_of(ref), clock.today(), lang)
    messages.success(request, say("grants.change.recorded", lang, code=change.code, state=state))
    return HttpResponseRedirect(reverse("grants:change", args=[ref, number]))
