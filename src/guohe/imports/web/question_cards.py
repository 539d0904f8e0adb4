"""A question on a card: the line, what is asked, the ready answers, and what was said so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest

from guohe.grants.queries import find
from guohe.imports.domain.standing import QuestionFacts
from guohe.imports.queries.categories import categories_of
from guohe.imports.queries.tables import question_words
from guohe.imports.web.forms import AnswerForm
from guohe.ui.languages import language


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """One question with its form; the form is None when it is answered already."""

    question: QuestionFacts
    asked: str
    form: AnswerForm | None


def cards(
    request: HttpRequest, questions: Sequence[QuestionFacts], *, bound: tuple[int, AnswerForm] | None = None
) -> list[QuestionCard]:
    """Cards of questions; ``bound`` is the form of one that came back with a fault."""
    lang = language()
    grants = [grant.ref for grant in find.all_grants()] if questions else []

    @cache
    def categories(ref: str) -> dict[str, str]:
        return (
            {code: name.in_language(lang) for code, name in categories_of(ref).items()}
            if ref in grants
            else {}
        )

    found = []
    for question in questions:
        form = None
        if bound is not None and bound[0] == question.number:
            form = bound[1]
        elif question.state == "open":
            form = form_of(
                question, None, grants=grants, categories=categories(question.line.grant_ref or "")
            )
        found.append(QuestionCard(question, question_words(question, lang), form))
    return found


def form_of(
    question: QuestionFacts, data: object, *, grants: Sequence[str], categories: dict[str, str]
) -> AnswerForm:
    """The answer form of one question; fields of several cards on one page have names of their own."""
    others = [ref for ref in grants if ref != question.line.grant_ref]
    return AnswerForm(
        data,
        lang=language(),
        ready=question.ready,
        grants=others,
        categories=categories,
        prefix=f"q{question.number}",
    )


def bound_form(question: QuestionFacts, data: object) -> AnswerForm:
    """The form with what was sent."""
    ref = question.line.grant_ref or ""
    grants = [grant.ref for grant in find.all_grants()]
    names = (
        {code: name.in_language(language()) for code, name in categories_of(ref).items()}
        if ref in grants
        else {}
    )
    return form_of(question, data, grants=grants, categories=names)
