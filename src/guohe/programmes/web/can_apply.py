"""Can I apply? One question a page, without script; every answer is kept as it is given, and ends in a receipt."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.programmes.domain.calls import Call
from guohe.programmes.operations import answer_question as answers
from guohe.programmes.operations.keep_receipt import keep_receipt
from guohe.programmes.queries import check_pages, checks, limit_pages, receipt_pages
from guohe.programmes.queries.calls import books_of, call, calls, question_for
from guohe.programmes.web.question_values import HELD, call_name, shown
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame


def calls_page(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every call, and the reader's own checks."""
    lang = language()
    table = check_pages.calls_table(lang)
    links = [reverse("programmes:ask", args=[each.code]) for each in calls()]
    begun, kept = [], []
    if request.user.is_authenticated:
        begun = [
            (call_name(code, lang), reverse("programmes:question", args=[code]), saved.date().isoformat())
            for code, saved in checks.drafts(account_of(request))
        ]
        kept = [
            (
                each.number,
                reverse("programmes:receipt", args=[each.number]),
                call_name(each.call, lang),
                say(f"programmes.verdict.{each.verdict}.short", lang),
            )
            for each in checks.receipts(account_of(request))
        ]
    return answer(
        request,
        template="programmes/calls.html",
        context={
            "page": Frame(title=table.title, command="guohe can-apply", as_at=clock.today()),
            "table": table,
            "links": links,
            "begun": begun,
            "kept": kept,
        },
        table=table,
        name="calls",
        fmt=fmt,
    )


@login_required
@never_cache
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """What a check of this call is, with its books and days, and where to begin or go on."""
    found, lang = _call(code), language()
    begun = checks.draft(found, account_of(request))
    return render(
        request,
        "programmes/ask.html",
        {
            "page": _frame(
                found, lang, say("programmes.ask.title", lang, call=found.names.in_language(lang))
            ),
            "call": found,
            "books": [
                (each.names.in_language(lang), each.label, reverse("programmes:rulebook", args=[each.label]))
                for each in books_of(found)
            ],
            "deadline": check_pages.deadline_text(found, lang),
            "begun": begun.saved_at is not None,
            "asks": bool(begun.asked),
        },
    )


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, code: str) -> HttpResponse:
    """One question: the one named in the address, or the first without an answer."""
    found, actor, now = _call(code), account_of(request), clock.now()
    faults: tuple[Finding, ...] = ()
    fact = request.POST.get("fact") or request.GET.get("question") or ""
    if request.method == "POST":
        try:
            stay = _take(request, found, fact)
        except Refused as refusal:
            faults = refusal.findings
        else:
            return HttpResponseRedirect(_address(found, fact if stay else None))
    draft = checks.draft(found, actor)
    if fact not in draft.asked:
        if draft.next is None:
            return HttpResponseRedirect(reverse("programmes:answers", args=[code]))
        fact = draft.next
    values = shown(request, found, draft, question_for(fact), faulty=bool(faults))
    lang = language()
    asked = draft.asked
    frame = Frame(
        title=values["question"].words.in_language(lang),
        caption=say(
            "programmes.ask.caption",
            lang,
            call=found.names.in_language(lang),
            at=str(asked.index(fact) + 1),
            count=str(len(asked)),
        ),
        command=f"guohe can-apply {found.code}",
        crumbs=_crumbs(found, lang),
        faulty=bool(faults),
    )
    return render(
        request,
        "programmes/question.html",
        {"page": frame, "faults": faults, "as_of": now, **values},
        status=422 if faults else 200,
    )


