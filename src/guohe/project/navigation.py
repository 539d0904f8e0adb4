"""The top bar: at most six places, by what a person does.

A place whose page does not exist in this version is left out; the order is the order of the bar.
"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Place

MOST_PLACES: Final = 6

# What it is called, where it is, the key after "g", and which pages lie under it (beginnings of view names).
PLACES: Final = (
    ("ui.place.today", "portal:today", "h", ("portal:today",)),
    ("ui.place.grants", "grants:list", "l", ("grants:", "funds:", "reporting:")),
    ("ui.place.import", "imports:new", "i", ("imports:",)),
    ("ui.place.questions", "imports:questions", "q", ("imports:question",)),
    ("ui.place.units", "registry:units", "u", ("registry:unit",)),
    ("ui.place.timeline", "registry:timeline", "c", ("registry:timeline",)),
    ("ui.place.jobs", "portal:jobs", "s", ("portal:job",)),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs from all contexts together."""
    return {"navigation": places(request)}


def places(request: HttpRequest) -> list[Place]:
    """The places that exist, the one nearest to this page marked."""
    view = request.resolver_match.view_name if request.resolver_match else ""
    found = [
        (Place(say(words, language()), url, key=f"g{key}"), _nearness(view, under))
        for words, name, key, under in PLACES
        if (url := _address(name)) is not None
    ][:MOST_PLACES]
    nearest = max((near for _, near in found), default=0)
    return [
        Place(place.label, place.url, current=near == nearest and near > 0, key=place.key) for place, near in found
    ]


def _nearness(view: str, under: tuple[str, ...]) -> int:
    return max((len(start) for start in under if view.startswith(start)), default=0)


def _address(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
