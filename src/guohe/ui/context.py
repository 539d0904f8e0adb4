"""Every page gets its frame's facts from one context processor; views add only their own ``page``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from guohe.kernel import clock
from guohe.ui.languages import TAGS, choices, language


def frame(request: HttpRequest) -> dict[str, Any]:
    """The mode, the moment, the reader's language and its menu, and where help stands."""
    lang = language()
    return {
        "mode": settings.MODE,
        "read_at": clock.now(),
        "lang": lang,
        "html_lang": TAGS[lang],
        "languages": choices(request),
        "help_url": _address("ui:help"),
        "preferences_url": _address("ui:preferences"),
        "search_url": _address("portal:search"),
    }


def _address(name: str) -> str | None:
    """A page's address, or None while no context offers that page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
