"""The three languages of every page, named in themselves, with the tag a browser picks glyphs by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.translation import get_language

from guohe.kernel.texts import LANGUAGES

OWN_NAMES: Final = {"en": "English", "zh-hant": "繁體中文", "zh-hans": "简体中文"}

# Hong Kong and Mainland glyph shapes differ (骨, 直, 角), so the region belongs to the tag.
TAGS: Final = {"en": "en", "zh-hant": "zh-Hant-HK", "zh-hans": "zh-Hans-CN"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of the language menu: the same page in another language."""

    code: str
    own_name: str
    tag: str
    url: str
    current: bool


def language() -> str:
    """The reader's language: en, zh-hant or zh-hans; anything else reads English."""
    active = get_language() or "en"
    return active if active in LANGUAGES else "en"


def same_page(request: HttpRequest, lang: str) -> str:
    """This page's address in another language, with its query: the first part of the path is the language."""
    parts = request.get_full_path().split("/", 2)
    if len(parts) == 3 and parts[1] in LANGUAGES:
        return f"/{lang}/{parts[2]}"
    return f"/{lang}/"


def choices(request: HttpRequest) -> list[Choice]:
    """The menu, in its fixed order."""
    now = language()
    return [
        Choice(code, OWN_NAMES[code], TAGS[code], same_page(request, code), code == now) for code in LANGUAGES
    ]
