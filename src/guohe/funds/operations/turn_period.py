"""A period is turned by a person, with a reason, and the audit log says so."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

from guohe.audit.operations.record_fact import record
from guohe.funds.operations import close_period
from guohe.funds.queries.books import book_facts
from guohe.funds.queries.periods import PeriodFacts, period_with

State = Literal["held", "closed", "open"]
_STEPS: Final = {"held": close_period.hold, "closed": close_period.close, "open": close_period.reopen}


def turn_period(*, book: int, day: date, state: State, reason: str, now: datetime) -> PeriodFacts:
    """Turns the period that holds ``day``.

    Raises Refused: MON-315 where no period holds the day, MON-361 for a step out of order, MON-362 for two steps by one
    person, MON-383 without the right. An empty reason is refused by the table.
    """
    period = period_with(book, day)
    _STEPS[state](period_id=period.number, reason=reason)
    record(
        host_id=book_facts(book).host_id,
        action="funds.period_turned",
        subject=f"period:{period.first_day}/{period.last_day}",
        details={"state": state},
        now=now,
    )
    return period_with(book, day)
