"""Check a cost: one form and its answer, kept in the address so that it can be sent to someone who may see the grant."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from guohe.grants.queries.find import GrantNotFound
from guohe.imports.queries.of_grant import brought_to
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.portal.domain.cost_check import Answer, GrantState, Piece
from guohe.portal.domain.cost_words import (
    because,
    draft_words,
    drafted,
    lines_table,
    record_of,
    rows_of,
    verdict_words,
    way_sentence,
)
from guohe.portal.queries.cost_check import cost_check, grant_state, kinds_of, may_draft, pieces_of
from guohe.portal.queries.tables import not_reserved
from guohe.rules.domain.judge import Explanation
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant

FIELDS = ("amount", "currency", "category", "date", "equipment")
TONES = {"yes": "agreed", "yes_but": "info", "not_yet": "wait", "ask": "wait"}


def check(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """The form; with an amount in the address, the answer beside it."""
    lang, now = language(), clock.now()
    try:
        state, asks = grant_state(ref)
    except GrantNotFound:
        raise Http404(ref) from None
    typed = {name: request.GET.get(name, "").strip() for name in FIELDS}
    faults: tuple[Finding, ...] = ()
    found = None
    if any(typed.values()):
        try:
            found = cost_check(
                ref,
                amount=typed["amount"],
                currency=typed["currency"] or "HKD",
                category=typed["category"],
                on=typed["date"],
                equipment=typed["equipment"],
            )
        except Refused as refusal:
            faults = refusal.findings
    drafts = found is not None and found.way is not None and may_draft(ref)
    title = say("portal.check.title", lang, ref=ref)
    frame = Frame(
        title=title,
        command=_command(ref, typed),
        as_at=now,
        crumbs=to_grant(ref),
        faulty=bool(faults),
    )
    return answer(
        request,
        template="portal/cost_check.html",
        context={
            "page": frame,
            "faults": faults,
            "typed": {
                **typed,
                "currency": typed["currency"] or "HKD",
                "date": typed["date"] or now.date().isoformat(),
            },
            "currencies": ("HKD", "CNY", "MOP", "USD", "EUR"),
            "categories": [
                (code, name.in_language(lang))
                for code, name in kinds_of(ref, state, asks, now.date()).items()
            ],
            "pieces": [(each.code, _piece(each)) for each in pieces_of(ref)],
            "lump_sum": state.lump_sum,
            "found": None if found is None else _view(found, state, lang, may_draft=drafts),
            "table": lines_table(state, lang),
            "not_reserved": not_reserved(brought_to(ref), lang),
        },
        table=lines_table(state, lang),
        record={
            "grant": ref,
            "answer": None if found is None else record_of(found, lang, ref=ref, may_draft=drafts),
            "faults": [f.as_json(lang) for f in faults],
        },
        name=f"{ref}-check",
        fmt=fmt,
        status=400 if faults else 200,
    )


def _view(found: Answer, state: GrantState, lang: str, *, may_draft: bool) -> dict[str, Any]:
    begun = urlencode(drafted(found))
    return {
        "verdict": verdict_words(found, lang),
        "tone": TONES[found.verdict],
        "rows": rows_of(found, state, lang),
        "findings": found.findings,
        "whys": {each.finding().rule: rule_url(each) for each in found.explanations},
        "rests": [because(each, lang) for each in found.explanations],
        "way": way_sentence(found, lang),
        "draft": draft_words(found, lang) if may_draft else "",
        "draft_url": f"{reverse('grants:change-new', args=[state.ref, 'budget'])}?{begun}",
        "way_urls": [rule_url(each) for each in found.way.routes] if found.way is not None else [],
    }


def _piece(each: Piece) -> str:
    return f"{each.code} {each.model}" + (f" ({each.price})" if each.price is not None else "")


def rule_url(why: Explanation) -> str:
    """The page of the rule in the version that judged."""
    return reverse("programmes:rule", args=[why.book.id, f"{why.rule.id}@{why.book.version}"])


def _command(ref: str, typed: dict[str, str]) -> str:
    if not typed["amount"]:
        return f"guohe check AMOUNT CURRENCY --grant {ref} --category CATEGORY --date DAY"
    # What was typed is shown as data; anything but letters, digits and plain signs is left out of a command line.
    plain = {
        name: "".join(sign for sign in value if sign.isalnum() or sign in "-._,")
        for name, value in typed.items()
    }
    bought = f" --equipment {plain['equipment']}" if plain["equipment"] else ""
    return f"guohe check {plain['amount']} {plain['currency'] or 'HKD'} --grant {ref} --category {plain['category']} --date {plain['date']}{bought}"
