"""A question on a card: the line, what is asked, the ready answers, and what was said so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.grants.queries.rule_versions import books_of, left_out
from guohe.imports.domain.standing import QuestionFacts
from guohe.imports.queries.categories import categories_of
from guohe.imports.queries.offered import Offered
from guohe.imports.queries.tables import judged_words, question_words
from guohe.imports.web.forms import AnswerForm
from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there
from guohe.programmes.queries.line_rules import listing_books, listing_left_out, rules_told_as
from guohe.programmes.queries.rule_pages import clause_text
from guohe.ui.acting import account_of
from guohe.ui.languages import language

CARDS_ON_A_PAGE: Final = 10


@dataclass(frozen=True, slots=True)
class RuleBehind:
    """One rule: its words in the reader's language, its clause and version, and its page."""

    words: str
    document: str
    url: str


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """One question with its form, None when it is answered already; ``others`` says who gives the answers not offered.

    ``rules`` are the pages of the rules behind it, each with the rule's words and the clause it comes from; ``judged`` says as
    at which day and on what, ``deciders`` who may in fact decide while it is open.
    """

    question: QuestionFacts
    asked: str
    asked_by: str
    form: AnswerForm | None
    others: str = ""
    rules: tuple[RuleBehind, ...] = ()
    judged: str = ""
    deciders: str = ""


def page_of(request: HttpRequest, questions: Sequence[QuestionFacts]) -> Page[QuestionFacts]:
    """Those on the page that is asked for: a card with its form is long."""
    return Paginator(questions, CARDS_ON_A_PAGE).get_page(request.GET.get("page"))


def cards(
    request: HttpRequest, questions: Sequence[QuestionFacts], *, bound: tuple[int, AnswerForm] | None = None
) -> list[QuestionCard]:
    """Cards of questions; ``bound`` is the form of one that came back with a fault."""
    lang = language()
    visible = {grant.ref: grant for grant in find.all_grants()} if questions else {}

    @cache
    def categories(ref: str) -> dict[str, str]:
        return (
            {code: name.in_language(lang) for code, name in categories_of(ref).items()}
            if ref in visible
            else {}
        )

    offered = Offered(account_of(request), clock.today())
    found = []
    for question in questions:
        form = None
        ready, others = offered.of(question, lang) if question.state == "open" else ((), "")
        if bound is not None and bound[0] == question.number:
            form = bound[1]
            form.offer_only(ready, offered.grants(question))
        elif question.state == "open":
            form = form_of(
                question,
                None,
                ready=ready,
                grants=offered.grants(question),
                categories=categories(question.line.grant_ref or ""),
            )
        found.append(
            QuestionCard(
                question,
                question_words(question, lang),
                _asked_by(question, lang),
                form,
                others,
                _rules_behind(question, visible.get(question.line.grant_ref or ""), lang),
                judged_words(question, lang),
                offered.deciders(question, lang) if question.state == "open" else "",
            )
        )
    return found


def _rules_behind(question: QuestionFacts, grant: GrantFacts | None, lang: str) -> tuple[RuleBehind, ...]:
    """The rules of the host and of the award that are said under the code of what was found in the line; then each rulebook that
    was not asked, as it is not established which of its versions held on the line's day."""
    if grant is None or question.finding is None:
        return ()
    day = question.line.posted_on
    books = (*listing_books(grant.host_code, day), *books_of(grant, day))
    unasked = [
        *(
            (each, "programmes.rules.title", reverse("programmes:rules"))
            for each in listing_left_out(grant.host_code, day)
        ),
        *(
            (each, "grants.rules.title", f"{reverse('grants:rules', args=[grant.ref])}?as_at={day}")
            for each in left_out(grant, day)
        ),
    ]
    return tuple(
        RuleBehind(
            words=rule.words.in_language(lang),
            document=f"{clause_text(rule, lang)} · {book.label}",
            url=reverse("programmes:rule", args=(book.id, f"{rule.id}@{book.version}")),
        )
        for book, rule in rules_told_as(question.finding.code, books)
    ) + tuple(
        RuleBehind(f"{each.code} {each.sentence(lang)}", say(title, lang, ref=grant.ref), url)
        for each, title, url in unasked
    )


def _asked_by(question: QuestionFacts, lang: str) -> str:
    """Who asked and until when; what the reading of a file found was asked by no person."""
    return say(
        "imports.card.checked" if question.by_the_check else "imports.card.asked",
        lang,
        who=question.asked_by.in_language(lang),
        on=day_there(question.asked_at).isoformat(),
        by=question.due_date.isoformat(),
    )


def form_of(
    question: QuestionFacts,
    data: object,
    *,
    ready: Sequence[str],
    grants: Sequence[str],
    categories: dict[str, str],
) -> AnswerForm:
    """The answer form of one question; fields of several cards on one page have names of their own."""
    return AnswerForm(
        data,
        lang=language(),
        ready=ready,
        grants=grants,
        categories=categories,
        prefix=f"q{question.number}",
    )


def bound_form(question: QuestionFacts, data: object) -> AnswerForm:
    """The form with what was sent."""
    ref = question.line.grant_ref or ""
    visible = {grant.ref for grant in find.all_grants()}
    names = (
        {code: name.in_language(language()) for code, name in categories_of(ref).items()}
        if ref in visible
        else {}
    )
    return form_of(question, data, ready=question.ready, grants=sorted(visible - {ref}), categories=names)
