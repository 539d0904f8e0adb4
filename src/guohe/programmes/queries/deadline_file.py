"""Deadlines as an iCalendar file: a step is a whole day, the funder's hour a moment; a key replaces what came before it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Final

from icalendar import Calendar, Event

from guohe.kernel.texts import say
from guohe.kernel.utc8 import UTC8
from guohe.programmes.domain.deadlines import DEADLINE
from guohe.programmes.queries.deadline_pages import step_text
from guohe.programmes.queries.deadlines import Due

_PRODUCT: Final = "-//Guohe//deadlines//EN"


def deadline_bytes(found: Iterable[Due], *, lang: str, now: datetime, demo: bool) -> bytes:
    """The file's bytes; ``now`` is when it was made. Invented days say so in every entry."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    for each in found:
        event = Event()
        event.add("uid", f"{each.call.code}/{each.planned.step}@guohe")
        event.add("dtstamp", now)
        deadline = each.call.deadline
        if deadline is not None and deadline.hour and each.planned.step == DEADLINE:
            moment = datetime.combine(each.day, time.fromisoformat(deadline.hour), UTC8)
            # The file says it in UTC, which every calendar program reads.
            event.add("dtstart", moment.astimezone(UTC))
        else:
            event.add("dtstart", each.day)
            event.add("dtend", each.day + timedelta(days=1))
        name = f"{each.call.names.in_language(lang)}: {step_text(each.planned.step, lang)}"
        event.add("summary", f"{say('ui.demo.banner', lang)} {name}" if demo else name)
        asks = each.planned.asks
        if asks is not None:
            event.add("description", f"{asks.rule.words.in_language(lang)} {asks.book.label}/{asks.rule.id}")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
