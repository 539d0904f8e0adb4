"""Naming the lots of a line from its page."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from guohe.imports.operations.name_lots import name_lots
from guohe.imports.queries import lines as find
from guohe.imports.queries.named_lots import free_for, parts_words
from guohe.imports.web.doors import refuse_unless
from guohe.imports.web.lines import line_page
from guohe.imports.web.lot_form import LotsForm
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.languages import language


@require_POST
def name(request: HttpRequest, number: int) -> HttpResponse:
    """Takes what each lot pays; a refusal is told on the line's page, with what was typed."""
    lang = language()
    try:
        line = find.line(number)
    except find.LineNotFound:
        raise Http404(str(number)) from None
    refuse_unless(request, "view_money", host=line.host_id, grant=line.grant_ref)
    form = LotsForm(request.POST, lang=lang, line=line, lots=free_for(line))
    if not form.is_valid():
        return line_page(request, line, bound=form)
    try:
        parts = name_lots(line_id=number, named=form.named(), actor=account_of(request), now=clock.now())
    except Refused as refusal:
        return line_page(request, line, bound=form, faults=refusal.findings)
    told = say(
        "imports.lots.done", lang, source=line.source or f"({line.row})", lots=parts_words(parts, lang)
    )
    messages.success(request, told)
    return HttpResponseRedirect(reverse("imports:line", args=[number]))
