"""The mapping of accounts: shown with who decided it, and decided anew from a file or on the page itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.grants.queries import mapping as mappings
from guohe.identity.domain.people import Tenant
from guohe.identity.queries import hosts_visible
from guohe.imports.operations.adopt_mapping import Adopted, adopt_file, adopt_rows, pack_named
from guohe.imports.queries.mapping_shown import (
    mapping_table,
    pack_in_use,
    rows_to_decide,
    versions_table,
    waiting_accounts,
)
from guohe.imports.web.doors import may, preparing_hosts
from guohe.imports.web.set_up_mapping_forms import MappingForm
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.programmes.domain.packs import Pack
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame

FALLBACK = "PLAIN"


@require_safe
def shown(request: HttpRequest, fmt: str = "html") -> HttpResponse:
    """The mapping in force, its versions, and the accounts that lines wait for."""
    lang, hosts, today = language(), hosts_visible(), clock.today()
    host = _chosen(request, list(hosts))
    of_pack = _pack(request, host)
    decided = mappings.in_force(host.host, of_pack.id, today) if host else None
    table = mapping_table(decided, of_pack, lang)
    waiting = waiting_accounts(host.host, of_pack.id) if host else ()
    frame = Frame(
        title=say("imports.mapping.title", lang),
        command=f"guohe mapping show --pack {of_pack.id}",
        as_at=clock.now(),
    )
    context = {
        "page": frame,
        "table": table,
        "versions": versions_table(host.host, of_pack.id, lang) if host else None,
        "waiting": [
            say(
                "imports.mapping.waits",
                lang,
                account=f"{each.account} {each.name}".strip(),
                lines=str(each.lines),
            )
            for each in waiting
        ],
        "pack": of_pack.id,
        "decided": decided,
        "may_decide": host is not None and may(request, "prepare", host=host.host),
    }
    name = f"mapping-{of_pack.id}"
    return answer(request, template="imports/mapping.html", context=context, table=table, name=name, fmt=fmt)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest) -> HttpResponse:
    """Decides the next version."""
    lang, hosts = language(), preparing_hosts(request)
    host = _chosen(request, hosts) or hosts[0]
    of_pack = _pack(request, host)
    options: dict[str, Any] = {
        "lang": lang,
        "pack": of_pack,
        "rows": rows_to_decide(host.host, of_pack.id, clock.today()),
    }
    if request.method in ("GET", "HEAD"):
        return _page(request, MappingForm(initial={"in_force_from": clock.today()}, **options), of_pack, ())
    form = MappingForm(request.POST, request.FILES, **options)
    if not form.is_valid():
        return _page(request, form, of_pack, ())
    try:
        # A refusal takes back this attempt alone; the page that explains it still reads the books.
        with transaction.atomic():
            done = _write(request, form, host, of_pack)
    except Refused as refusal:
        return _page(request, form, of_pack, refusal.findings)
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


def _write(request: HttpRequest, form: MappingForm, host: Tenant, of_pack: Pack) -> Adopted:
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
    return adopt_rows(
        host_id=host.host,
        pack_id=of_pack.id,
        in_force_from=since,
        rows=form.told_rows(),
        note=why,
        actor=actor,
        now=now,
    )


def _page(
    request: HttpRequest, form: MappingForm, of_pack: Pack, findings: tuple[Finding, ...]
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
    context = {"page": frame, "form": form, "told": findings or (form if form.errors else None)}
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
