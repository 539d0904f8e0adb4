"""The reversal page: the original, what its reversal would change, and a reason; then both together."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from guohe.funds.domain.printed import Words, account_word, columns, document_word
from guohe.funds.operations.turn_entry import turn_entry
from guohe.funds.queries.categories import category_words
from guohe.funds.queries.chart import open_day_from
from guohe.funds.queries.journals import WholeEntry, entry
from guohe.funds.queries.sent_reports import sent_reports
from guohe.funds.queries.sight import see_entry
from guohe.funds.web.forms import ReversalForm
from guohe.identity.queries.sight import see_some_money
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.money import Money
from guohe.kernel.tables import Kind, Table
from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame


@require_http_methods(["GET", "HEAD", "POST"])
def reverse_entry(request: HttpRequest, journal_id: int) -> HttpResponse:
    """Shows the entry and turns it round once."""
    see_some_money()
    try:
        original = entry(journal_id)
    except Refused:
        raise Http404(str(journal_id)) from None
    see_entry(original)
    lang = language()
    name = f"J-{journal_id}"
    if request.method in ("GET", "HEAD"):
        day = open_day_from(original.book, max(clock.today(), original.effective_date)) or clock.today()
        form = ReversalForm(initial={"key": uuid4(), "on": day}, lang=lang, entry=name)
        return _page(request, original, form, ())
    form = ReversalForm(request.POST, lang=lang, entry=name)
    if not form.is_valid():
        return _page(request, original, form, ())
    try:
        # A refusal takes back this attempt alone; the page that explains it still reads the books.
        with transaction.atomic():
            posted = turn_entry(
                journal_id=journal_id,
                reason=form.cleaned_data["reason"],
                on=form.cleaned_data["on"],
                key=form.cleaned_data["key"],
                now=clock.now(),
            )
    except Refused as refusal:
        return _page(request, original, form, refusal.findings)
    messages.success(request, say("funds.reverse.done", lang, entry=name, by=posted.ref))
    for report in sent_reports([journal_id]):
        messages.info(request, report.says.in_language(lang))
    return HttpResponseRedirect(reverse("funds:trace", args=[original.source]))


def _lines(original: WholeEntry, words: Words) -> Table:
    lang = words.lang
    title = say(
        "funds.reverse.original",
        lang,
        entry=f"J-{original.journal_id}",
        day=original.effective_date.isoformat(),
        source=document_word(original.source, lang),
    )
    return Table(
        title,
        columns(
            lang,
            ("account", Kind.TEXT),
            ("category", Kind.TEXT),
            ("amount", Kind.MONEY),
            ("carried", Kind.MONEY),
        ),
        [
            (account_word(line.account_name, lang), words.category(line.budget), line.amount, line.carried)
            for line in original.lines
        ],
        lang=lang,
    )


def _effects(original: WholeEntry, words: Words) -> list[str]:
    lang = words.lang
    by_category: dict[str, Money] = {}
    for line in original.lines:
        if line.carried is not None:
            place = words.category(line.budget) or say("funds.reverse.no-category", lang)
            by_category[place] = by_category.get(place, Money(line.carried.currency, 0)) - line.carried
    return [
        say(
            "funds.reverse.effect.less" if amount.minor < 0 else "funds.reverse.effect",
            lang,
            category=category,
            amount=str(-amount if amount.minor < 0 else amount),
        )
        for category, amount in by_category.items()
    ]


def _page(
    request: HttpRequest, original: WholeEntry, form: ReversalForm, findings: tuple[Finding, ...]
) -> HttpResponse:
    lang = language()
    name = f"J-{original.journal_id}"
    faulty = bool(findings or form.errors)
    own = next((line.fund for line in original.lines if line.fund is not None), None)
    words = Words(lang, category_words(own, lang) if own else {})
    context = {
        "page": Frame(
            title=say("funds.reverse.title", lang, entry=name),
            command=f"guohe reverse {name} --why …",
            as_at=clock.now(),
            crumbs=(Crumb(say("funds.trace.title", lang, what=name), reverse("funds:trace", args=[name])),),
            faulty=faulty,
        ),
        "form": form,
        "told": findings or (form if form.errors else None),
        "table": _lines(original, words),
        "effects": _effects(original, words),
        "sent": [
            (report.url, report.says.in_language(lang)) for report in sent_reports([original.journal_id])
        ],
        "reversed_by": f"J-{original.reversed_by}" if original.reversed_by else None,
    }
    return render(request, "funds/reverse.html", context, status=422 if faulty else 200)
