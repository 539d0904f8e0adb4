"""The money passed to the partners of a grant: agreement, transfers, statements of use, balance, and the next tranche."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.partner_advice import advise
from guohe.grants.domain.partner_papers import asked_day
from guohe.grants.domain.partners import (
    Partner,
    State,
    questions,
    sent_of,
    statement_named,
    transfer_named,
)
from guohe.grants.operations.state_partner_use import confirm_statement
from guohe.grants.queries.partner_pages import advice_lines, advice_text, facts_of, tables_of
from guohe.grants.queries.partner_record import record_of
from guohe.grants.queries.partners import came_until, partners_of
from guohe.grants.web.doors import grant_of, may
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.ui.acting import account_of
from guohe.ui.as_at import reads_as_at
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant


@reads_as_at
@require_safe
def partners(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """As of the day in ``?as_at=``: today when none, or none that can be read (CAL-103)."""
    return _page(request, ref, fmt=fmt)


@require_POST
def confirm(request: HttpRequest, ref: str, number: int, of: int) -> HttpResponse:
    """Counts a statement as use; a refusal says every reason."""
    grant_of(ref)
    try:
        with transaction.atomic():
            confirm_statement(
                ref=ref, partner=number, statement=of, actor=account_of(request), now=clock.now()
            )
    except Refused as refusal:
        return _page(request, ref, found=refusal.findings)
    messages.success(request, say("grants.partner.done.confirm", language(), number=f"PS-{of}"))
    return HttpResponseRedirect(reverse("grants:partners", args=[ref]))


def _page(
    request: HttpRequest, ref: str, *, fmt: str = "html", found: tuple[Finding, ...] = ()
) -> HttpResponse:
    lang, now, grant = language(), clock.now(), grant_of(ref)
    on, unreadable = asked_day(request.GET.get("as_at", ""), now.date())
    chosen, ahead = on != now.date(), on > now.date()
    if unreadable is not None:
        found = (unreadable, *found)
    known = [each.seen_on(on) for each in partners_of(grant)]
    frame = Frame(
        title=say("grants.partner.title", lang, ref=ref),
        caption=grant.title.in_language(lang),
        command=f"guohe partner show {ref}" + (f" --as-at {on}" if chosen else ""),
        as_at=on if chosen and not ahead else now,
        permalink=f"/grants/{ref}/partners" + (f"?as_at={on}" if chosen else ""),
        crumbs=to_grant(ref),
        faulty=bool(found),
    )
    came = came_until(grant, on)
    advised = [(each, advise(each, on, came=came)) for each in known]
    tables = {each.number: tables_of(grant, each, on, lang) for each in known}
    views = [
        {
            "name": each.name.in_language(lang),
            "facts": facts_of(each, lang),
            "questions": questions(each),
            "advice": advice_text(each, advice, lang),
            "reasons": advice_lines(advice, lang),
            "tables": [table for table in tables[each.number] if table.rows],
            # What is recorded is recorded today: another day is only looked at.
            **({} if chosen else _ways(request, grant, each, lang)),
        }
        for each, advice in advised
    ]
    return answer(
        request,
        template="grants/partners.html",
        context={
            "page": frame,
            "ref": ref,
            "found": found,
            "views": views,
            "ahead": say("grants.partner.ahead", lang, on=on.isoformat(), today=now.date().isoformat())
            if ahead
            else "",
        },
        table=[table for each in tables.values() for table in each] or None,
        record={"grant": ref, "partners": [record_of(each, advice, on, lang) for each, advice in advised]},
        name=f"{ref}-partners",
        fmt=fmt,
        status=422 if found else 200,
    )


def _ways(request: HttpRequest, grant: GrantFacts, partner: Partner, lang: str) -> dict[str, Any]:
    """What this person may record now, and whose turn it is where it is not theirs."""
    own = account_of(request)
    prepares, approves = may(request, "prepare", grant), may(request, "approve", grant)
    ways: list[tuple[str, str]] = []

    def way(paper: str, of: int, words: str, **values: str) -> None:
        text = say(f"grants.partner.way.{words}", lang, **values)
        ways.append((text, reverse("grants:partner-paper", args=[grant.ref, partner.number, paper, of])))

    agreed = partner.agreement
    if prepares:
        first = agreed is None
        way("agreement", len(partner.agreements) + 1, "agreement" if first else "next_agreement")
        for tranche in agreed.tranches if agreed is not None else ():
            named = {"number": f"T{tranche.number}"}
            if tranche.condition and tranche.met is None:
                way("condition", tranche.number, "condition", **named)
            if sent_of(partner, tranche) < tranche.amount:
                way("transfer", tranche.number, "transfer", **named)
        for sent in partner.transfers:
            if not sent.withdrawn:
                way(
                    "receipt",
                    sent.number,
                    "receipt",
                    number=transfer_named(sent.number).name.in_language(lang),
                )
        for at, due in enumerate(agreed.dues if agreed is not None else (), 1):
            if not any(each.stands and each.first_day == due.first_day for each in partner.statements):
                way(
                    "statement",
                    at,
                    "statement",
                    first=due.first_day.isoformat(),
                    last=due.last_day.isoformat(),
                )
        for each in partner.statements:
            if each.state is State.ASKED:
                way(
                    "answer",
                    each.number,
                    "answer",
                    number=statement_named(each.number).name.in_language(lang),
                )
    if approves:
        for sent in partner.transfers:
            if not sent.withdrawn and sent.by != own:
                words = transfer_named(sent.number).name.in_language(lang)
                way("withdraw-transfer", sent.number, "withdraw", number=words)
        for each in partner.statements:
            if each.state is not State.WITHDRAWN and each.by != own:
                words = statement_named(each.number).name.in_language(lang)
                way("withdraw-statement", each.number, "withdraw", number=words)
    waits = [each for each in partner.statements if each.state is State.ENTERED]
    mine = [each for each in waits if approves and own not in each.authors]
    return {
        "ways": ways,
        "confirmable": [
            (
                f"PS-{each.number}",
                reverse("grants:partner-confirm", args=[grant.ref, partner.number, each.number]),
            )
            for each in mine
        ],
        "another": [f"PS-{each.number}" for each in waits if each not in mine],
    }
