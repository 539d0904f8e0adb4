"""The bank inbox: each credit with its guesses and reasons, and what a person says about it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from guohe.identity.queries.sight import holds, hosts_for
from guohe.imports.queries.bank import EntryNotFound, entry
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.reconciliation.domain.group_keys import is_group, of_a_payment, receipt_charge_in
from guohe.reconciliation.operations.accept_group import accept_guess
from guohe.reconciliation.operations.refuse_match import ask_about, refuse_match
from guohe.reconciliation.operations.undo_match import undo_match
from guohe.reconciliation.queries.decisions import standing_match
from guohe.reconciliation.queries.inbox import Inbox, inbox
from guohe.reconciliation.queries.shown import (
    accepted,
    credit_shown,
    lacks,
    late,
    none_shown,
    settled_shown,
    taken_back_shown,
    undone,
)
from guohe.reconciliation.queries.tables import inbox_table
from guohe.reconciliation.queries.words import called
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame

# A credit with its guesses is about three kilobytes of a page; its files and its command give all of them.
ROWS_A_PAGE: Final = 50


@require_safe
def inbox_page(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every unidentified credit of the hosts whose money one may see."""
    return _page(request, fmt=fmt)


@require_POST
def say_what(request: HttpRequest, number: int) -> HttpResponse:
    """Takes one answer about one entry; a refusal comes back above the list."""
    lang = language()
    try:
        told = _taken(request, number, lang)
    except EntryNotFound:
        raise Http404(str(number)) from None
    except Refused as refusal:
        return _page(request, found=refusal.findings, doubted=number)
    messages.success(request, told)
    return HttpResponseRedirect(reverse("reconciliation:inbox"))


def _taken(request: HttpRequest, number: int, lang: str) -> str:
    """Does what the pressed button says, and the sentence that tells it."""
    actor, now = account_of(request), clock.now()
    item, words = request.POST.get("item", ""), request.POST.get("words", "")
    pressed = request.POST.get("answer", "")
    if pressed == "is":
        journals = accept_guess(
            entry_id=number, item_ref=item, another=words, balance=words, actor=actor, now=now
        )
        line = entry(number)
        beside = late(item, line, lang) if journals else lacks(item, line, lang)
        return accepted(journals, item, line.posted_on, now.date(), lang) + beside
    if pressed == "is_not":
        refuse_match(entry_id=number, item_ref=item, actor=actor, now=now)
        return say("reconciliation.inbox.refused", lang, item=_named(item, lang))
    if pressed == "ask":
        ask_about(entry_id=number, words=words, actor=actor, now=now)
        return say("reconciliation.inbox.asked", lang)
    if pressed == "undo":
        match = standing_match(number)
        journals = undo_match(entry_id=number, reason=words, actor=actor, now=now)
        return undone(journals, match.item if match else "", lang)
    raise Http404(pressed)


def _named(item: str, lang: str) -> str:
    return called(item, lang) if is_group(item) or of_a_payment(item) or receipt_charge_in(item) else item


def _page(
    request: HttpRequest, *, fmt: str = "html", found: tuple[Finding, ...] = (), doubted: int = 0
) -> HttpResponse:
    """``doubted`` is the entry whose answer was refused: that it is a charge of the books, or that its balance does not agree, may be answered by a reason."""
    lang, now = language(), clock.now()
    boxes = [(inbox(host, on=now.date()), may_import) for host, may_import in _hosts()]
    table = inbox_table([box for box, _ in boxes], lang)
    page = Paginator(range(_longest([box for box, _ in boxes])), ROWS_A_PAGE).get_page(
        request.GET.get("page")
    )
    frame = Frame(
        title=say("reconciliation.inbox.title", lang),
        command="guohe bank inbox",
        as_at=now,
        permalink="/bank/inbox",
        faulty=bool(found),
    )
    refused = {finding.code for finding in found}
    context = {
        "page": frame,
        "found": found,
        "doubt": {
            "number": doubted,
            "item": request.POST.get("item", ""),
            "balance": "IMP-350" in refused,
        }
        if refused & {"REC-139", "IMP-350"}
        else None,
        "page_obj": page,
        "boxes": [_shown(box, lang, page, may_import=may_import) for box, may_import in boxes],
    }
    return answer(
        request,
        template="reconciliation/inbox.html",
        context=context,
        table=table,
        name="bank-inbox",
        fmt=fmt,
        status=422 if found else 200,
    )


def _longest(boxes: list[Inbox]) -> int:
    """The entries of the longest list of any host: every list turns its pages with it."""
    lists = [each for box in boxes for each in (box.credits, box.debits, box.settled, box.taken_back) if each]
    return max(map(len, lists), default=0)


def _shown(box: Inbox, lang: str, page: Page[int], *, may_import: bool) -> dict[str, Any]:
    joined = say("reconciliation.joined", lang)
    here = slice((page.number - 1) * ROWS_A_PAGE, page.number * ROWS_A_PAGE)
    return {
        "may": may_import,
        "unread": box.unread,
        "parked": joined.join(str(amount) for amount in box.parked),
        # What stands on other pages is told by its number and, of money that nobody has identified, by its sum.
        "counted": say(
            "reconciliation.inbox.counted",
            lang,
            credits=str(len(box.credits)),
            debits=str(len(box.debits)),
            settled=str(len(box.settled)),
            rows=str(ROWS_A_PAGE),
        )
        if page.paginator.num_pages > 1
        else "",
        "none": "" if box.credits else none_shown(box, lang),
        "credits": [credit_shown(credit, box, lang) for credit in box.credits[here]],
        "settled": [settled_shown(each, lang) for each in box.settled[here]],
        "taken_back": [taken_back_shown(each, lang) for each in box.taken_back[here]],
        "debits": [credit_shown(debit, box, lang) for debit in box.debits[here]],
        "items": [
            *((item.id, f"{item.id}  {item.amount}") for item in box.items),
            *((item.id, f"{called(item.id, lang)}  {item.amount}") for item in box.moved if item.amount),
        ],
        "payments": [
            *((item.id, f"{called(item.id, lang)}  {item.amount}") for item in box.payments),
            *((item.id, called(item.id, lang)) for item in box.moved if not item.amount),
            *((item.id, called(item.id, lang)) for item in box.received),
        ],
    }


def _hosts() -> list[tuple[int, bool]]:
    """The hosts whose money this person may see, and whether the person may import there; 403 when there is none."""
    return [(host, holds("import", host)) for host in hosts_for("view_money")]
