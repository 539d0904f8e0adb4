"""A text for a terminal or a mail: a sign that either would obey is made visible, and a space of any width stays a space."""

from __future__ import annotations

import unicodedata


def visible(text: str) -> str:
    """The text with a replacement sign for each sign that has no form of its own."""
    # Python calls U+3000 and U+00A0 unprintable; a Chinese name may hold the first, and nothing obeys a space.
    return "".join(
        sign if sign.isprintable() or unicodedata.category(sign) == "Zs" else "\N{REPLACEMENT CHARACTER}"
        for sign in text
    )
