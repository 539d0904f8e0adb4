"""The policy of exchange of a grant: in words, with its alternatives and what each would change, its lots and differences."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.funds.domain.printed_lots import lots_in_short, lots_proof, lots_table, money_and_slips
from guohe.funds.queries import lots
from guohe.grants.queries.find import GrantNotFound
from guohe.identity.queries.capabilities import permission_to, permission_to_approve
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.reporting.domain.fx_choices import effect_words, waiting
from guohe.reporting.domain.printed_fx import (
    bearer_words,
    categories_table,
    choices_table,
    differences,
    effect_table,
    policy_facts,
    policy_name,
    policy_words,
    record_of,
)
from guohe.reporting.operations.choose_policy import approve_policy, choose_policy
from guohe.reporting.queries.fx_effect import FxOfGrant, opened
from guohe.reporting.web.fx_forms import PolicyForm
from guohe.reporting.web.views import refused
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant


@require_safe
def fx(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """The policy in force, what every other would change, the lots, the differences, and the choices."""
    try:
        return _page(request, ref, fmt=fmt)
    except Refused as refusal:
        # Years that are none are told here; what one may not see is told by the frame.
        if not all(finding.code.startswith("REP-") for finding in refusal.findings):
            raise
        return refused(request, ref, refusal.findings, back=reverse("reporting:fx", args=[ref]))


@require_POST
def choose(request: HttpRequest, ref: str) -> HttpResponse:
    """Prepares another policy; a refusal says everything against it and keeps what was typed."""
    form = PolicyForm(request.POST, lang=language(), policies=())
    form.is_valid()
    told = form.cleaned_data

    def write() -> None:
        choose_policy(
            grant_ref=ref,
            policy=told.get("policy", ""),
            bearer=told.get("bearer", ""),
            reason=told.get("reason", ""),
            actor=account_of(request),
            now=clock.now(),
        )

    return _do(request, ref, write, "reporting.fx.choose.done")


@require_POST
def approve(request: HttpRequest, ref: str, number: int) -> HttpResponse:
    """Puts a policy in force that somebody else prepared."""

    def write() -> None:
        approve_policy(grant_ref=ref, number=number, actor=account_of(request), now=clock.now())

    return _do(request, ref, write, "reporting.fx.approve.done")


def _do(request: HttpRequest, ref: str, write: Callable[[], None], done: str) -> HttpResponse:
    try:
        _opened(ref)
        with transaction.atomic():
            write()
    except Refused as refusal:
        return _page(request, ref, found=refusal.findings)
    messages.success(request, say(done, language()))
    return HttpResponseRedirect(reverse("reporting:fx", args=[ref]))


def _opened(ref: str, years: str | None = None) -> FxOfGrant:
    try:
        return opened(ref, on=clock.today(), years=years)
    except GrantNotFound:
        raise Http404(ref) from None


def _page(
    request: HttpRequest, ref: str, *, fmt: str = "html", found: tuple[Finding, ...] = ()
) -> HttpResponse:
    lang, now = language(), clock.now()
    years = request.GET.get("years", "")
    told = _opened(ref, years or None)
    effect, terms = told.effect, told.effect.in_force
    of_lots = lots.of_fund(ref)
    whole = lots_table(of_lots, lang, say("reporting.fx.lots", lang))
    money, _ = money_and_slips(whole, lang)
    proof, agrees = lots_proof(of_lots, told.grant.currency, lang)
    frame = Frame(
        title=say("reporting.fx.title", lang, ref=ref),
        caption=told.grant.title.in_language(lang),
        command=f"guohe fx effect {ref} --years {told.effect.years}" if years else f"guohe fx show {ref}",
        as_at=now,
        permalink=f"/grants/{ref}/fx",
        crumbs=to_grant(ref),
        faulty=bool(found),
    )
    by_policy, by_category = effect_table(effect, lang), categories_table(effect, lang)
    history = choices_table(told.choices, lang)
    context = {
        "page": frame,
        "ref": ref,
        "found": found,
        "policy": policy_words(terms, lang),
        "bearer": bearer_words(terms, lang),
        "by_policy": by_policy,
        "by_category": by_category,
        "differences": differences(effect, lang),
        "lots": money if of_lots else None,
        "proof": proof,
        "agrees": agrees,
        "history": history if told.choices else None,
        **_choosing(request, told),
    }
    facts = policy_facts(effect, lang)
    return answer(
        request,
        template="reporting/fx.html",
        context=context,
        table=[by_policy] if fmt == "csv" else [facts, by_policy, by_category, lots_in_short(whole)],
        record={
            "grant": ref,
            **record_of(effect, told.choices),
            "lots": [
                {
                    "instalment": lot.source_ref,
                    "rate": lot.rate,
                    "deal": lot.deal_no,
                    "bought": lot.amount,
                    "used": lot.used,
                    "left": lot.left,
                    "cost": lot.cost,
                    "cost_left": lot.cost_left,
                }
                for lot in of_lots
            ],
        },
        name=f"{ref}-fx",
        fmt=fmt,
        status=422 if found else 200,
    )


def _choosing(request: HttpRequest, told: FxOfGrant) -> dict[str, object]:
    """The form for whoever may prepare, and what waits for a second person."""
    lang, ref, host = language(), told.grant.ref, told.grant.host_id
    actor, on = account_of(request), clock.today()
    policies = [
        (
            option.code.value,
            say(
                "reporting.form.fx.choice",
                lang,
                name=policy_name(option.code, lang),
                source=option.clause.in_language(lang)
                if option.clause
                else say("reporting.fx.hosts_choice", lang),
            ),
        )
        for option in told.pack.rate_policies
    ]
    terms = told.effect.in_force
    typed = request.POST if request.method == "POST" and "reason" in request.POST else None
    first = {"policy": terms.policy.value, "bearer": terms.bearer.value}
    may_prepare = permission_to("prepare", account=actor, host=host, on=on, grant=ref).allowed
    waits = waiting(told.choices)
    may_approve = waits is not None and permission_to_approve(
        "policy", account=actor, preparer=waits.prepared_by, host=host, on=on, grant=ref
    )
    return {
        "form": PolicyForm(typed, lang=lang, policies=policies, initial=first) if may_prepare else None,
        "waits": waits,
        "waits_effect": effect_words(waits.effect, lang) if waits else "",
        "waits_title": say(
            f"reporting.fx.approve.{'yours' if may_approve else 'title'}",
            lang,
            number=str(waits.number),
            policy=policy_name(waits.policy, lang),
        )
        if waits
        else "",
        "waits_who": say(
            "reporting.fx.approve.who",
            lang,
            who=waits.preparer.in_language(lang),
            bearer=bearer_words(waits.terms, lang),
        )
        if waits
        else "",
        "may_approve": bool(may_approve),
        "why_not": may_approve.finding.sentence(lang) if may_approve and may_approve.finding else "",
    }
