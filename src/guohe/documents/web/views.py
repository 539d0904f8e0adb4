"""Evidence on a line: what is there, what is missing, attach, withdraw; and the file itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.documents.domain.evidence import Attachment, Slot, StoredFile, missing_slots
from guohe.documents.domain.lines import Line
from guohe.documents.domain.media_types import SHOWN, UNKNOWN
from guohe.documents.operations.attach import attach
from guohe.documents.operations.withdraw import withdraw
from guohe.documents.queries.attachments import attachments_of, grant_refs_of
from guohe.documents.queries.files import content_of, files_by_digest
from guohe.documents.queries.lines import line_of
from guohe.documents.queries.papers import papers_table
from guohe.documents.web.forms import AttachForm, WithdrawForm
from guohe.identity.domain.people import Tenant
from guohe.identity.queries import host_by_code, hosts_visible, names_of, permission_to
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, subject: str, fmt: str) -> HttpResponse:
    """The papers of one line, and a form to attach one more."""
    host, line = _place(request, subject)
    form = AttachForm(request.POST or None, request.FILES or None, lang=language())
    if request.method != "POST":
        return _page(request, host, line, form=AttachForm(lang=language()), fmt=fmt)
    if not form.is_valid():
        return _page(request, host, line, form=form, status=422)
    try:
        done = attach(
            host_id=host.host,
            subject=line.subject,
            slot=Slot(form.cleaned_data["slot"]),
            name=form.cleaned_data["file"].name,
            content=form.cleaned_data["file"].read(),
            actor=_account(request),
            now=clock.now(),
            label=line.label,
            grant=line.grant,
            invoice=form.invoice(),
            line_amount=line.amount,
            original_location=form.cleaned_data["original"],
        )
    except Refused as refusal:
        return _page(request, host, line, form=form, refusals=refusal.findings, status=422)
    paper = done.attachment
    kind = say(f"documents.slot.{paper.slot}", language())
    key = "documents.evidence.attached" if done.new else "documents.evidence.same"
    told = {"kind": kind, "name": paper.file.name} if done.new else {"name": paper.file.name}
    messages.success(request, say(key, language(), **told))
    for finding in done.findings:
        messages.info(request, f"{finding.code} {finding.sentence(language())}")
    return _back(line)


@login_required
@require_http_methods(["POST"])
def withdraw_paper(request: HttpRequest, subject: str) -> HttpResponse:
    """Takes one paper back, with a reason."""
    host, line = _place(request, subject)
    form = WithdrawForm(request.POST, lang=language(), papers=_standing(_visible(host, line)))
    if not form.is_valid():
        return _page(request, host, line, form=AttachForm(lang=language()), withdrawing=form, status=422)
    try:
        withdraw(
            host_id=host.host,
            attachment=form.cleaned_data["attachment"],
            why=form.cleaned_data["why"],
            actor=_account(request),
            now=clock.now(),
        )
    except Refused as refusal:
        empty = AttachForm(lang=language())
        return _page(request, host, line, form=empty, withdrawing=form, refusals=refusal.findings, status=422)
    messages.success(request, say("documents.evidence.taken-back", language()))
    return _back(line)


@login_required
@require_safe
def stored_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """The file of this content. Only pictures and PDF are shown in the browser; the rest is saved."""
    for file in files_by_digest(sha256):
        if _may_read(request, file):
            break
    else:
        raise Http404(sha256)
    shown = file.media_type in SHOWN
    response = HttpResponse(content_of(file), content_type=file.media_type if shown else UNKNOWN)
    response.headers["Content-Disposition"] = _disposition("inline" if shown else "attachment", file)
    response.headers["Cache-Control"] = "private, no-store"
    # What a user uploaded never runs as a page of ours.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; style-src 'unsafe-inline'"
    return response


def _page(
    request: HttpRequest,
    host: Tenant,
    line: Line,
    *,
    form: AttachForm,
    withdrawing: WithdrawForm | None = None,
    refusals: tuple[Finding, ...] = (),
    fmt: str = "html",
    status: int = 200,
) -> HttpResponse:
    lang = language()
    papers = _visible(host, line)
    title = say("documents.evidence.title", lang, line=line.label)
    table = papers_table(
        papers, names=names_of({paper.attached_by for paper in papers}), title=title, lang=lang
    )
    may_prepare = permission_to(
        "prepare", account=_account(request), host=host.host, on=clock.today(), grant=line.grant
    ).allowed
    standing = _standing(papers)
    context: dict[str, Any] = {
        "page": Frame(
            title=title,
            command=f"guohe evidence {line.subject}",
            as_at=clock.now(),
            permalink=reverse("documents:evidence", args=[line.subject]),
            crumbs=(Crumb(line.label, line.url),) if line.url else (),
            faulty=bool(form.errors or refusals or (withdrawing and withdrawing.errors)),
        ),
        "line": line,
        "table": table,
        "links": [reverse("documents:file", args=[paper.file.sha256]) for paper in papers],
        "missing": [say(f"documents.slot.{slot}", lang) for slot in missing_slots(line.cost, papers)],
        "form": form,
        "withdrawing": (withdrawing or WithdrawForm(lang=lang, papers=standing)) if standing else None,
        "refusals": refusals,
        "may_prepare": may_prepare,
    }
    name = f"evidence-{line.subject.replace('/', '-')}"
    return answer(
        request,
        template="documents/evidence.html",
        context=context,
        table=table,
        name=name,
        fmt=fmt,
        status=status,
    )


def _place(request: HttpRequest, subject: str) -> tuple[Tenant, Line]:
    """The host of the page and its line. Raises Http404 for one that the actor does not see."""
    code = request.GET.get("host")
    visible = hosts_visible()
    host = host_by_code(code) if code else (visible[0] if visible else None)
    line = line_of(subject)
    if host is None or line is None or not _may_view(request, host.host, line.grant):
        raise Http404(subject)
    return host, line


def _visible(host: Tenant, line: Line) -> tuple[Attachment, ...]:
    return attachments_of(host_id=host.host, subject=line.subject)


def _standing(papers: tuple[Attachment, ...]) -> list[tuple[int, str]]:
    return [(paper.id, f"{paper.id}: {paper.file.name}") for paper in papers if paper.stands]


def _may_read(request: HttpRequest, file: StoredFile) -> bool:
    """Whoever may see a grant's money reads its papers; a file of no line is read by those who see the whole host's."""
    grants = grant_refs_of(host_id=file.host_id, file_id=file.id) or {""}
    return any(_may_view(request, file.host_id, grant or None) for grant in grants)


def _may_view(request: HttpRequest, host: int, grant: str | None) -> bool:
    permission = permission_to(
        "view_money", account=_account(request), host=host, on=clock.today(), grant=grant
    )
    return permission.allowed


def _account(request: HttpRequest) -> int:
    number = request.user.pk
    assert isinstance(number, int)  # noqa: S101 -- login_required has seen to it
    return number


def _back(line: Line) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("documents:evidence", args=[line.subject]))


def _disposition(way: str, file: StoredFile) -> str:
    suffix = file.name.rpartition(".")[2].lower()
    plain = suffix if suffix.isascii() and suffix.isalnum() and "." in file.name else "bin"
    return f'{way}; filename="{file.sha256[:12]}.{plain}"'
