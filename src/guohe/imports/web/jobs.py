"""The list of imports, a new file, and the result of one."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.funds.queries.sent_reports import sent_reports
from guohe.identity.queries.sight import hosts_held, see_some_money
from guohe.imports.domain.standing import JobFacts
from guohe.imports.operations.read_bank_statement import read_bank_statement
from guohe.imports.operations.read_file import FileRead, read_file
from guohe.imports.operations.start_run import LONG_BYTES, start_reading
from guohe.imports.queries import jobs as find
from guohe.imports.queries.accounts import known_accounts
from guohe.imports.queries.profiles import codes_of
from guohe.imports.queries.tables import jobs_table, lines_table, standing_table
from guohe.imports.web.doors import importing_hosts, may, seen_job
from guohe.imports.web.forms import ReasonForm, UploadForm
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame

PER_PAGE = 50


def crumbs(job: JobFacts | None = None) -> tuple[Crumb, ...]:
    """The way back from a page about imports."""
    found = [Crumb(say("imports.jobs.title", language()), reverse("imports:jobs"))]
    if job is not None:
        found.append(Crumb(job.file_name, reverse("imports:job", args=[job.number])))
    return tuple(found)


@require_safe
def jobs(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every import one may see, newest first."""
    lang = language()
    see_some_money()
    page = Paginator(range(find.how_many()), PER_PAGE).get_page(request.GET.get("page"))
    found = find.latest(PER_PAGE, PER_PAGE * (page.number - 1))
    table = jobs_table(found, lang)
    frame = Frame(title=say("imports.jobs.title", lang), command="guohe import list", as_at=clock.now())
    links = [reverse("imports:job", args=[job.number]) for job in found for _ in job.standing.by_currency]
    context = {
        "page": frame,
        "table": table.filled(),
        "links": links,
        "page_obj": page,
        "may_import": bool(hosts_held("import")),
    }
    return answer(
        request, template="imports/jobs.html", context=context, table=table, name="imports", fmt=fmt
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Takes a file. A small one is read at once; a large one becomes a run with its own page."""
    lang, hosts = language(), importing_hosts(request)
    kind = "bank" if request.GET.get("kind") == "bank" else "erp"
    numbers = [host.host for host in hosts]
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        lang=lang,
        hosts=hosts,
        accounts=known_accounts(numbers),
        profiles=codes_of(numbers),
        initial={"kind": kind},
    )
    found: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            return _taken(request, form)
        except Refused as refusal:
            found = refusal.findings
    frame = Frame(
        title=say("imports.new.title", lang),
        command=f"guohe import {kind} FILE",
        crumbs=crumbs(),
        faulty=bool(form.errors or found),
    )
    status = 422 if form.errors or found else 200
    return render(request, "imports/new.html", {"page": frame, "form": form, "found": found}, status=status)


def _taken(request: HttpRequest, form: UploadForm) -> HttpResponse:
    file, now, actor = form.cleaned_data["file"], clock.now(), account_of(request)
    host, kind = int(form.cleaned_data["host"]), form.cleaned_data["kind"]
    content = file.read()
    if kind == "erp" and len(content) > LONG_BYTES:
        run = start_reading(
            host_id=host, name=file.name, content=content, how=form.how(), actor=actor, now=now
        )
        return HttpResponseRedirect(reverse("imports:run", args=[run]))
    if kind == "bank":
        read = read_bank_statement(
            host_id=host,
            name=file.name,
            content=content,
            actor=actor,
            now=now,
            how=form.how(),
            keep_for_columns=True,
        )
    else:
        read = read_file(
            host_id=host, name=file.name, content=content, actor=actor, now=now, how=form.how(),
            keep_for_columns=True, lang=language(),
        )  # fmt: skip
    return _next(request, read, kind)


def _next(request: HttpRequest, read: FileRead, kind: str) -> HttpResponse:
    if read.was_there:
        for finding in read.findings:
            messages.info(request, f"{finding.code} {finding.sentence(language())}")
    return HttpResponseRedirect(reverse("imports:job", args=[read.job]))


@require_safe
def job(request: HttpRequest, number: int) -> HttpResponse:
    """Leads to the step at which an import stands."""
    found = seen_job(request, number)
    if found.state == "read":
        return HttpResponseRedirect(reverse("imports:map", args=[number]))
    if found.kind == "bank":
        return HttpResponseRedirect(reverse("imports:entries", args=[number]))
    name = "imports:check" if found.state == "checked" else "imports:result"
    return HttpResponseRedirect(reverse(name, args=[number]))


@require_safe
def result(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """What an import became: posted, held with reasons, left out; and the way to undo it."""
    return result_page(request, number, fmt=fmt, form=None, found=())


def result_page(
    request: HttpRequest, number: int, *, fmt: str, form: ReasonForm | None, found: tuple[Finding, ...]
) -> HttpResponse:
    """The result, also when an undo was refused."""
    lang = language()
    told = seen_job(request, number, "erp")
    held = find.lines(number, states=("held",), limit=100)
    posted = find.lines(number, states=("posted", "reversed"), limit=100)
    standing = standing_table(told.standing, lang)
    in_books = lines_table(posted, lang, title=say("imports.result.posted", lang), of_file=True)
    grants = sorted({line.grant_ref for line in (*posted, *held) if line.grant_ref})
    frame = Frame(
        title=say("imports.result.title", lang, file=told.file_name),
        caption=say("imports.caption", lang, number=str(number)),
        command=f"guohe import show {number}",
        as_at=clock.now(),
        crumbs=crumbs(told),
        faulty=bool(found or (form and form.errors)),
    )
    may_undo = may(request, "import", host=told.host_id) and told.state != "reversed"
    sent = sent_reports(find.journals_of(number)) if may_undo else ()
    context = {
        "page": frame,
        "job": told,
        "standing": standing,
        "held": held,
        "posted": in_books.filled(),
        "posted_links": [reverse("imports:line", args=[line.number]) for line in posted],
        "grants": grants,
        "found": found,
        "form": form or ReasonForm(lang=lang),
        "may_import": may_undo,
        "sent": [(each.url, each.says.in_language(lang)) for each in sent],
    }
    status = 422 if frame.faulty else 200
    return answer(
        request, template="imports/result.html", context=context, table=[standing, in_books],
        name=f"import-{number}", fmt=fmt, status=status,
    )  # fmt: skip
