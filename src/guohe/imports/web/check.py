"""The steps columns, check, resolve and confirm of one import; what we read stands beside the rows as they were."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guohe.exchange.domain.marks import CREDIT_MEANS
from guohe.grants.queries.find import all_grants
from guohe.imports.domain.how_to_read import ROLES
from guohe.imports.domain.mapping_changed import CODE as MAPPING_CHANGED
from guohe.imports.domain.shown import ShownGroups, nothing_shown, shown_in
from guohe.imports.domain.standing import JobFacts, LineFacts
from guohe.imports.operations.accept_ticks import accept_ticks
from guohe.imports.operations.confirm import confirm
from guohe.imports.operations.map_columns import map_columns
from guohe.imports.operations.start_run import LONG_LINES, start_confirming
from guohe.imports.queries import foreseen, questions, shown, ticks_told
from guohe.imports.queries import jobs as find
from guohe.imports.queries.booked_late import costs_booked_late
from guohe.imports.queries.categories import pack_categories, with_names
from guohe.imports.queries.heads import heads_of
from guohe.imports.queries.held import confirmed_words
from guohe.imports.queries.lines import STATES
from guohe.imports.queries.reading import columns_table, headline, proof_line, repairs_table, totals_table
from guohe.imports.queries.tables import lines_table, standing_table, state_word
from guohe.imports.queries.totals_apart import totals_apart
from guohe.imports.web.doors import may, refuse_unless, seen_job
from guohe.imports.web.jobs import crumbs
from guohe.imports.web.question_cards import cards, page_of
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.tables import Table
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame

PER_PAGE = 25
MOST_BOXES = 200
# Of lines that wait so many are shown; a file for the machine holds every one that a listing can bring.
MOST_SHOWN = 50
ALL_LINES = 1_000_000


def _frame(job: JobFacts, step: str, command: str, *, faulty: bool = False) -> Frame:
    lang = language()
    return Frame(
        title=say(f"imports.{step}.title", lang, file=job.file_name),
        caption=say("imports.caption", lang, number=str(job.number)),
        command=command,
        as_at=clock.now(),
        crumbs=crumbs(job),
        faulty=faulty,
    )


@dataclass(frozen=True, slots=True)
class RoleField:
    """One role of a column with the heads to choose from."""

    role: str
    label: str
    chosen: str


@require_http_methods(["GET", "HEAD", "POST"])
def map_page(request: HttpRequest, number: int) -> HttpResponse:
    """Asks which head is which column, with the first rows in sight."""
    lang = language()
    job = seen_job(request, number)
    refuse_unless(request, "import", host=job.host_id)
    if job.state != "read":
        return HttpResponseRedirect(reverse("imports:job", args=[number]))
    found: tuple[Finding, ...] = ()
    if request.method == "POST":
        asked = (*ROLES[job.kind], *([CREDIT_MEANS] if job.kind == "bank" else []))
        chosen = {role: request.POST.get(f"role-{role}", "") for role in asked}
        try:
            map_columns(
                job_id=number, columns=chosen, project=request.POST.get("project", ""), actor=account_of(request),
                now=clock.now(), lang=lang,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("imports:job", args=[number]))
        except Refused as refusal:
            found = refusal.findings
    heads = heads_of(job)
    guessed = {column.role: column.letter for column in heads.columns}
    roles = [
        RoleField(
            role, say(f"imports.role.{role}", lang), request.POST.get(f"role-{role}", guessed.get(role, ""))
        )
        for role in ROLES[job.kind]
    ]
    context = {
        "page": _frame(job, "map", f"guohe import map {number}", faulty=bool(found)),
        "job": job,
        "roles": roles,
        "heads": heads.choices,
        "credit": request.POST.get(f"role-{CREDIT_MEANS}", ""),
        "sample": heads.sample,
        "found": found or heads.findings,
        "faulty": bool(found),
        "project": request.POST.get("project", ""),
    }
    return render(request, "imports/map.html", context, status=422 if found else 200)


@require_safe
def check(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """Everything that was found, by cause; the lines as read beside the rows as they were."""
    lang = language()
    job = seen_job(request, number, "erp")
    code, state = request.GET.get("code") or None, request.GET.get("state") or ""
    states = (state,) if state else ()
    told = ticks_told.of_import(number, lang) if fmt == "html" else {}
    causes = [replace(each, ticked=told.get(each.code, ())) for each in find.causes(number, job.currency)]
    count = find.line_count(number, states=states, code=code) if states or code else job.lines
    page = Paginator(range(count), PER_PAGE).get_page(request.GET.get("page"))
    lines = find.lines(number, states=states, code=code, limit=PER_PAGE, offset=PER_PAGE * (page.number - 1))
    standing = standing_table(job.standing, lang)
    frame = _frame(job, "check", f"guohe import show {number}")
    context = {
        "page": frame,
        "job": job,
        "headline": headline(job, lang),
        "proof": proof_line(job.standing, lang),
        "agrees": not job.standing.difference,
        "standing": standing,
        "file_findings": find.file_findings(number, job.reading),
        "causes": causes,
        "foreseen": foreseen.of_job(number) if fmt == "html" else (),
        "repairs": repairs_table(job, lang),
        "columns": columns_table(job, lang),
        "totals": totals_table(job, lang),
        "lines": lines,
        "code": code,
        "state": state,
        "state_word": state_word(state, lang) if state in STATES else state,
        "page_obj": page,
        "may_import": may(request, "import", host=job.host_id),
    }
    tables = None
    if fmt != "html":
        tables = [
            lines_table(find.lines(number, limit=ALL_LINES), lang, title=frame.title, of_file=True),
            standing,
        ]
    record = None
    if fmt == "json":
        record = {
            "import": number,
            "headline": context["headline"],
            "standing": standing,
            "findings": [finding.as_json(lang) for finding in find.all_findings(number)],
            "lines": tables[0] if tables else None,
        }
    return answer(
        request, template="imports/check.html", context=context, table=tables, record=record,
        name=f"import-{number}-check", fmt=fmt,
    )  # fmt: skip


@require_POST
def ticks(request: HttpRequest, number: int) -> HttpResponse:
    """Accepts all repairs of one kind, or those of one line."""
    job = seen_job(request, number, "erp")
    line = request.POST.get("line")
    try:
        done = accept_ticks(
            job_id=number,
            code=request.POST.get("code") or None,
            lines=[int(line)] if line and line.isdecimal() and len(line) < 19 else None,
            actor=account_of(request),
            now=clock.now(),
        )
    except Refused as refusal:
        for finding in refusal.findings:
            messages.warning(request, f"{finding.code} {finding.sentence(language())}")
    else:
        messages.success(request, say("imports.ticked", language(), lines=str(done)))
    return HttpResponseRedirect(
        reverse(
            "imports:resolve" if request.POST.get("from") == "resolve" else "imports:check", args=[job.number]
        )
    )


@require_safe
def resolve(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """What waits for a person: ticks, and questions with their ready answers."""
    lang = language()
    job = seen_job(request, number, "erp")
    page = page_of(request, questions.in_job(number))
    asked = tuple(page if fmt == "html" else page.paginator.object_list)
    most = MOST_SHOWN if fmt == "html" else ALL_LINES
    ticks_waiting = find.lines(number, states=("tick",), limit=most)
    held = find.lines(number, states=("held",), limit=most)
    table = lines_table(
        [*(question.line for question in asked), *ticks_waiting, *held],
        lang,
        title=say("imports.resolve.table", lang),
        of_file=True,
    )
    context = {
        "page": _frame(job, "resolve", f"guohe questions --import {number}"),
        "job": job,
        "proof": proof_line(job.standing, lang),
        "agrees": not job.standing.difference,
        "cards": cards(request, asked) if fmt == "html" else (),
        "page_obj": page,
        "ticks": ticks_waiting,
        "held": held,
        "shown": MOST_SHOWN,
        "more_ticks": job.standing.tick.lines > MOST_SHOWN,
        "more_held": _held(job) > MOST_SHOWN,
        "csv": reverse("imports:resolve.csv", args=[number]),
        "may_import": may(request, "import", host=job.host_id),
    }
    return answer(
        request,
        template="imports/resolve.html",
        context=context,
        table=table,
        name=f"import-{number}-waiting",
        fmt=fmt,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: HttpRequest, number: int, fmt: str = "html") -> HttpResponse:
    """Shows what will be posted, line by line, and posts what is ticked; the rest waits."""
    lang = language()
    job = seen_job(request, number, "erp")
    found: tuple[Finding, ...] = ()
    if request.method == "POST":
        refuse_unless(request, "import", host=job.host_id)
        try:
            return _confirmed(request, job)
        except Refused as refusal:
            found = tuple(with_names(finding, lang) for finding in refusal.findings)
    ready = find.lines(number, states=("staged",), limit=MOST_BOXES + 1 if fmt == "html" else ALL_LINES)
    many = len(ready) > MOST_BOXES
    groups = find.ready_groups(number) if many else ()
    context = {
        "page": _frame(job, "confirm", f"guohe import confirm {number}", faulty=bool(found)),
        "job": job,
        "found": found,
        "check_again": any(finding.code == MAPPING_CHANGED for finding in found),
        "proof": proof_line(job.standing, lang),
        "agrees": not job.standing.difference,
        "standing": standing_table(job.standing, lang),
        "items": () if many else _with_categories(ready),
        "groups": groups,
        "shown": (shown.of_groups(groups) if many else shown.of_lines(ready)).written(),
        "explain": bool(job.standing.difference) or bool(totals_apart(number)),
        "explained": request.POST.get("total_explained", ""),
        "held": find.lines(number, states=("held",), limit=MOST_SHOWN)
        if fmt == "html" and _held(job)
        else (),
        "held_count": _held(job),
        "many": many,
        "foreseen": foreseen.of_job(number) if fmt == "html" else (),
        "late": costs_booked_late(number, lang) if fmt == "html" else (),
        "may_import": may(request, "import", host=job.host_id),
    }
    table = _items(ready, lang)
    return answer(
        request, template="imports/confirm.html", context=context, table=table, name=f"import-{number}-ready", fmt=fmt,
        status=422 if found else 200,
    )  # fmt: skip


def _held(job: JobFacts) -> int:
    return job.standing.held.lines + job.standing.orders_held.lines


def _with_categories(ready: tuple[LineFacts, ...]) -> list[dict[str, object]]:
    """Each line with its category as its grant's funder calls it."""
    lang = language()
    names = {grant.ref: pack_categories(grant) for grant in all_grants()}
    found = []
    for line in ready:
        name = names.get(line.grant_ref or "", {}).get(line.category or "")
        found.append({"line": line, "category": name.in_language(lang) if name else line.category or "–"})
    return found


