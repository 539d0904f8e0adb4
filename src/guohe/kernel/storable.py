"""A text is kept as it was typed, so one that the database cannot keep whole is refused, never mended in silence."""

from __future__ import annotations

from typing import Final

# As many figures as no number of a table has, as a part of a pattern: what they name does not exist.
TOO_MANY_FIGURES: Final = "[0-9]{19,}"


def storable(*texts: str) -> bool:
    """Whether the database can keep every text: none has a NUL or half of a surrogate pair."""
    return not any("\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text) for text in texts)
