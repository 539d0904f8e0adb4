"""The form of one paper of a partner: what is typed is kept when it is refused, with every reason."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.partners import Partner, question_of, statement_named, transfer_named
from guohe.grants.operations.agree_with_partner import agree_with_partner, show_condition_met
from guohe.grants.operations.pass_money_to_partner import record_receipt, record_transfer, withdraw_transfer
from guohe.grants.operations.state_partner_use import answer_question, enter_statement, withdraw_statement
from guohe.grants.queries.partner_pages import category_name
from guohe.grants.queries.partners import partner_of
from guohe.grants.web.doors import grant_of, refuse_unless
from guohe.grants.web.partner_forms import PAPERS, PaperForm
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.programmes.queries.packs import pack
from guohe.ui.acting import account_of
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.way_back import to_grant

_BY_ANOTHER: Final = ("withdraw-transfer", "withdraw-statement")
_SIGNS: Final = {
    "agreement": "",
    "condition": "T",
    "transfer": "T",
    "receipt": "PT-",
    "answer": "PS-",
    "withdraw-transfer": "PT-",
    "withdraw-statement": "PS-",
}
_COMMANDS: Final = {
    "agreement": "agree",
    "condition": "met",
    "transfer": "transfer",
    "receipt": "state",
    "statement": "statement",
    "answer": "answer",
    "withdraw-transfer": "withdraw",
    "withdraw-statement": "withdraw",
}


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, ref: str, number: int, paper: str, of: int) -> HttpResponse:
    """Shows the form, or writes what was typed. ``of`` is the tranche, transfer, statement or period it is about."""
    if paper not in PAPERS:
        raise Http404(paper)
    lang, grant = language(), grant_of(ref)
    refuse_unless(request, "approve" if paper in _BY_ANOTHER else "prepare", grant)
    try:
        partner = partner_of(grant, number)
    except Refused:
        raise Http404(str(number)) from None
    if not _is_there(partner, paper, of):
        raise Http404(f"{paper} {of}")
    categories = {
        each.code: category_name(grant, each.code, lang)
        for each in pack(grant.pack, grant.pack_version).categories
    }
    options: dict[str, Any] = {
        "lang": lang,
        "paper": paper,
        "currency": grant.currency,
        "categories": categories,
    }
    if request.method != "POST":
        form = PaperForm(initial=_initial(partner, paper, of), **options)
        return _shown(request, grant, partner, paper, of, form)
    form = PaperForm(request.POST, request.FILES, **options)
    if not form.is_valid():
        return _shown(request, grant, partner, paper, of, form, status=422)
    try:
        with transaction.atomic():
            done = _write(form, partner, paper, of, actor=account_of(request))
    except Refused as refusal:
        form.refused(refusal.findings, lang)
        return _shown(request, grant, partner, paper, of, form, status=422)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("grants:partners", args=[ref]))


def _is_there(partner: Partner, paper: str, of: int) -> bool:
    agreed = partner.agreement
    if paper == "agreement":
        return of == len(partner.agreements) + 1
    if paper in ("condition", "transfer"):
        return agreed is not None and 1 <= of <= len(agreed.tranches)
    if paper == "statement":
        return agreed is not None and 1 <= of <= len(agreed.dues)
    kept = partner.transfers if paper in ("receipt", "withdraw-transfer") else partner.statements
    return any(each.number == of for each in kept)


def _initial(partner: Partner, paper: str, of: int) -> dict[str, str]:
    """What the agreement says already; days are typed as the paper says them."""
    agreed = partner.agreement
    if paper == "transfer" and agreed is not None:
        return {"amount": agreed.tranches[of - 1].amount.plain}
    if paper == "agreement" and agreed is not None:
        planned = [
            f"{each.amount.plain}; {each.planned_on or ''}; {each.condition}" for each in agreed.tranches
        ]
        dues = [f"{due.first_day}; {due.last_day}; {due.due_on}" for due in agreed.dues]
        percent = "" if agreed.spent_percent is None else str(agreed.spent_percent)
        return {
            "reference": agreed.reference,
            "tranches": "\n".join(planned),
            "dues": "\n".join(dues),
            "spent_percent": percent,
            "clause": agreed.clause,
        }
    return {}


def _write(form: PaperForm, partner: Partner, paper: str, of: int, *, actor: int) -> str:
    lang, told, now = language(), form.told, clock.now()
    ref, number = partner.ref, partner.number
    if paper == "agreement":
        fields = {name: told(name) for name in PAPERS["agreement"]}
        version = agree_with_partner(ref=ref, partner=number, **fields, actor=actor, now=now)
        return say("grants.partner.done.agreement", lang, version=str(version))
    if paper == "condition":
        show_condition_met(
            ref=ref,
            partner=number,
            tranche=of,
            on=told("on"),
            evidence=told("evidence"),
            actor=actor,
            now=now,
        )
        return say("grants.partner.done.met", lang, number=f"T{of}")
    if paper == "transfer":
        sent = record_transfer(
            ref=ref,
            partner=number,
            tranche=of,
            amount=told("amount"),
            sent_on=told("sent_on"),
            evidence=told("evidence"),
            actor=actor,
            now=now,
        )
        return say("grants.partner.done.transfer", lang, number=f"PT-{sent}")
    if paper == "receipt":
        record_receipt(
            ref=ref,
            partner=number,
            transfer=of,
            amount=told("amount"),
            on=told("on"),
            evidence=told("evidence"),
            actor=actor,
            now=now,
        )
        return say("grants.partner.done.receipt", lang, number=transfer_named(of).name.in_language(lang))
    if paper == "statement":
        return _write_statement(form, partner, of, actor=actor)
    if paper == "answer":
        answer_question(
            ref=ref,
            partner=number,
            statement=of,
            answer=form.answer,
            evidence=told("evidence"),
            actor=actor,
            now=now,
        )
        return say("grants.partner.done.answer", lang, number=statement_named(of).name.in_language(lang))
    if paper == "withdraw-transfer":
        withdraw_transfer(ref=ref, partner=number, transfer=of, why=told("why"), actor=actor, now=now)
        return say("grants.partner.done.withdraw", lang, number=transfer_named(of).name.in_language(lang))
    withdraw_statement(ref=ref, partner=number, statement=of, why=told("why"), actor=actor, now=now)
    return say("grants.partner.done.withdraw", lang, number=statement_named(of).name.in_language(lang))


def _write_statement(form: PaperForm, partner: Partner, of: int, *, actor: int) -> str:
    agreed = partner.agreement
    typed, faults = form.rows()
    number, asked = enter_statement(
        ref=partner.ref,
        partner=partner.number,
        first_day=agreed.dues[of - 1].first_day if agreed is not None else None,
        typed=typed,
        file_faults=faults,
        nothing=bool(form.cleaned_data.get("nothing")),
        stated_on=form.told("stated_on"),
        evidence=form.told("evidence"),
        actor=actor,
        now=clock.now(),
    )
    # The question itself stands on the page that follows, among what a person settles.
    done = "statement.asked" if asked else "statement"
    return say(f"grants.partner.done.{done}", language(), number=f"PS-{number}")


def _shown(
    request: HttpRequest,
    grant: GrantFacts,
    partner: Partner,
    paper: str,
    of: int,
    form: PaperForm,
    *,
    status: int = 200,
) -> HttpResponse:
    lang = language()
    title = say("grants.partner.title", lang, ref=grant.ref)
    frame = Frame(
        title=say(f"grants.partner.paper.{paper}", lang, **_named(partner, paper, of)),
        caption=partner.name.in_language(lang),
        command=f"guohe partner {_COMMANDS[paper]} {grant.ref}",
        as_at=clock.now(),
        permalink=f"/grants/{grant.ref}/partners/{partner.number}/{paper}/{of}",
        crumbs=(*to_grant(grant.ref), Crumb(title, reverse("grants:partners", args=[grant.ref]))),
        faulty=status != 200,
    )
    stated = next((each for each in partner.statements if each.number == of), None)
    return render(
        request,
        "grants/partner_paper.html",
        {
            "page": frame,
            "form": form,
            "lead": say(f"grants.partner.paper.{paper}.lead", lang, share=str(grant.partner_share)),
            "questions": [question_of(partner, stated)] if paper == "answer" and stated is not None else [],
        },
        status=status,
    )


def _named(partner: Partner, paper: str, of: int) -> dict[str, str]:
    """What the title of a paper names."""
    if paper == "statement" and partner.agreement is not None:
        due = partner.agreement.dues[of - 1]
        return {"first": due.first_day.isoformat(), "last": due.last_day.isoformat()}
    return {"number": f"{_SIGNS[paper]}{of}"}
