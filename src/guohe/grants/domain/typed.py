"""What is typed is a day only as year-month-day, and says something only with a sign that can be seen."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

# The years in which a day of a project may lie: further off it is a slip of the hand.
YEARS: Final = range(1900, 2200)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Blanks of every width, and control and format signs: none of them can be seen.
_UNSEEN: Final = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Cs"))


def day_of(text: str) -> date | None:
    """A day written 2021-10-31, or None; the database reads the same (grants_day)."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def says(text: str) -> bool:
    """Whether there is anything to read in it; the database asks the same (grants_says)."""
    return any(unicodedata.category(sign) not in _UNSEEN for sign in text)
