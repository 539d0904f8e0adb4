"""Saying of a line that may stand in another file whether it is the same movement."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guohe.imports.operations.say_same_movement import say_same_movement
from guohe.imports.web.bank import entries_page
from guohe.imports.web.doors import seen_job
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.languages import language


@require_http_methods(["POST"])
def tell(request: HttpRequest, number: int, line: int) -> HttpResponse:
    """``same`` is 1 for the movement that stands already; anything else says that it is another one."""
    seen_job(request, number, "bank")
    same = request.POST.get("same") == "1"
    try:
        say_same_movement(job_id=number, line=line, same=same, actor=account_of(request), now=clock.now())
    except Refused as refusal:
        return entries_page(request, number, fmt="html", form=None, found=refusal.findings)
    messages.success(request, say(f"imports.waits.{'same' if same else 'another'}.done", language()))
    return HttpResponseRedirect(reverse("imports:entries", args=[number]))
