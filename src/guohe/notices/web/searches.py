"""A search is kept from the page of the search, and removed there; a refusal has a page of its own."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.notices.operations.keep_search import keep_search, withdraw_search
from guohe.notices.web.forms import KeepForm
from guohe.ui.acting import account_of
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame


@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """The form, filled with the search that was looked for; kept, it leads back to what was found."""
    lang = language()
    form = KeepForm(request.POST or None, initial={"words": request.GET.get("q", "")}, lang=lang)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            with transaction.atomic():
                keep_search(
                    name=told["name"],
                    words=told["words"],
                    in_digest=told["digest"],
                    actor=account_of(request),
                    now=clock.now(),
                )
        except Refused as refusal:
            form.refused(refusal)
        else:
            messages.success(request, say("notices.keep.saved", lang, name=" ".join(told["name"].split())))
            return HttpResponseRedirect(_found(told["words"]))
    frame = Frame(
        title=say("notices.keep.title", lang),
        command="guohe search WORDS --keep NAME",
        as_at=clock.now(),
        crumbs=(Crumb(say("ui.search", lang), reverse("portal:search")),),
        faulty=bool(form.errors),
    )
    return render(
        request, "notices/keep.html", {"page": frame, "form": form}, status=422 if form.errors else 200
    )


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """The search is kept no more. Raises Refused (ACC-688) for one that is not the reader's."""
    withdraw_search(number=number, actor=account_of(request), now=clock.now())
    messages.success(request, say("notices.keep.withdrawn", language()))
    return HttpResponseRedirect(reverse("portal:search"))


def _found(words: str) -> str:
    """The page of the search, which a higher context serves under this name."""
    return f"{reverse('portal:search')}?{urlencode({'q': words})}"
