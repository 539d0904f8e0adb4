"""Judging the waiting lines of one import anew, by the mapping that is in force now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from guohe.imports.operations.check_again import check_again as judge_anew
from guohe.imports.web.doors import seen_job
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.languages import language


@require_POST
def check_again(request: HttpRequest, number: int) -> HttpResponse:
    """Checks the import again and goes back to what a confirmation would post."""
    job, lang = seen_job(request, number, "erp"), language()
    try:
        done = judge_anew(job_id=number, actor=account_of(request), now=clock.now())
    except Refused as refusal:
        for finding in refusal.findings:
            messages.warning(request, f"{finding.code} {finding.sentence(lang)}")
    else:
        told = say(
            "imports.checked_again",
            lang,
            version=str(done.version or "–"),
            changed=str(done.changed),
            asked=str(done.asked),
        )
        messages.success(request, told)
    return HttpResponseRedirect(reverse("imports:confirm", args=[job.number]))
