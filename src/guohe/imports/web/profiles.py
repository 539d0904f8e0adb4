"""Bank profiles: which there are, and writing the next version of one, without code."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.exchange.domain.profile_file import text_of
from guohe.identity.queries.sight import hosts_held, hosts_in_view, see_some_money
from guohe.imports.operations.write_profile import write_profile
from guohe.imports.queries.profiles import ProfileFacts, profile_facts, profiles_table
from guohe.imports.web.account_form import ProfileForm
from guohe.imports.web.doors import importing_hosts
from guohe.imports.web.jobs import crumbs
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame


@require_safe
def profiles(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every profile that the hosts whose money one may see can choose."""
    lang = language()
    see_some_money()
    found = profile_facts(sorted(hosts_in_view()), lang)
    table = profiles_table(found, lang)
    frame = Frame(
        title=say("imports.profiles.title", lang),
        command="guohe import profiles",
        as_at=clock.now(),
        crumbs=(*crumbs(), Crumb(say("imports.accounts.title", lang), reverse("imports:accounts"))),
    )
    address = reverse("imports:profile-write")
    importing = hosts_held("import")
    links = [f"{address}?{_like(each)}" if importing else None for each in found]
    context = {
        "page": frame,
        # Where every profile ships, no host and no day stand beside any; a file keeps the columns.
        "table": table if any(each.host for each in found) else table.without("host", "since"),
        "links": links,
        "write": address if importing else None,
    }
    return answer(
        request, template="imports/profiles.html", context=context, table=table, name="bank-profiles", fmt=fmt
    )


def _like(each: ProfileFacts) -> str:
    return urlencode({"like": each.profile.code} | ({"host": each.host.code} if each.host else {}))


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Takes the next version of a profile; ``?like=CODE&host=HOST`` begins with one that there is, of that host or shipped."""
    lang, hosts = language(), importing_hosts(request)
    like = request.GET.get("like", "PLAIN")
    known = {
        (each.profile.code, each.host): each.body
        for each in profile_facts([host.host for host in hosts], lang)
    }
    whose = next((host for host in hosts if host.code == request.GET.get("host")), None)
    if whose is None and len(hosts) == 1:
        whose = hosts[0]
    body = known.get((like, whose)) or known.get((like, None)) or text_of("PLAIN")
    initial = {"body": body, "host": str(whose.host) if whose else ""}
    form = ProfileForm(request.POST or None, lang=lang, hosts=hosts, initial=initial)
    found: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            code, version = write_profile(
                host_id=int(form.cleaned_data["host"]),
                body=form.cleaned_data["body"].replace("\r\n", "\n"),
                actor=account_of(request),
                now=clock.now(),
            )
        except Refused as refusal:
            found = refusal.findings
        else:
            messages.success(request, say("imports.profiles.done", lang, code=code, version=str(version)))
            return HttpResponseRedirect(reverse("imports:profiles"))
    faulty = bool(found or form.errors)
    frame = Frame(
        title=say("imports.profiles.write", lang),
        command="guohe import profile FILE",
        as_at=clock.now(),
        crumbs=(*crumbs(), Crumb(say("imports.profiles.title", lang), reverse("imports:profiles"))),
        faulty=faulty,
    )
    context = {"page": frame, "form": form, "found": found}
    return render(request, "imports/profile.html", context, status=422 if faulty else 200)
