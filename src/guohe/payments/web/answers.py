"""What the bank answers is read on a page, at the front as much as by the command."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guohe.identity.queries.sight import see_some_money
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.payments.operations.take_answer import take_answer
from guohe.payments.web.doors import to_releases
from guohe.payments.web.forms import AnswerForm
from guohe.ui.acting import account_of
from guohe.ui.languages import language
from guohe.ui.page import Frame


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """Reads a pain.002, camt.053 or camt.054; a refusal says every reason and changes nothing."""
    see_some_money()
    lang = language()
    posted = request.method == "POST"
    form = AnswerForm(request.POST, request.FILES, lang=lang) if posted else AnswerForm(lang=lang)
    if posted and form.is_valid():
        try:
            with transaction.atomic():
                sent = form.cleaned_data["file"]
                taken = take_answer(
                    data=sent.read(), name=sent.name, actor=account_of(request), now=clock.now()
                )
        except Refused as refusal:
            form.tell(refusal.findings, dict.fromkeys((each.code for each in refusal.findings), "file"))
        else:
            for finding in taken.findings:
                messages.info(request, f"{finding.code} {finding.sentence(lang)}")
            told = say("payments.cli.taken", lang, message=taken.name, count=str(taken.payments))
            messages.success(request, told)
            return HttpResponseRedirect(reverse("payments:releases"))
    frame = Frame(
        title=say("payments.form.answer.title", lang),
        command="guohe release status FILE",
        crumbs=(to_releases(),),
        faulty=bool(form.errors),
    )
    context = {
        "page": frame,
        "form": form,
        "files": True,
        "button": say("payments.form.answer.button", lang),
    }
    return render(request, "payments/form.html", context, status=422 if form.errors else 200)
