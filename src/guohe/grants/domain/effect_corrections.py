"""The day of an effect that was mistyped is put right by a record of its own: prepared by one person, approved by another.

What was recorded first stays. The corrected day lies within the days that the effect itself could have had: from its
decision and the effect of its kind before it, to the one after it and the last day of the grant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guohe.grants.domain.changes import Change
from guohe.grants.domain.effects import Effect
from guohe.grants.domain.typed import day_of, says
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.names import Name
from guohe.kernel.storable import storable


@dataclass(frozen=True, slots=True)
class Correction:
    """Another day for an effect, in place of ``before``; it holds once ``approver`` is somebody."""

    number: int
    change: int
    before: date
    since: date
    reason: str
    evidence: str
    prepared_by: int
    preparer: Name
    prepared_at: datetime
    approver: Name | None = None
    approved_at: datetime | None = None


def days_of(change: Change, effect: Effect, effects: Sequence[Effect], agreed_end: date) -> tuple[date, date]:
    """The first and the last day from which the effect may hold; ``effects`` of the grant in the order in which they hold."""
    alike = [each for each in effects if each.kind is effect.kind]
    place = next(index for index, each in enumerate(alike) if each.change == effect.change)
    earlier, later = [each.since for each in alike[:place]], [each.since for each in alike[place + 1 :]]
    decided = [change.decision.on] if change.decision is not None else []
    end = max((agreed_end, *(each.ends for each in effects if each.ends is not None)))
    # An extension begins by the end that it brings itself, as when it was recorded.
    last = (effect.ends or end) - timedelta(days=1)
    return max(decided + earlier), min([last, *later])


def check_correction(
    change: Change,
    effect: Effect | None,
    effects: Sequence[Effect],
    *,
    since: str,
    reason: str,
    evidence: str,
    agreed_end: date,
) -> tuple[Finding, ...]:
    """Everything that stands against a correction, in one pass (BUD-492 to BUD-495)."""
    if effect is None:
        return (_stop("BUD-492", code=change.code),)
    found = []
    first, last = days_of(change, effect, effects, agreed_end)
    day, typed = day_of(since.strip()), since.strip()
    if day is None or not first <= day <= last:
        values = {"earliest": first.isoformat(), "last": last.isoformat(), "code": change.code}
        found.append(_stop("BUD-493", "since", seen=typed[:40] or "-", **values))
    elif day == effect.since:
        found.append(_stop("BUD-494", "since", seen=typed, code=change.code))
    if not (says(reason) and says(evidence)):
        found.append(_stop("BUD-495", "reason"))
    if not storable(reason, evidence):
        found.append(_stop("BUD-477", "reason"))
    return tuple(found)


def may_approve(change: Change, correction: Correction, effect: Effect, account: int) -> bool:
    """Whether somebody is another person: neither prepared the correction, nor wrote the request, nor leads by it."""
    return account not in {correction.prepared_by, *change.authors, effect.leads}


def check_approval(
    change: Change,
    correction: Correction,
    effect: Effect | None,
    effects: Sequence[Effect],
    *,
    agreed_end: date,
    actor: int,
) -> tuple[Finding, ...]:
    """Why a prepared correction does not hold by this person: it is approved, the day it starts from is another by now
    (BUD-496), it lies outside its days (BUD-493), or the change makes them the person responsible (BUD-499).
    """
    number = str(correction.number)
    if effect is not None and effect.leads == actor:
        return (_stop("BUD-499", code=change.code, number=number),)
    stale = effect is None or effect.since != correction.before
    if correction.approved_at is not None or stale or effect is None:
        now = effect.since.isoformat() if effect is not None else "-"
        return (_stop("BUD-496", code=change.code, number=number, since=now),)
    first, last = days_of(change, effect, effects, agreed_end)
    if not first <= correction.since <= last:
        values = {"earliest": first.isoformat(), "last": last.isoformat(), "code": change.code}
        return (_stop("BUD-493", seen=correction.since.isoformat(), **values),)
    return ()


def _stop(named: str, field: str = "", /, **values: str) -> Finding:
    return Finding(named, Level.STOP, Place(pointer=f"id_{field}") if field else Place(), values)
