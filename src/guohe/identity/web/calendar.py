"""Calendar passwords on the page of preferences: made, told once, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from guohe.identity.operations.calendar_password import make_calendar_password, withdraw_calendar_password
from guohe.identity.queries.calendar_passwords import calendar_passwords_table, own_calendar_passwords
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame


class LabelForm(forms.Form):
    """What the password is for; judged by the operation."""

    use_required_attribute = False
    label = forms.CharField(max_length=200, strip=True, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        self.fields["label"].label = say("identity.calendar.label", lang)
        self.fields["label"].help_text = say("identity.calendar.label.hint", lang)


def on_preferences(request: HttpRequest) -> Mapping[str, Any] | None:
    """The way to one's calendar passwords; nothing to nobody."""
    user: Any = getattr(request, "user", None)
    return {"url": reverse("identity:calendar")} if user is not None and user.is_authenticated else None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """One's calendar passwords; a new one stands on the answer to the form alone, and in no other page or log."""
    lang, password = language(), ""
    found: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            with transaction.atomic():
                password = make_calendar_password(
                    label=request.POST.get("label", ""),
                    now=clock.now(),
                )
        except Refused as refusal:
            found = refusal.findings
    kept = own_calendar_passwords()
    frame = Frame(
        title=say("identity.calendar.title", lang),
        command="guohe account calendar list",
        permalink="/preferences/calendar",
        crumbs=(Crumb(say("ui.preferences", lang), reverse("ui:preferences")),),
        faulty=bool(found),
    )
    context = {
        "page": frame,
        "found": found,
        "form": LabelForm(initial={"label": request.POST.get("label", "") if found else ""}, lang=lang),
        "password": password,
        "username": request.user.get_username(),
        "table": calendar_passwords_table(kept, lang) if kept else None,
        "open": [each for each in kept if each.withdrawn_at is None],
    }
    return render(request, "identity/calendar.html", context, status=422 if found else 200)


@login_required
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """The password opens nothing from now on."""
    withdraw_calendar_password(number=number, now=clock.now())
    messages.success(request, say("identity.calendar.done", language()))
    return HttpResponseRedirect(reverse("identity:calendar"))
