"""A date is kept as its source states it: a year, a month or a day, and never made more exact.

Whether something holds on a day can therefore be unclear: a laboratory approved "in 2009" may or may not have stood on
1 June 2009, and the register says so.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from guohe.kernel.stated import StatedDate


class Standing(StrEnum):
    """Whether a dated fact holds on a day."""

    NOT_YET = "not_yet"
    UNCLEAR = "unclear"
    HOLDS = "holds"
    ENDED = "ended"


def standing(day: date, starts: StatedDate | None, ends: StatedDate | None) -> Standing:
    """What can be said on a day of a fact that holds from ``starts`` until before ``ends``."""
    if starts is not None and day < starts.first:
        return Standing.NOT_YET
    if ends is not None and day >= ends.last:
        return Standing.ENDED
    begun = starts is None or day >= starts.last
    unended = ends is None or day < ends.first
    return Standing.HOLDS if begun and unended else Standing.UNCLEAR
