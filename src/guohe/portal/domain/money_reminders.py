"""A reminder is a day and a sentence: when to ask the bank, and when an instalment is due; nothing already past is recalled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from guohe.calendars.domain.days import Calendar, nth_working_day
from guohe.kernel.findings import Refused
from guohe.portal.domain.money import Money


@dataclass(frozen=True, slots=True)
class Reminder:
    """``key`` is the same each time, so that a calendar replaces the entry; ``text`` and ``values`` make its sentence."""

    key: str
    day: date
    text: str
    values: tuple[tuple[str, str], ...]


def reminders(money: Money, calendars: Sequence[Calendar]) -> Iterator[Reminder]:
    """For each sending not seen, the first day past its usual time; for each instalment not sent, its planned day."""
    for way in money.ways:
        instalment, sending = way.instalment, way.sending
        named = (
            ("number", str(instalment.number)),
            ("amount", str(instalment.amount)),
            ("ref", money.grant.ref),
        )
        if way.on_its_way and sending is not None and sending.happened_on and money.usual is not None:
            try:
                day = nth_working_day(calendars, sending.happened_on, money.usual.nine_in_ten + 1)
            except Refused:
                continue
            reference = sending.claim.reference if sending.claim else ""
            yield Reminder(
                f"{instalment.ref}/ask",
                day,
                "portal.money.remind.ask",
                (
                    *named,
                    ("sent", sending.happened_on.isoformat()),
                    ("reference", reference or instalment.ref),
                ),
            )
        elif sending is None and instalment.due_date is not None and instalment.due_date >= money.on:
            yield Reminder(f"{instalment.ref}/due", instalment.due_date, "portal.money.remind.due", named)
