"""Taking a whole import back, a listing or a statement, with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guohe.imports.operations.undo_import import undo_import
from guohe.imports.web.bank import entries_page
from guohe.imports.web.doors import seen_job
from guohe.imports.web.forms import ReasonForm
from guohe.imports.web.jobs import result_page
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.languages import language


@require_http_methods(["POST"])
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Takes an import back; a refusal is told on the page that asked."""
    lang = language()
    statement = seen_job(request, number).kind == "bank"
    page = entries_page if statement else result_page
    form = ReasonForm(request.POST, lang=lang)
    if not form.is_valid():
        return page(request, number, fmt="html", form=form, found=())
    try:
        done = undo_import(
            job_id=number, reason=form.cleaned_data["reason"], actor=account_of(request), now=clock.now()
        )
    except Refused as refusal:
        return page(request, number, fmt="html", form=form, found=refusal.findings)
    told = say("imports.undone", lang, reversed=str(done.reversed), withdrawn=str(done.withdrawn))
    messages.success(request, told)
    if done.gone:
        messages.info(request, say("imports.undone.before", lang, count=str(done.gone)))
    for report in done.sent:
        messages.info(request, report.says.in_language(lang))
    for other, lines in done.read_again:
        messages.info(request, say("imports.undone.again", lang, number=str(other), lines=str(lines)))
    name = "imports:entries" if statement else "imports:result"
    return HttpResponseRedirect(reverse(name, args=[number]))
