"""What one question's page shows: finished values for its template."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.programmes.domain.answers import ROLES, SIDES, STANDINGS
from guohe.programmes.domain.calls import Answering, Call, Question
from guohe.programmes.queries import check_pages, checks
from guohe.programmes.queries.calls import books_of, call, listed_values, offered, types
from guohe.rules.domain.facts import Fact
from guohe.ui.acting import account_of
from guohe.ui.languages import language

# The fields of a project's form.
HELD: Final = (
    "type",
    "role",
    "standing",
    "stage",
    "ends",
    "months",
    "direct",
    "exercise",
    "employer",
    "side",
)


def shown(
    request: HttpRequest, found: Call, draft: checks.Draft, asked: Question, *, faulty: bool
) -> dict[str, Any]:
    """The question with its answer so far, an earlier one to look at, its rules, and what a project's form offers."""
    lang = language()
    told: Fact | None = draft.answers.get(asked.fact)
    before = None
    if told is None and asked.fact not in draft.unknown:
        before = checks.before(asked.fact, found, account_of(request))
    value = request.POST.get("answer", "") if faulty else check_pages.typed_text(told)
    if before is not None and not faulty:
        value = check_pages.typed_text(before.fact)
    held = told if isinstance(told, tuple) else ()
    return {
        "call": found,
        "question": asked,
        "value": value,
        "options": _options(found, asked, lang),
        "before": None
        if before is None
        else say(
            "programmes.ask.before",
            lang,
            told=check_pages.answer_text(asked.fact, before.fact, lang),
            call=call_name(before.call, lang),
            day=before.day.isoformat(),
        ),
        "because": [
            (
                rule.words.in_language(lang),
                reverse("programmes:rule", args=[of.id, f"{rule.id}@{of.version}"]),
            )
            for of, rule in check_pages.because_of(asked, found)
        ],
        "held": [check_pages.holding_text(each, lang) for each in held],
        "typed": {name: request.POST.get(name, "") for name in HELD},
        "types": [(each.value, each.words.in_language(lang)) for each in types()],
        "roles": [(each, say(f"programmes.ask.role.{each}", lang)) for each in ROLES],
        "standings": [(each, say(f"programmes.ask.standing.{each}", lang)) for each in STANDINGS],
        "sides": [(each, say(f"programmes.ask.side.{each}", lang)) for each in SIDES],
    }


def _options(found: Call, asked: Question, lang: str) -> list[tuple[str, str]]:
    if asked.kind is Answering.YES_NO:
        return [(word, say(f"programmes.ask.{word}", lang)) for word in ("yes", "no")]
    if asked.kind is Answering.LISTED:
        none = say("programmes.ask.none", lang)
        values = listed_values(asked.fact, books_of(found))
        return [(value, none if value == "none" else value) for value in values]
    return [(option.value, option.words.in_language(lang)) for option in offered(asked, books_of(found))]


def call_name(code: str, lang: str) -> str:
    """The name of a call; its code where the call is no longer among the data."""
    try:
        return call(code).names.in_language(lang)
    except Refused:
        return code
