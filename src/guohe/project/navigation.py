"""The top bar: at most six items, by what a person does; the places that do not fit stand under the last, "More".

A place that the acting person would be refused is left out; the order is the order of the bar, so that every place is
one or two clicks from every page.
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

MOST_ITEMS: Final = 6
# A place that is of use only to who may do one of these somewhere; the others would meet a refusal.
NEEDED: Final[dict[str, frozenset[str]]] = {
    "ui.place.inbox": frozenset({"import"}),
    "ui.place.import": frozenset({"import"}),
    "ui.place.questions": frozenset({"view_money"}),
    "ui.place.mapping": frozenset({"prepare"}),
    "ui.place.releases": frozenset({"view_money"}),
    "ui.place.people": frozenset({"view_people"}),
}

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
            "equipment:",
            "people:of-grant",
            "imports:line",
            "imports:orders",
            "imports:set-up",
            "reconciliation:recon",
            "funds:",
            "reporting:",
            "documents:",
        ),
    ),
    ("ui.place.inbox", ("reconciliation:inbox",), "b", ("reconciliation:",)),
    ("ui.place.import", ("imports:new", "imports:start", "imports:jobs"), "i", ("imports:",)),
    (
        "ui.place.questions",
        ("imports:questions",),
        "q",
        ("imports:question",),
    ),
    ("ui.place.rules", ("programmes:rules",), "r", ("programmes:rule", "grants:rule-changes")),
    (
        "ui.place.calls",
        ("programmes:calls",),
        "y",
        (
            "programmes:calls",
            "programmes:ask",
            "programmes:question",
            "programmes:answers",
            "programmes:receipt",
        ),
    ),
    ("ui.place.calendar", ("programmes:calendar",), "d", ("programmes:calendar", "programmes:deadlines")),
    ("ui.place.people", ("people:people",), "e", ("people:people",)),
    ("ui.place.releases", ("payments:releases",), "p", ("payments:",)),
    ("ui.place.books", ("funds:books",), "o", ("funds:book",)),
    ("ui.place.mapping", ("imports:mapping",), "a", ("imports:mapping",)),
    ("ui.place.units", ("registry:units",), "u", ("registry:unit",)),
    ("ui.place.institutions", ("registry:institutions",), "n", ("registry:institution",)),
    ("ui.place.timeline", ("registry:timeline",), "c", ("registry:timeline",)),
    ("ui.place.jobs", ("portal:health", "portal:jobs"), "s", ("portal:health", "portal:job")),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs from all contexts together."""
    found = places(request)
    shown = len(found) if len(found) <= MOST_ITEMS else MOST_ITEMS - 1
    more = found[shown:]
    return {
        "navigation": found[:shown],
        "navigation_more": more,
        "navigation_more_current": any(place.current for place in more),
    }


def places(request: HttpRequest) -> list[Place]:
    """The places that exist and are open to this person, the one nearest to this page marked."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    may = _words_of(request)
    found = [
        (Place(say(words, language()), url, key=f"g{key}"), _nearness(view, under))
        for words, names, key, under in PLACES
        if (url := _address(names)) is not None and (words not in NEEDED or NEEDED[words] & may)
    ]
    nearest = max((near for _, near in found), default=0)
    return [
        Place(place.label, place.url, current=near == nearest and near > 0, key=place.key)
        for place, near in found
    ]


def _words_of(request: HttpRequest) -> set[str]:
    """What the acting person may do anywhere today."""
    # A page of the frame alone, without a session, has no user at all.
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return set()
    return {held.word for held in capabilities_of(int(user.pk or 0), clock.today())}


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
