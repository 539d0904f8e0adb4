"""What an officer looks at before paying: how much of what was received is not used, and which days banks are closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from guohe.calendars.domain.days import Closed, Region, closed_on
from guohe.calendars.queries.published import calendars, working_days_between
from guohe.funds.queries.positions import Position
from guohe.grants.domain.said import day_in_words
from guohe.kernel.findings import Finding, Place, Refused
from guohe.kernel.texts import say

# Two weeks: a payment prepared today has left and arrived within them, or is late.
DAYS_AHEAD: Final = 14
PLACES: Final = (Region.MAINLAND, Region.HONG_KONG)


def position_words(position: Position, lang: str) -> str:
    """Both amounts, and the share in tenths of a hundredth, never rounded up to all of it."""
    tenths = position.left.minor * 1000 // position.received.minor
    share = f"{tenths // 10}.{tenths % 10}"
    return say(
        "payments.unspent", lang, left=str(position.left), received=str(position.received), share=share
    )


def closed_ahead(today: date, lang: str) -> str:
    """The holidays of both places in the next two weeks, or that there is none, or that nobody published them."""
    last = today + timedelta(days=DAYS_AHEAD)
    try:
        counted = working_days_between(today, last, PLACES)
    except Refused as refusal:
        return refusal.findings[0].sentence(lang)
    told = [
        say(
            "payments.ahead.day",
            lang,
            day=day_in_words(each.day, lang),
            place=say(f"calendars.region.{why.region}", lang),
            holiday=why.holiday.in_language(lang),
        )
        for each in counted.excluded
        for why in each.why
        if why.holiday is not None
    ]
    if not told:
        return say("payments.ahead.none", lang, last=day_in_words(last, lang))
    return say("payments.ahead", lang, days=say("payments.letter.joint", lang).join(told))


def closed_in(day: date, places: Sequence[Region]) -> list[Closed | Finding]:
    """In which of the places banks are closed on a day, and why; CAL-101 or CAL-102 where one has not published it."""
    found: list[Closed | Finding] = []
    for each in calendars(places):
        try:
            closed = closed_on(each, day)
        except Refused as refusal:
            found += [replace(finding, place=Place(pointer="requested_on")) for finding in refusal.findings]
        else:
            found += [] if closed is None else [closed]
    return found
