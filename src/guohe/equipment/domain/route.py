"""What a difference asks for is what the grant's rulebook says on a day, with its clause; where no rule says it, that is said.

A rule that reads the fact ``equipment_difference`` speaks of differences: a lead time is a notice within so many days, a
route names who approves, and a list that the difference stands on asks for nothing. Of several the strictest holds. Where
none reads it, the books' route for a change of equipment (``equipment_model``) holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from guohe.equipment.domain.compared import Compared
from guohe.grants.domain.changes import CHANGE_FACTS, Kind
from guohe.kernel.findings import Finding, Level
from guohe.kernel.texts import say
from guohe.rules.domain.facts import Fact
from guohe.rules.domain.judge import Explanation, judge
from guohe.rules.domain.values import Book, Outcome

DIFFERENCE: Final = "equipment_difference"


class Way(StrEnum):
    """What a difference asks for."""

    NONE = "none"
    NOTICE = "notice"
    APPROVAL = "approval"
    UNKNOWN = "unknown"


_STRICTEST: Final = (Way.APPROVAL, Way.NOTICE, Way.NONE)
CODES: Final = {
    Way.NOTICE: "RUL-861", Way.APPROVAL: "RUL-863", Way.NONE: "RUL-864", Way.UNKNOWN: "RUL-865",
}  # fmt: skip
LATE: Final = "RUL-862"
NOTIFIED: Final = "RUL-866"
GRANTED: Final = "RUL-867"


@dataclass(frozen=True, slots=True)
class Routed:
    """A difference with its way. ``said`` is the rule behind it; ``days`` and ``until`` are a notice's; ``late`` once over."""

    compared: Compared
    way: Way
    on: date
    books: tuple[str, ...]
    said: Explanation | None = None
    days: int = 0
    until: date | None = None
    noticed_on: date | None = None

    @property
    def late(self) -> bool:
        """Whether the notice came, or would come today, after its last day."""
        return self.until is not None and (self.noticed_on or self.on) > self.until


def route(
    compared: Compared,
    *,
    found_on: date,
    delivered_on: date | None,
    noticed_on: date | None,
    books: Iterable[Book],
    on: date,
) -> Routed:
    """The way of a difference on a day. ``found_on`` is the day on which it was recorded; ``noticed_on`` that of a notice sent."""
    known = tuple(books)
    facts: dict[str, Fact] = {
        DIFFERENCE: compared.difference.value,
        "found_on": found_on,
        "noticed_on": noticed_on or on,
    }
    if delivered_on is not None:
        facts["delivered_on"] = delivered_on
    met: dict[Way, list[Explanation]] = {}
    for book in known:
        for each in judge(book, facts, on).explained(Outcome.MET, Outcome.BROKEN, Outcome.DECIDED):
            way = _way(each) if DIFFERENCE in each.rule.reads else None
            if way is not None:
                met.setdefault(way, []).append(each)
    labels = tuple(book.label for book in known)
    for way in _STRICTEST:
        if way in met:
            asked = [_routed(compared, way, on, labels, each, facts, noticed_on) for each in met[way]]
            # Of several notices the one that is due first.
            return min(asked, key=lambda each: each.until or date.max)
    for book in known:
        for each in judge(book, {"change": CHANGE_FACTS[Kind.EQUIPMENT]}, on).explained(Outcome.DECIDED):
            if each.rule.kind == "route":
                return Routed(compared, Way.APPROVAL, on, labels, each, noticed_on=noticed_on)
    return Routed(compared, Way.UNKNOWN, on, labels, noticed_on=noticed_on)


def _way(said: Explanation) -> Way | None:
    if said.rule.kind == "lead_time":
        return Way.NOTICE
    if said.rule.kind == "route":
        return Way.APPROVAL if said.seen.outcome is Outcome.DECIDED else None
    return Way.NONE if said.seen.outcome is Outcome.MET else None


def _routed(
    compared: Compared,
    way: Way,
    on: date,
    labels: tuple[str, ...],
    said: Explanation,
    facts: dict[str, Fact],
    noticed_on: date | None,
) -> Routed:
    if way is not Way.NOTICE:
        return Routed(compared, way, on, labels, said, noticed_on=noticed_on)
    starts, limit = facts.get(str(said.rule.parameters.get("starts", ""))), said.seen.limit
    days = limit if isinstance(limit, int) else 0
    until = starts + timedelta(days=days) if isinstance(starts, date) else None
    return Routed(compared, way, on, labels, said, days, until, noticed_on)


@dataclass(frozen=True, slots=True)
class DifferenceFinding(Finding):
    """A model that differs: what was approved, what came, in what they lie apart, and what the rulebook asks for."""

    routed: Routed | None = None
    happened: str = "delivered"

    def sentence(self, lang: str) -> str:
        """The difference, its reason, the clause, and what to do."""
        routed = self.routed
        if routed is None:
            return say(self.code, lang, **self.values)
        said = routed.said
        clause = said.rule.clause if said is not None else None
        return say(
            self.code,
            lang,
            approved=routed.compared.approved or say("equipment.not_listed", lang),
            happened=say(f"equipment.happened.{self.happened}", lang),
            seen=routed.compared.seen,
            reason=routed.compared.reason(lang),
            book=said.book.names.in_language(lang) if said is not None else ", ".join(routed.books) or "–",
            clause=clause.article if clause is not None else "–",
            days=str(routed.days),
            until=routed.until.isoformat() if routed.until is not None else "–",
            on=(routed.noticed_on or routed.on).isoformat(),
            who=said.who.in_language(lang) if said is not None else "–",
            invented=say("equipment.invented", lang) if said is not None and said.book.invented else "",
            **self.values,
        )


def finding(routed: Routed, *, code: str, happened: str, granted: str = "") -> DifferenceFinding:
    """The difference as a finding: it waits for a person, and is only noted once nothing more is asked for.

    ``granted`` is the request by which exactly this model was granted (C-2), if one was.
    """
    key = CODES[routed.way]
    if granted:
        values = {"code": code, "change": granted}
        return DifferenceFinding(GRANTED, Level.NOTE, values=values, routed=routed, happened=happened)
    if routed.way is Way.NOTICE and routed.noticed_on is not None:
        key = NOTIFIED
    elif routed.way is Way.NOTICE and routed.late:
        key = LATE
    level = Level.NOTE if key in (NOTIFIED, CODES[Way.NONE]) else Level.HOLD
    rule = f"{routed.said.book.label}/{routed.said.rule.id}" if routed.said is not None else None
    return DifferenceFinding(key, level, values={"code": code}, rule=rule, routed=routed, happened=happened)