def _take(request: HttpRequest, found: Call, fact: str) -> bool:
    """Keeps what was posted; true when the same question goes on. Raises Refused."""
    actor, now, posted = account_of(request), clock.now(), request.POST
    if "unknown" in posted:
        answers.do_not_know(found, fact, actor=actor, now=now)
    elif fact != "holdings":
        answers.answer_question(found, fact, posted.get("answer", ""), actor=actor, now=now)
    elif "add" in posted:
        typed = {name: posted.get(name, "") for name in HELD}
        answers.add_holding(found, typed, actor=actor, now=now)
        return True
    elif posted.get("remove", "").isdigit():
        answers.remove_holding(found, int(posted["remove"]), actor=actor, now=now)
        return True
    elif "reuse" in posted:
        before = checks.before(fact, found, actor)
        if before is not None:
            answers.reuse(found, fact, before.fact, actor=actor, now=now)
        return True
    else:
        answers.no_more_holdings(found, actor=actor, now=now)
    return False


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answers_page(request: HttpRequest, code: str) -> HttpResponse:
    """Every answer with a way to change it; posting it gives the result and its receipt."""
    found, actor, lang = _call(code), account_of(request), language()
    if request.method == "POST":
        try:
            number = keep_receipt(
                found, actor=actor, now=clock.now(), private_too="keep_private" in request.POST
            )
        except Refused:
            return HttpResponseRedirect(_address(found, None))
        return HttpResponseRedirect(reverse("programmes:receipt", args=[number]))
    draft = checks.draft(found, actor)
    if draft.next is not None:
        return HttpResponseRedirect(_address(found, None))
    rows = [
        (label, value, _address(found, fact)) for label, value, fact in check_pages.answer_rows(draft, lang)
    ]
    private = any(question_for(fact).private for fact in draft.answers)
    return render(
        request,
        "programmes/answers.html",
        {
            "page": _frame(found, lang, say("programmes.answers.title", lang)),
            "call": found,
            "rows": rows,
            "private": private,
            "limits": [
                (limit_pages.limit_sentence(limit, lang), table, limit.left >= 0)
                for limit, table in limit_pages.limit_tables(draft.checked, lang)
            ],
        },
    )


@login_required
@require_POST
def begin_again(request: HttpRequest, code: str) -> HttpResponse:
    """The draft goes; the call's first page comes back."""
    found = _call(code)
    answers.drop_draft(found, actor=account_of(request), now=clock.now())
    return HttpResponseRedirect(reverse("programmes:ask", args=[code]))


@login_required
@never_cache
def receipt(request: HttpRequest, number: str, fmt: str) -> HttpResponse:
    """The result as it was kept, made again in this moment to show that it is the same."""
    lang = language()
    kept = checks.receipt(number, account_of(request))
    if kept is None:
        raise Http404(say("APP-123", lang, number=number[:20]))
    reasons = receipt_pages.reasons_kept(kept)
    table = receipt_pages.reasons_table(reasons, lang)
    later = receipt_pages.reasons_table(reasons, lang, later=True)
    return answer(
        request,
        template="programmes/receipt.html",
        context={
            "page": Frame(
                title=receipt_pages.heading(kept, reasons, lang),
                caption=say("programmes.receipt.title", lang, number=number),
                command=f"guohe can-apply --receipt {number}",
                as_at=kept.made_at,
                crumbs=(Crumb(say("programmes.calls.title", lang), reverse("programmes:calls")),),
            ),
            "receipt": kept,
            "tone": receipt_pages.TONES[kept.verdict],
            "short": say(f"programmes.verdict.{kept.verdict}.short", lang),
            "contact": receipt_pages.contacts_text(checks.contact(clock.today()), lang),
            "rows": receipt_pages.receipt_rows(kept, lang),
            "answers": receipt_pages.kept_answers(kept, lang),
            "withheld": receipt_pages.withheld_text(kept, lang),
            "table": table,
            "links": [_rule(each) for each in reasons if not each.later],
            "later": later,
            "later_links": [_rule(each) for each in reasons if each.later],
        },
        table=[table, later],
        record=receipt_pages.receipt_record(kept, lang),
        name=number,
        fmt=fmt,
    )


def _rule(reason: receipt_pages.Reason) -> str:
    return reverse("programmes:rule", args=[reason.book.id, f"{reason.rule.id}@{reason.book.version}"])


def _address(found: Call, fact: str | None) -> str:
    place = reverse("programmes:question", args=[found.code])
    return f"{place}?question={fact}" if fact else place


def _call(code: str) -> Call:
    try:
        return call(code)
    except Refused as refusal:
        raise Http404(refusal.findings[0].sentence(language())) from None


def _crumbs(found: Call, lang: str) -> tuple[Crumb, ...]:
    return (
        Crumb(say("programmes.calls.title", lang), reverse("programmes:calls")),
        Crumb(found.names.in_language(lang), reverse("programmes:ask", args=[found.code])),
    )


def _frame(found: Call, lang: str, title: str) -> Frame:
    return Frame(title=title, command=f"guohe can-apply {found.code}", crumbs=_crumbs(found, lang)[:1])
