"""The mapping of accounts: shown with who decided it, and decided anew from a file or on the page itself."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.grants.domain.facts import MappingRowFacts
from guohe.grants.queries import mapping as mappings
from guohe.identity.domain.people import Tenant
from guohe.identity.queries import hosts_visible
from guohe.imports.operations.adopt_mapping import Adopted, adopt_file, adopt_rows, pack_named
from guohe.imports.queries.mapping_shown import (
    ToDecide,
    mapping_table,
    pack_in_use,
    to_decide,
    versions_table,
    waiting_accounts,
)
from guohe.imports.web.doors import may, preparing_hosts
from guohe.imports.web.set_up_mapping_forms import MappingForm
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.texts import say
from guohe.programmes.domain.packs import Pack
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame

FALLBACK = "PLAIN"
# An account with its fields is some 1,200 bytes of a page, a row of the table some 300.
ROWS_A_PAGE: Final = 20
ROWS_SHOWN: Final = 50
WAITING_SHOWN: Final = 50
VERSIONS_SHOWN: Final = 20


@require_safe
def shown(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """The mapping in force, its versions, and the accounts that lines wait for."""
    lang, hosts, today = language(), hosts_visible(), clock.today()
    host = _chosen(request, list(hosts))
    of_pack = _pack(request, host)
    decided = mappings.in_force(host.host, of_pack.id, today) if host else None
    table = mapping_table(decided, of_pack, lang)
    at = request.GET.get("page")
    page = Paginator(decided.rows if decided else (), ROWS_SHOWN).get_page(at)
    waiting = waiting_accounts(host.host, of_pack.id) if host else ()
    more = len(waiting) - WAITING_SHOWN
    frame = Frame(
        title=say("imports.mapping.title", lang),
        command=f"guohe mapping show --pack {of_pack.id}",
        as_at=clock.now(),
    )
    context = {
        "page": frame,
        "table": mapping_table(decided, of_pack, lang, tuple(page.object_list)),
        "page_obj": page,
        "versions": versions_table(host.host, of_pack.id, lang, VERSIONS_SHOWN) if host else None,
        "waiting": [
            say(
                "imports.mapping.waits",
                lang,
                account=f"{each.account} {each.name}".strip(),
                lines=str(each.lines),
            )
            for each in waiting[:WAITING_SHOWN]
        ],
        "more": say("imports.mapping.more", lang, count=str(more)) if more > 0 else "",
        "pack": of_pack.id,
        "decided": decided,
        "may_decide": host is not None and may(request, "prepare", host=host.host),
    }
    name = f"mapping-{of_pack.id}"
    return answer(request, template="imports/mapping.html", context=context, table=table, name=name, fmt=fmt)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """Decides the next version: the accounts of one page as typed, every other as it stands, or all from a file."""
    lang, hosts = language(), preparing_hosts(request)
    host = _chosen(request, hosts) or hosts[0]
    of_pack = _pack(request, host)
    known = to_decide(host.host, of_pack.id, clock.today())
    page = Paginator(known.offered, ROWS_A_PAGE).get_page(request.GET.get("page"))
    options: dict[str, Any] = {"lang": lang, "pack": of_pack}
    if request.method in ("GET", "HEAD"):
        first = {"in_force_from": clock.today(), "version": known.version}
        form = MappingForm(initial=first, rows=tuple(page.object_list), **options)
        return _page(request, form, of_pack, (), page)
    # A page is saved as it was seen: its accounts are named by the form, wherever they stand by now.
    offered = {row.account: row for row in known.offered}
    seen = request.POST.getlist("known")
    rows = [offered.get(account) or MappingRowFacts(account, "", "", "") for account in dict.fromkeys(seen)]
    form = MappingForm(request.POST, request.FILES, rows=rows, **options)
    if not form.is_valid():
        return _page(request, form, of_pack, (), page)
    try:
        # A refusal takes back this attempt alone; the page that explains it still reads the books.
        with transaction.atomic():
            done = _write(request, form, host, of_pack, known)
    except Refused as refusal:
        return _page(request, form, of_pack, refusal.findings, page)
    told = say(
        "imports.mapping.done",
        lang,
        pack=of_pack.id,
        number=str(done.number),
        accounts=str(done.accounts),
        opened=str(done.opened),
        ready=str(done.ready),
    )
    messages.success(request, told)
    return HttpResponseRedirect(f"{reverse('imports:mapping')}?pack={of_pack.id}")


def _write(request: HttpRequest, form: MappingForm, host: Tenant, of_pack: Pack, known: ToDecide) -> Adopted:
    file = form.cleaned_data["file"]
    since: date = form.cleaned_data["in_force_from"]
    why: str = form.cleaned_data["note"]
    actor, now = account_of(request), clock.now()
    if file is not None:
        return adopt_file(
            host_id=host.host,
            pack_id=of_pack.id,
            in_force_from=since,
            content=file.read(),
            file_name=file.name,
            why=why,
            actor=actor,
            now=now,
        )
    if form.cleaned_data["version"] not in (None, known.version):
        values = {"number": str(known.version), "seen": str(form.cleaned_data["version"])}
        raise Refused(Finding("ACC-730", Level.STOP, values=values))
    return adopt_rows(
        host_id=host.host,
        pack_id=of_pack.id,
        in_force_from=since,
        rows=known.with_changes(form.told_rows()),
        note=why,
        actor=actor,
        now=now,
    )


def _page(
    request: HttpRequest,
    form: MappingForm,
    of_pack: Pack,
    findings: tuple[Finding, ...],
    page: Page[MappingRowFacts],
) -> HttpResponse:
    lang = language()
    faulty = bool(form.errors or findings)
    frame = Frame(
        title=say("imports.mapping.decide", lang),
        caption=of_pack.names.in_language(lang),
        command=f"guohe mapping decide FILE --pack {of_pack.id}",
        crumbs=(Crumb(say("imports.mapping.title", lang), reverse("imports:mapping")),),
        faulty=faulty,
    )
    shown = {"from": str(page.start_index()), "to": str(page.end_index()), "of": str(page.paginator.count)}
    context = {
        "page": frame,
        "form": form,
        "told": findings or (form if form.errors else None),
        "page_obj": page,
        "part": say("imports.mapping.part", lang, **shown) if page.has_other_pages() else "",
    }
    return render(request, "imports/mapping_decide.html", context, status=422 if faulty else 200)


def _chosen(request: HttpRequest, hosts: list[Tenant]) -> Tenant | None:
    """The host of the address, else the first."""
    asked = request.GET.get("host", "")
    return next((host for host in hosts if host.code == asked), hosts[0] if hosts else None)


def _pack(request: HttpRequest, host: Tenant | None) -> Pack:
    asked = request.GET.get("pack", "")
    in_use = pack_in_use(host.host, FALLBACK) if host else FALLBACK
    try:
        return pack_named(asked or in_use)
    except Refused:
        return pack_named(in_use)
