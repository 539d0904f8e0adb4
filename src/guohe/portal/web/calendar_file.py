"""Reminders as an iCalendar file: whole days, each with a key by which a calendar program replaces it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from guohe.kernel.texts import say
from guohe.portal.domain.money_reminders import Reminder

_PRODUCT = "-//Guohe//money//EN"


def calendar_bytes(found: Iterable[Reminder], *, lang: str, now: datetime) -> bytes:
    """The file's bytes; ``now`` is when it was made."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    for reminder in found:
        event = Event()
        event.add("uid", f"{reminder.key}@guohe")
        event.add("dtstamp", now)
        event.add("dtstart", reminder.day)
        event.add("dtend", reminder.day + timedelta(days=1))
        event.add("summary", say(reminder.text, lang, **dict(reminder.values)))
        calendar.add_component(event)
    return bytes(calendar.to_ical())
