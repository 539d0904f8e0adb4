"""The clock is read at doors only; everything below takes ``now`` or ``on`` as an argument.

GUOHE_CLOCK fixes the moment for the demo, so that its figures are the same on every day.
"""

from __future__ import annotations

import os
from datetime import date, datetime

from guohe.kernel.utc8 import UTC8

__all__ = ["UTC8", "now", "today"]


def now() -> datetime:
    """This moment at UTC+8, or the demo's fixed moment."""
    fixed = os.environ.get("GUOHE_CLOCK")
    return datetime.fromisoformat(fixed).astimezone(UTC8) if fixed else datetime.now(UTC8)


def today() -> date:
    """The day at UTC+8 of this moment."""
    return now().date()
