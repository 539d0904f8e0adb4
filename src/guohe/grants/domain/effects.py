"""A granted change holds from a day on; what the agreement says stays, and what holds on a day is the last that began by then.

An effect begins with the day of its decision or later, by the last day of the grant, and none of a kind before the one
before it. It brings what was granted and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from guohe.grants.domain.changes import Change, Kind, State, does_not_follow
from guohe.grants.domain.typed import day_of, says
from guohe.identity.domain.people import Person
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.names import Called, Name
from guohe.kernel.storable import storable


@dataclass(frozen=True, slots=True)
class Effect:
    """What one granted request brings, from ``since`` on. ``ends`` is the first day after the grant; ``model`` stands in place
    of ``replaced``. ``recorded`` is the day as it was first recorded, which two people may have corrected. ``leads`` is the account of
    the investigator.
    """

    change: int
    kind: Kind
    since: date
    ends: date | None = None
    investigator: Name | None = None
    partner: Name | None = None
    model: str = ""
    replaced: str = ""
    recorded: date | None = None
    leads: int | None = None

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


def check_effect(
    change: Change,
    told: Told,
    effects: Iterable[Effect],
    *,
    agreed_end: date,
    lines: Iterable[int],
    leads: Person | None,
    actor: int,
) -> tuple[Finding, ...]:
    """Everything that stands against an effect, in one pass.

    ``lines`` are the approved lines that are not replaced; ``leads`` is who was chosen, if the account is open and of the
    grant's host.
    """
    if change.kind is Kind.BUDGET:
        return (_stop("BUD-461", code=change.code, ref=change.ref, number=str(change.number)),)
    effects = tuple(effects)
    found: list[Finding] = []
    if change.state is not State.GRANTED or change.decision is None:
        found.append(does_not_follow(change))
    held = max((agreed_end, *(each.ends for each in effects if each.ends is not None)))
    ends = ends_asked(change) if change.kind is Kind.EXTENSION else None
    found += _against_day(change, told, effects, last=max(held, ends or held) - timedelta(days=1))
    asked = change.draft.asked.get("to", "")
    if change.kind is Kind.EXTENSION and ends is None:
        found.append(_stop("BUD-473", "since", seen=asked[:40] or "-", code=change.code))
    elif ends is not None and ends <= held:
        last = (held - timedelta(days=1)).isoformat()
        found.append(_stop("BUD-463", "since", seen=asked, last=last, code=change.code))
    if change.kind is Kind.INVESTIGATOR:
        found += _against_person(change, leads, actor)
    if change.kind is Kind.PARTNER:
        found += _against_partner(change, told.partner)
    if change.kind is Kind.EQUIPMENT and told.replaces is not None and told.replaces not in set(lines):
        found.append(_stop("BUD-466", "replaces", code=change.code))
    if not storable(told.description):
        found.append(_stop("BUD-477", "description"))
    return tuple(found)


def _against_day(
    change: Change, told: Told, effects: tuple[Effect, ...], *, last: date
) -> tuple[Finding, ...]:
    """The day lies from the decision, and from the effect of its kind before, to the last day of the grant (BUD-462).

    Of a request that nobody decided no day is asked.
    """
    if change.decision is None:
        return ()
    earliest = max((each.since for each in effects if each.kind is change.kind), default=change.decision.on)
    earliest = max(earliest, change.decision.on)
    typed = told.since.strip()
    since = day_of(typed)
    if since is not None and earliest <= since <= last:
        return ()
    values = {"seen": typed[:40] or "-", "earliest": earliest.isoformat(), "last": last.isoformat()}
    return (_stop("BUD-462", "since", **values),)


def _against_person(change: Change, leads: Person | None, actor: int) -> tuple[Finding, ...]:
    """Who leads is called as it was granted, and is neither who granted it nor who brings it into force."""
    asked = change.draft.asked.get("to", "-")
    if leads is None:
        return (_stop("BUD-464", "investigator", name=asked),)
    found = []
    if asked not in (leads.name.en, leads.name.zh_hant, leads.name.zh_hans):
        values = {"chosen": Called(leads.name), "username": leads.username, "name": asked}
        found.append(_stop("BUD-475", "investigator", **values, code=change.code, ref=change.ref))
    if leads.account == actor or (change.decision is not None and leads.account == change.decision.by):
        found.append(_stop("BUD-476", "investigator", username=leads.username, code=change.code))
    return tuple(found)


def _against_partner(change: Change, partner: Name | None) -> tuple[Finding, ...]:
    """A partner has a name in every language, and the one that was granted is among them."""
    asked = change.draft.asked.get("to", "-")
    names = (partner.en, partner.zh_hant, partner.zh_hans) if partner is not None else ()
    if not names or not all(says(each) for each in names):
        return (_stop("BUD-465", "partner_en", name=asked),)
    if not storable(*names):
        return (_stop("BUD-477", "partner_en"),)
    if asked not in names:
        return (_stop("BUD-474", "partner_en", name=asked, code=change.code, ref=change.ref),)
    return ()


def ends_asked(change: Change) -> date | None:
    """The first day after the last day that was asked for, or None where the text is no day."""
    last = day_of(change.draft.asked.get("to", ""))
    return last + timedelta(days=1) if last is not None else None


def _stop(named: str, field: str = "", /, **values: str) -> Finding:
    return Finding(named, Level.STOP, Place(pointer=f"id_{field}") if field else Place(), values)
