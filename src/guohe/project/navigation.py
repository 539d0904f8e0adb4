"""The top bar: at most six places, by what a person does.

A place whose page does not exist in this version is left out; the order is the order of the bar.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from guohe.identity.queries import capabilities_of
from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Place

MOST_PLACES: Final = 6
# A place that is of use only to who may do this somewhere; the others would meet a refusal.
NEEDED: Final = {"ui.place.inbox": "import"}

# What it is called, which pages it may be, the key after "g", and which pages lie under it (beginnings of names).
PLACES: Final = (
    ("ui.place.today", ("portal:today",), "h", ("portal:today",)),
    (
        "ui.place.grants",
        ("portal:grants",),
        "l",
        (
            "portal:grant",
            "portal:budget",
            "portal:check",
            "portal:money",
            "portal:trace",
            "grants:",
            "imports:line",
            "imports:set-up",
            "funds:",
            "reporting:",
            "documents:",
        ),
    ),
    ("ui.place.inbox", ("reconciliation:inbox",), "b", ("reconciliation:",)),
    ("ui.place.import", ("imports:new", "imports:start", "imports:jobs"), "i", ("imports:",)),
    (
        "ui.place.questions",
        ("imports:all-questions", "imports:questions"),
        "q",
        ("imports:question", "imports:all-question"),
    ),
    ("ui.place.units", ("registry:units",), "u", ("registry:unit",)),
    ("ui.place.rules", ("programmes:rules",), "r", ("programmes:rule",)),
    ("ui.place.timeline", ("registry:timeline",), "c", ("registry:timeline",)),
    ("ui.place.jobs", ("portal:health", "portal:jobs"), "s", ("portal:health", "portal:job")),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs from all contexts together."""
    return {"navigation": places(request)}


def places(request: HttpRequest) -> list[Place]:
    """The places that exist, the one nearest to this page marked."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    may = _words_of(request)
    found = [
        (Place(say(words, language()), url, key=f"g{key}"), _nearness(view, under))
        for words, names, key, under in PLACES
        if (url := _address(names)) is not None and NEEDED.get(words, "") in may
    ][:MOST_PLACES]
    nearest = max((near for _, near in found), default=0)
    return [
        Place(place.label, place.url, current=near == nearest and near > 0, key=place.key)
        for place, near in found
    ]


def _words_of(request: HttpRequest) -> set[str]:
    """What the acting person may do anywhere today, and the empty word, which everybody may."""
    # A page of the frame alone, without a session, has no user at all.
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {""}
    return {"", *(held.word for held in capabilities_of(int(user.pk or 0), clock.today()))}


def _nearness(view: str, under: tuple[str, ...]) -> int:
    return max((len(start) for start in under if view.startswith(start)), default=0)


def _address(names: tuple[str, ...]) -> str | None:
    """The first of the names that is a page of this version."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return None
