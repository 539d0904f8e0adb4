"""A granted change holds from a day on; what the agreement says stays, and what holds on a day is the last that began by then.

An effect begins with the day of its decision or later, and none of a kind begins before the one before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guohe.grants.domain.changes import Change, Kind, State, does_not_follow
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.names import Name


@dataclass(frozen=True, slots=True)
class Effect:
    """What one granted request brings. ``ends`` is the first day after the grant; ``model`` stands in place of ``replaced``."""

    change: int
    kind: Kind
    since: date
    ends: date | None = None
    investigator: Name | None = None
    partner: Name | None = None
    model: str = ""
    replaced: str = ""

    @property
    def code(self) -> str:
        """The request it comes from: C-3."""
        return f"C-{self.change}"


@dataclass(frozen=True, slots=True)
class Terms:
    """The last day, the person responsible and the partner of a grant on a day; ``ends`` is the first day after it."""

    ends: date
    investigator: Name
    partner: Name


@dataclass(frozen=True, slots=True)
class Told:
    """What the letter leaves to say when a change is brought into force: from which day, and of which rows it speaks."""

    since: str
    investigator: int | None = None
    partner: Name | None = None
    replaces: int | None = None
    description: str = ""


def terms_on(agreed: Terms, effects: Iterable[Effect], on: date) -> Terms:
    """What holds on a day; before the first effect that is what was agreed."""
    held = agreed
    for each in sorted(effects, key=lambda effect: (effect.since, effect.change)):
        if each.since <= on:
            held = replace(
                held,
                ends=each.ends or held.ends,
                investigator=each.investigator or held.investigator,
                partner=each.partner or held.partner,
            )
    return held


def day_of(text: str) -> date | None:
    """A day as it is typed, or None."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def check_effect(
    change: Change, told: Told, effects: Iterable[Effect], *, agreed_end: date, lines: Iterable[int]
) -> tuple[Finding, ...]:
    """Everything that stands against an effect, in one pass. ``lines`` are the approved lines that are not replaced."""
    if change.kind is Kind.BUDGET:
        return (_stop("BUD-461", code=change.code, ref=change.ref, number=str(change.number)),)
    found: list[Finding] = []
    decision = change.decision
    if change.state is not State.GRANTED or decision is None:
        found.append(does_not_follow(change))
    own = [each for each in effects if each.kind is change.kind]
    earliest = max(
        (*(each.since for each in own), *((decision.on,) if decision is not None else ())), default=None
    )
    since = day_of(told.since)
    if since is None or (earliest is not None and since < earliest):
        shown = earliest.isoformat() if earliest is not None else "-"
        found.append(_stop("BUD-462", "since", seen=told.since.strip()[:40] or "-", earliest=shown))
    if change.kind is Kind.EXTENSION:
        last = max((agreed_end, *(each.ends for each in own if each.ends is not None)))
        if (ends := ends_asked(change)) is None or ends <= last:
            values = {
                "seen": change.draft.asked.get("to", "-"),
                "last": (last - timedelta(days=1)).isoformat(),
            }
            found.append(_stop("BUD-463", "since", **values, code=change.code))
    if change.kind is Kind.INVESTIGATOR and told.investigator is None:
        found.append(_stop("BUD-464", "investigator", name=change.draft.asked.get("to", "-")))
    if change.kind is Kind.PARTNER and (
        told.partner is None or not all((told.partner.en, told.partner.zh_hant, told.partner.zh_hans))
    ):
        found.append(_stop("BUD-465", "partner_en", name=change.draft.asked.get("to", "-")))
    if change.kind is Kind.EQUIPMENT and told.replaces is not None and told.replaces not in set(lines):
        found.append(_stop("BUD-466", "replaces", code=change.code))
    return tuple(found)


def ends_asked(change: Change) -> date | None:
    """The first day after the last day that was asked for."""
    last = day_of(change.draft.asked.get("to", ""))
    return last + timedelta(days=1) if last is not None else None


def _stop(named: str, field: str = "", /, **values: str) -> Finding:
    return Finding(named, Level.STOP, Place(pointer=f"id_{field}") if field else Place(), values)
