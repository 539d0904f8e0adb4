"""Rates are noted with their source and time, all of them or none; a correction is one more note, never an edit.

A note counts from when another person confirms it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from guohe.audit.operations.record_fact import record
from guohe.funds.queries.lots import slips_of
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Refused
from guohe.reporting.domain.fx import RateKind, Stand, key_label, rate_key
from guohe.reporting.domain.noting import Known, Read, ToNote, read, rows_of, when
from guohe.reporting.models import Rate
from guohe.reporting.operations.explained import explained
from guohe.reporting.queries import rates


def note_rates(
    notes: Sequence[ToNote],
    *,
    host_id: int,
    base: str,
    quote: str,
    actor: int,
    now: datetime,
    sure: bool = False,
    budget_of: str = "",
) -> int:
    """Notes every rate and returns how many. Raises Refused with everything that stands against any of them.

    With ``budget_of`` it is the budget rate of that grant, fixed on the day it names. A rate of a day or a month is the whole host's, so
    noting it needs the right to prepare for all of it.
    """
    require(actor, "prepare", host_id=host_id, on=now.date(), grant=budget_of or None)
    noted = rates.noted(host_id, budget_of or None)
    # Of what is noted, a correction is not measured against the very rate that it corrects.
    earlier = [
        (each.key, Known(each.on, each.rate, each.source))
        for each, stand in noted
        if stand is not Stand.CORRECTED and each.quote == quote
    ]
    slips = [Known(slip.on, slip.rate, slip.deal_no) for slip in slips_of(host_id, base, quote)]
    faults: list[Finding] = []
    ready: list[Read] = []
    for note in notes:
        placed = when(note.when, budget=bool(budget_of))
        key = rate_key(*placed, quote) if placed else None
        known = [each for of, each in earlier if of != key] + slips
        known += [Known(each.on, each.rate, each.source) for each in ready]
        told, against = read(
            note, base=base, quote=quote, now=now, known=known, sure=sure, budget=bool(budget_of)
        )
        faults += against
        if told is not None:
            ready.append(told)
    if faults:
        raise Refused(*faults)
    with explained(years=""):
        for told in ready:
            Rate.objects.create(
                host_id=host_id,
                kind=told.kind.value,
                grant_ref=budget_of if told.kind is RateKind.BUDGET else "",
                on_day=told.on,
                base=base,
                quote=quote,
                rate=told.rate,
                source=told.source,
                rated_at=told.rated_at,
                noted_at=now,
            )
        record(
            host_id=host_id,
            action="reporting.rates_noted",
            subject=f"rate:{base}/{quote}",
            details={
                "count": len(ready),
                "first": min(told.on for told in ready).isoformat(),
                "last": max(told.on for told in ready).isoformat(),
                "pair": f"{quote} / 1 {base}",
                "rates": ", ".join(f"{key_label(told.kind, told.on)} {told.rate}" for told in ready),
                "budget_of": budget_of or None,
            },
            now=now,
        )
    return len(ready)


def note_file(
    content: bytes, *, host_id: int, base: str, quote: str, actor: int, now: datetime, sure: bool = False
) -> int:
    """Notes every row of a CSV file of rates; one fault and nothing of it is noted. Raises Refused."""
    rows, against = rows_of(content)
    if against:
        raise Refused(*against)
    return note_rates(rows, host_id=host_id, base=base, quote=quote, actor=actor, now=now, sure=sure)
