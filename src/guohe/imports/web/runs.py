"""The page of one long piece of work: named step, real counts, safe to close, safe to stop."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.imports.operations.start_run import stop_run
from guohe.imports.queries import runs
from guohe.imports.web.doors import refuse_unless
from guohe.imports.web.jobs import crumbs
from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame

_AGAIN_AFTER = "3"


@require_safe
def run(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """How far it is; a finished one leads to its import."""
    lang = language()
    try:
        found = runs.run(number)
    except runs.RunNotFound:
        raise Http404(str(number)) from None
    refuse_unless(request, "view_money", host=found.host_id)
    if fmt == "html" and found.state == "done" and found.job is not None:
        return HttpResponseRedirect(reverse("imports:job", args=[found.job]))
    frame = Frame(
        title=say(f"imports.run.{found.what}", lang, file=found.file_name),
        command=f"guohe import run {number}",
        as_at=clock.now(),
        crumbs=crumbs(),
    )
    elapsed = int(((found.ended_at or clock.now()) - found.started_at).total_seconds())
    record = {
        "run": number,
        "what": found.what,
        "state": found.state,
        "done": found.done,
        "total": found.total,
        "import": found.job,
        "seconds": elapsed,
        "findings": [finding.as_json(lang) for finding in found.findings],
    }
    context = {"page": frame, "run": found, "elapsed": elapsed}
    response = answer(
        request, template="imports/run.html", context=context, record=record, name=f"run-{number}", fmt=fmt
    )
    if found.running and fmt == "html":
        response["Refresh"] = _AGAIN_AFTER
    return response


@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Asks a run to stop at its next step."""
    try:
        found = runs.run(number)
    except runs.RunNotFound:
        raise Http404(str(number)) from None
    refuse_unless(request, "import", host=found.host_id)
    stop_run(run_id=number, actor=account_of(request), now=clock.now())
    return HttpResponseRedirect(reverse("imports:run", args=[number]))
