"""One instalment's payment is prepared on a page; everything that stands against it is told at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guohe.grants.domain.facts import GrantFacts, InstalmentFacts
from guohe.grants.queries import find
from guohe.identity.queries.accounts import hosts_visible
from guohe.identity.queries.sight import see_money
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.payments.operations.prepare_release import (
    Instruction,
    gone_before,
    judge_release,
    prepare_release,
)
from guohe.payments.queries.accounts import AccountFacts, all_accounts
from guohe.payments.web.doors import prepares, refuse, to_releases
from guohe.payments.web.forms import ReleaseForm
from guohe.ui.acting import account_of
from guohe.ui.languages import language
from guohe.ui.page import Frame

# The field of the form that a finding is about; the others stand above the form.
FIELDS: Final = {
    "PAY-361": "name",
    "PAY-363": "name",
    "PAY-364": "payee",
    "PAY-365": "amount",
    "PAY-366": "amount",
    "PAY-307": "amount",
    "PAY-309": "purpose_code",
    "PAY-312": "statistics_code",
}


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """The payment of one instalment: accounts, name, amount, day and codes."""
    grant, planned = _planned(ref, number)
    see_money(grant.host_id, ref)
    if not prepares(request, host=grant.host_id, grant=ref):
        refuse(request, host=grant.host_id, grant=ref)
    lang = language()
    accounts = [
        one
        for one in all_accounts()
        if one.host_id == grant.host_id and one.currency == planned.amount.currency and one.retired is None
    ]
    form = ReleaseForm(
        request.POST or None,
        lang=lang,
        currency=planned.amount.currency,
        accounts={role: _choices(accounts, role) for role in ("payer", "payee")},
        initial={"amount": planned.amount.figure, "requested_on": clock.today(), "remittance": planned.ref},
    )
    if request.method == "POST":
        try:
            payment = _prepared(request, form, planned)
        except Refused as refusal:
            form.tell(refusal.findings, FIELDS)
        else:
            messages.success(request, say("payments.cli.prepared", lang, number=str(payment)))
            return HttpResponseRedirect(reverse("payments:release", args=[payment]))
    frame = Frame(
        title=say("payments.prepare.of", lang, ref=planned.ref),
        caption=grant.title.in_language(lang),
        command=f"guohe release prepare {planned.ref} --from ACCOUNT --to ACCOUNT --name NAME --on DAY",
        crumbs=(to_releases(),),
        faulty=bool(form.errors),
    )
    context: dict[str, Any] = {
        "page": frame,
        "form": form,
        "lead": say(
            "payments.prepare.planned",
            lang,
            amount=str(planned.amount),
            due=planned.due_date.isoformat() if planned.due_date else "–",
            condition=planned.condition or "–",
        ),
        "button": say("payments.prepare.button", lang),
        "against": () if form.errors else gone_before(planned.ref),
    }
    if not all(_choices(accounts, role) for role in ("payer", "payee")):
        host = next(each.name for each in hosts_visible() if each.host == grant.host_id)
        context["lacking"] = say(
            "payments.prepare.none", lang, currency=planned.amount.currency, host=host.in_language(lang)
        )
    return render(request, "payments/form.html", context, status=422 if form.errors else 200)


def _planned(ref: str, number: int) -> tuple[GrantFacts, InstalmentFacts]:
    try:
        grant = find.grant(ref)
    except find.GrantNotFound:
        raise Http404(ref) from None
    planned = [one for one in find.instalments(ref) if one.number == number]
    if not planned:
        raise Http404(f"{ref}/T{number}")
    return grant, planned[0]


def _choices(accounts: Sequence[AccountFacts], role: str) -> list[tuple[str, str]]:
    return [(str(one.number), f"{one.holder} …{one.tail} {one.bank}") for one in accounts if one.role == role]


def _prepared(request: HttpRequest, form: ReleaseForm, planned: InstalmentFacts) -> int:
    """The payment's number. A field that cannot be read is judged with the planned value, so that all is told at once."""
    readable, told = form.is_valid(), form.cleaned_data
    found: tuple[Finding, ...] = ()
    if "payer" in told and "payee" in told:
        instruction = Instruction(
            instalment_ref=planned.ref,
            amount=told.get("amount", planned.amount),
            payer_account=int(told["payer"]),
            payee_account=int(told["payee"]),
            name=told.get("name", ""),
            requested_on=told.get("requested_on", clock.today()),
            purpose_code=told.get("purpose_code", ""),
            statistics_code=told.get("statistics_code", ""),
            remittance=told.get("remittance", ""),
            key=told.get("key"),
        )
        actor, now = account_of(request), clock.now()
        if readable:
            # A refusal takes back this attempt alone; the page that explains it still reads the books.
            with transaction.atomic():
                return prepare_release(instruction=instruction, actor=actor, now=now)
        found = judge_release(instruction=instruction, actor=actor, now=now)
    raise Refused(*found)