def _items(ready: tuple[LineFacts, ...], lang: str) -> Table:
    return lines_table(ready, lang, title=say("imports.confirm.table", lang))


def _confirmed(request: HttpRequest, job: JobFacts) -> HttpResponse:
    """Posts what the form says that its page showed: sums of very many lines, or the ticked ones of those it listed."""
    seen = shown_in(request.POST.get("shown", ""))
    if seen is None:
        raise Refused(nothing_shown(job.number))
    chosen = (
        None
        if isinstance(seen, ShownGroups)
        else [int(text) for text in request.POST.getlist("line") if text.isdecimal() and len(text) < 19]
    )
    explained = request.POST.get("total_explained", "")
    actor, now = account_of(request), clock.now()
    if job.standing.ready.lines > LONG_LINES and chosen is None:
        run = start_confirming(job_id=job.number, shown=seen, total_explained=explained, actor=actor, now=now)
        return HttpResponseRedirect(reverse("imports:run", args=[run]))
    done = confirm(
        job_id=job.number,
        lines=chosen,
        shown=seen,
        total_explained=explained,
        actor=actor,
        now=now,
    )
    messages.success(
        request, confirmed_words(done.posted, done.orders, done.held, language(), late=done.late)
    )
    return HttpResponseRedirect(reverse("imports:result", args=[job.number]))
