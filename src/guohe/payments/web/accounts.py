"""The recorded accounts, the form that records one, and the second person's call-back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from guohe.exchange.domain.payment_file import Account, Address, Bank, Party
from guohe.identity.queries.sight import hosts_held, see_some_money
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.payments.domain.filing import Payer, PayerKind
from guohe.payments.domain.role import Role
from guohe.payments.operations.record_account import record_account, record_call_back
from guohe.payments.operations.retire_account import retire_account
from guohe.payments.queries.accounts import account_of as account_facts
from guohe.payments.queries.accounts import accounts_table, all_accounts, person
from guohe.payments.web.doors import hosts_of_preparer, prepares, refuse, to_accounts, to_releases
from guohe.payments.web.forms import AccountForm, CallForm, RetireForm
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame


@require_safe
def accounts(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every account one may see; those that wait for this person's call-back stand below."""
    see_some_money()
    lang, found = language(), all_accounts()
    table = accounts_table(found, lang)
    frame = Frame(
        title=say("payments.accounts.title", lang),
        command="guohe release accounts",
        as_at=clock.now(),
        crumbs=(to_releases(),),
    )
    own, held = account_of(request), hosts_held("prepare")
    waiting = [
        one
        for one in found
        if one.retired is None
        and not one.payable
        and one.recorded_by != own
        and prepares(request, host=one.host_id)
    ]
    return answer(
        request,
        template="payments/accounts.html",
        context={
            "page": frame,
            "table": table,
            "waiting": waiting,
            "used": [one for one in found if one.retired is None and one.host_id in held],
            "may_add": bool(held),
        },
        table=table,
        name="accounts",
        fmt=fmt,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Records an account."""
    lang, hosts = language(), hosts_of_preparer(request)
    form = AccountForm(request.POST or None, lang=lang, hosts=hosts)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                number = _recorded(request, form.cleaned_data)
        except Refused as refusal:
            form.tell(refusal.findings)
        else:
            told = "payments.cli.account" + (".payer" if form.cleaned_data["role"] == "payer" else "")
            messages.success(request, say(told, lang, number=str(number)))
            return HttpResponseRedirect(reverse("payments:accounts"))
    frame = Frame(
        title=say("payments.accounts.add", lang),
        command="guohe release account HOST payee --holder NAME --town TOWN --country HK --currency CNY --bic BIC",
        crumbs=(to_releases(), to_accounts()),
        faulty=bool(form.errors),
    )
    context = {"page": frame, "form": form, "button": say("payments.form.account.button", lang)}
    return render(request, "payments/form.html", context, status=422 if form.errors else 200)


def _recorded(request: HttpRequest, told: dict[str, Any]) -> int:
    country = told["country"].upper()
    kind = cast(PayerKind, told["payer_kind"])
    return record_account(
        host_id=int(told["host"]),
        role=cast(Role, told["role"]),
        party=Party(
            told["holder"], Address(told["town"], country, street=told["street"]), told["latin_name"]
        ),
        account=Account(told["number"].replace(" ", ""), told["currency"], is_iban=told["is_iban"]),
        bank=Bank(told["bic"].upper(), told["clearing_system"], told["member"]),
        payer=Payer(kind, country, told["guangdong"]) if told["role"] == "payer" and kind else None,
        actor=account_of(request),
        now=clock.now(),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def call_back(request: HttpRequest, number: int) -> HttpResponse:
    """Records that somebody other than the recorder called, and that the payee confirmed."""
    see_some_money()
    lang, account = language(), account_facts(number)
    if account is None or account.role != "payee":
        raise Http404(str(number))
    if not prepares(request, host=account.host_id):
        refuse(request, host=account.host_id)
    form = CallForm(request.POST or None, lang=lang, initial={"called_on": clock.today()})
    if request.method == "POST":
        # A day that cannot be read is told together with what else is missing: today stands in for it.
        form.is_valid()
        told = {"called_on": clock.today(), **form.cleaned_data}
        try:
            with transaction.atomic():
                record_call_back(account_id=number, **told, actor=account_of(request), now=clock.now())
                if form.errors:
                    raise Refused
        except Refused as refusal:
            form.tell(refusal.findings)
        else:
            messages.success(request, say("payments.cli.called", lang, number=str(number)))
            return HttpResponseRedirect(reverse("payments:accounts"))
    frame = Frame(
        title=say("payments.form.call.title", lang, tail=account.tail),
        command=f"guohe release call-back {number} --on DAY --spoke-to WHO --known-from WHAT --evidence NOTE",
        crumbs=(to_releases(), to_accounts()),
        faulty=bool(form.errors),
    )
    who = person(account.recorded_by, lang)
    context = {
        "page": frame,
        "form": form,
        "lead": say("payments.form.call.lead", lang, holder=account.holder, bank=account.bank, who=who),
        "button": say("payments.form.call.button", lang),
    }
    return render(request, "payments/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Records that an account is not to be used any more, with the reason."""
    see_some_money()
    lang, account = language(), account_facts(number)
    if account is None:
        raise Http404(str(number))
    if not prepares(request, host=account.host_id):
        refuse(request, host=account.host_id)
    form = RetireForm(request.POST or None, lang=lang)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                retire_account(
                    account_id=number,
                    reason=form.cleaned_data["reason"],
                    actor=account_of(request),
                    now=clock.now(),
                )
        except Refused as refusal:
            form.tell(refusal.findings)
        else:
            messages.success(request, say("payments.cli.retired", lang, number=str(number)))
            return HttpResponseRedirect(reverse("payments:accounts"))
    frame = Frame(
        title=say("payments.form.retire.title", lang, tail=account.tail),
        command=f"guohe release retire {number} --reason WHY",
        crumbs=(to_releases(), to_accounts()),
        faulty=bool(form.errors),
    )
    context = {
        "page": frame,
        "form": form,
        "lead": say("payments.form.retire.lead", lang, holder=account.holder, bank=account.bank),
        "button": say("payments.form.retire.button", lang),
    }
    return render(request, "payments/form.html", context, status=422 if form.errors else 200)
