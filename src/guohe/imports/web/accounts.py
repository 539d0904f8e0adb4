"""A host's own accounts: which are registered, how each one's statements are read, and saying it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.identity.queries import hosts_visible
from guohe.identity.queries.sight import hosts_held, hosts_in_view, see_some_money
from guohe.imports.domain.accounts import HowItWrites, OwnAccount
from guohe.imports.operations.register_account import register_account
from guohe.imports.queries.accounts import accounts_table, registered_accounts, way_words, ways_of
from guohe.imports.queries.profiles import chosen_profile, profiles_of_host
from guohe.imports.web.account_form import FILE_TELLS, AccountForm
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
def accounts(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every registered account of the hosts whose money one may see."""
    lang = language()
    see_some_money()
    found = registered_accounts(sorted(hosts_in_view()))
    table = accounts_table(found, lang)
    frame = Frame(
        title=say("imports.accounts.title", lang),
        command="guohe import accounts",
        as_at=clock.now(),
        crumbs=crumbs(),
    )
    address = reverse("imports:account-register")
    importing = hosts_held("import")
    codes = {host.host: host.code for host in hosts_visible()}
    links = [
        f"{address}?account={each.account.tail}-{each.account.currency}&host={codes[each.host_id]}"
        if each.host_id in importing
        else None
        for each in found
    ]
    context = {"page": frame, "table": table, "links": links, "register": address if importing else None}
    return answer(
        request, template="imports/accounts.html", context=context, table=table, name="accounts", fmt=fmt
    )


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Registers an account, or says how its bank writes; ``?account=1234-CNY&host=HOST`` fills in what is known of it."""
    lang, hosts = language(), importing_hosts(request)
    tail, _, currency = request.GET.get("account", "").partition("-")
    told = OwnAccount(tail[-4:].upper(), currency[:3].upper())
    named = [host.host for host in hosts if len(hosts) == 1 or host.code == request.GET.get("host")]
    profiles = {host.host: profiles_of_host(host.host) for host in hosts}
    known = HowItWrites()
    for host in named:
        known = ways_of(host).get(told, known)
        if request.GET.get("profile") in profiles[host]:
            known = HowItWrites.of_bank(profiles[host][request.GET["profile"]])
    form = AccountForm(
        request.POST or None,
        lang=lang,
        hosts=hosts,
        profiles=profiles,
        initial={
            "host": str(named[0]) if named else "",
            "profile": known.bank.code,
            "tail": told.tail,
            "currency": told.currency,
            "counts": known.counts,
            "cut": known.cut,
            "order": known.order or FILE_TELLS,
        },
    )
    found: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        account = OwnAccount(
            form.cleaned_data["tail"].strip().upper(), form.cleaned_data["currency"].strip().upper()
        )
        host = int(form.cleaned_data["host"])
        try:
            how = form.how(chosen_profile(host, form.cleaned_data["profile"]))
            register_account(
                host_id=host,
                tail=account.tail,
                currency=account.currency,
                how=how,
                actor=account_of(request),
                now=clock.now(),
            )
        except Refused as refusal:
            found = refusal.findings
        else:
            done = say("imports.accounts.done", lang, account=account.shown, **way_words(how, lang))
            messages.success(request, done)
            return HttpResponseRedirect(reverse("imports:accounts"))
    faulty = bool(found or form.errors)
    frame = Frame(
        title=say("imports.accounts.register", lang),
        command="guohe import account TAIL CURRENCY",
        as_at=clock.now(),
        crumbs=(*crumbs(), Crumb(say("imports.accounts.title", lang), reverse("imports:accounts"))),
        faulty=faulty,
    )
    context = {"page": frame, "form": form, "found": found}
    return render(request, "imports/account.html", context, status=422 if faulty else 200)
