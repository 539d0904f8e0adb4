"""A granted change is brought into force: from which day, and what its letter leaves to say."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from guohe.grants.domain.changes import State
from guohe.grants.operations.take_effect import take_effect
from guohe.grants.queries.change_pages import state_text
from guohe.grants.queries.changes import change_of
from guohe.grants.web import one_change
from guohe.grants.web.doors import grant_of
from guohe.grants.web.effect_forms import effect_form, told_of
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
    told = say(
        "grants.change.recorded", language(), code=change.code, state=state_text(State.IN_FORCE, language())
    )
    messages.success(request, told)
    return HttpResponseRedirect(reverse("grants:change", args=[ref, number]))
