"""The day on which a bank is to pay is today or later, and one on which the banks of both accounts are open.

What two people release holds its day. On a day that has passed, or on which it is closed, a bank would pay on another day than they released.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from guohe.calendars.domain.days import Closed, Region
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.names import Called, Name
from guohe.kernel.texts import LANGUAGES, say

# The three places whose days are published, by the country of an account.
_PLACES: Final = {"CN": Region.MAINLAND, "HK": Region.HONG_KONG, "MO": Region.MACAO}


def places_of(*countries: str) -> tuple[Region, ...]:
    """The places of these accounts whose days are known; the Mainland and Hong Kong where there is none."""
    found = dict.fromkeys(_PLACES[country] for country in countries if country in _PLACES)
    return tuple(found) or (Region.MAINLAND, Region.HONG_KONG)


def against_day(
    payment: str, day: date, *, today: date, closed: Sequence[Closed | Finding]
) -> tuple[Finding, ...]:
    """PAY-427 for a day that has passed, else PAY-428 for each place that is closed on it; what is not published stays a finding."""
    past = passed(payment, day, today)
    if past is not None:
        return (past,)
    at = Place(pointer="requested_on")
    return tuple(
        each
        if isinstance(each, Finding)
        else Finding(
            "PAY-428",
            Level.STOP,
            at,
            {"payment": payment, "on": day.isoformat(), "place": _place(each), "why": _why(each)},
        )
        for each in closed
    )


def passed(payment: str, day: date, today: date) -> Finding | None:
    """PAY-427 if no bank can pay on the day any more."""
    if day >= today:
        return None
    values = {"payment": payment, "on": day.isoformat(), "today": today.isoformat()}
    return Finding("PAY-427", Level.STOP, Place(pointer="requested_on"), values)


def _place(closed: Closed) -> Called:
    return Called(Name(*(say(f"calendars.region.{closed.region}", lang) for lang in LANGUAGES)))


def _why(closed: Closed) -> Called:
    weekend = Name(*(say("calendars.weekend", lang) for lang in LANGUAGES))
    return Called(closed.holiday or weekend)
