"""What a new version would change for one award: the same facts judged by both versions, rule by rule.

Room grows or shrinks where a limit moves or a stop becomes softer or harder; a matter is unclear where a fact is missing,
where nobody has read the rule's text, or where the versions cannot be compared. Reading it the other way round swaps gains
and losses, and a version compared with itself changes nothing. Nothing is decided by it, and nothing stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from guohe.kernel.findings import Level
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.rules.domain.facts import Fact, Facts
from guohe.rules.domain.grades import Basis
from guohe.rules.domain.judge import NO_NAME, judge
from guohe.rules.domain.rule_changes import BookChange, RuleChange, What
from guohe.rules.domain.values import SILENT, Book, Outcome, Rule, Seen


class Effect(StrEnum):
    """``both``: room grows in one place and shrinks in another."""

    SAME = "same"
    GAINS = "gains"
    LOSES = "loses"
    BOTH = "both"
    UNCLEAR = "unclear"


class Why(StrEnum):
    """Why a rule gains, loses or cannot be told."""

    EASED = "eased"
    HARDENED = "hardened"
    LIMIT = "limit"
    NEW_LIMIT = "new_limit"
    LIMIT_GONE = "limit_gone"
    LEVEL = "level"
    DECIDER = "decider"
    NOBODY = "nobody"
    MISSING = "missing"
    OPEN = "open"
    UNSEEN = "unseen"
    OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Case:
    """Facts that belong together: those of a budget line, of an open request, of the award as a whole."""

    key: str
    facts: Facts
    names: Name = NO_NAME


@dataclass(frozen=True, slots=True)
class Side:
    """What one version says in a case; ``who`` decides, where that is what it says."""

    level: Level
    outcome: Outcome
    measured: Fact | None
    limit: Fact | None
    who: Name


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its figures; ``case`` is None where the rule was not asked about any."""

    effect: Effect
    why: Why
    case: Case | None
    before: Side | None = None
    after: Side | None = None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """What the change of one rule does to one award."""

    change: RuleChange
    effect: Effect
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class AwardEffect:
    """What a new version does to one award on a day; ``rules`` are those of which it has something to say.

    ``unsaid``: the later version's transitional rule was read nowhere, so that nobody can tell whether it reaches this award.
    """

    on: date
    effect: Effect
    rules: tuple[RuleEffect, ...]
    unsaid: bool


_SEVERITY: Final[Mapping[Level, int]] = {Level.NOTE: 1, Level.HOLD: 2, Level.STOP: 3}
# Parameters that name what is compared: another name there is another question, not more room.
_SUBJECT: Final = (
    "measured",
    "base",
    "less",
    "part",
    "whole",
    "born",
    "starts",
    "ends",
    "counted",
    "holdings",
)
_UPPER: Final = ("cap", "tiers", "person_limit")
_LOWER: Final = ("floor",)


def together(effects: Iterable[Effect]) -> Effect:
    """Several effects as one: what cannot be told stands before everything, and gains never hide losses."""
    found = set(effects) - {Effect.SAME}
    if Effect.UNCLEAR in found:
        return Effect.UNCLEAR
    if Effect.BOTH in found or found == {Effect.GAINS, Effect.LOSES}:
        return Effect.BOTH
    return found.pop() if found else Effect.SAME


def effect_on(change: BookChange, cases: Sequence[Case], on: date) -> AwardEffect:
    """What the later version does to the award that these cases describe, on a day."""
    before = [_said(change.earlier, each, on) for each in cases]
    after = [_said(change.later, each, on) for each in cases]
    found = []
    for each in change.rules:
        reasons = _of_rule(each, change, cases, before, after) if each.judges_otherwise else ()
        effect = together(reason.effect for reason in reasons)
        if effect is not Effect.SAME:
            found.append(RuleEffect(each, effect, reasons))
    whole = together(each.effect for each in found)
    unsaid = whole is not Effect.SAME and not change.later.transition_is_said
    return AwardEffect(on, Effect.UNCLEAR if unsaid else whole, tuple(found), unsaid)


def _said(book: Book, case: Case, on: date) -> dict[str, Seen]:
    return {rule.id: seen for rule, seen in judge(book, case.facts, on).said}


def _of_rule(
    rule: RuleChange,
    change: BookChange,
    cases: Sequence[Case],
    before: Sequence[Mapping[str, Seen]],
    after: Sequence[Mapping[str, Seen]],
) -> tuple[Reason, ...]:
    found: dict[object, Reason] = {}
    for at in _asked(rule, cases):
        old, new = before[at].get(rule.id, SILENT), after[at].get(rule.id, SILENT)
        sides = (_side(change.earlier, rule.before, old), _side(change.later, rule.after, new))
        for effect, why, lacking in _compared(rule, old, new, sides):
            # What is said of the award as a whole is said once, not again for each of its lines.
            found.setdefault((effect, why, sides, lacking), Reason(effect, why, cases[at], *sides, lacking))
    reasons = list(found.values())
    applies = any(rule.id in said and said[rule.id] is not SILENT for said in (*before, *after))
    known = (each for each in (rule.before, rule.after) if each is not None)
    if applies and any(each.clause.grade.basis is Basis.OWN for each in known):
        reasons.insert(0, Reason(Effect.UNCLEAR, Why.UNSEEN, None))
    return tuple(reasons)


def _asked(rule: RuleChange, cases: Sequence[Case]) -> tuple[int, ...]:
    """The cases that the rule is about: those with all its facts, or the one that has most of them."""
    known = [each for each in (rule.before, rule.after) if each is not None]
    # A route without its amount still says up to which amount somebody decides.
    reads = {
        name
        for each in known
        for name in each.reads
        if name and not (each.kind == "route" and name == each.parameters.get("amount"))
    }
    whole = tuple(at for at, case in enumerate(cases) if reads <= case.facts.keys())
    if whole or not cases:
        return whole
    return (max(range(len(cases)), key=lambda at: (len(reads & cases[at].facts.keys()), -at)),)


def _side(book: Book, rule: Rule | None, seen: Seen) -> Side | None:
    if rule is None:
        return None
    who = book.people[seen.who] if seen.who else NO_NAME
    return Side(rule.level, seen.outcome, seen.measured, seen.limit, who)


Found = tuple[Effect, Why, tuple[str, ...]]


def _compared(
    rule: RuleChange, old: Seen, new: Seen, sides: tuple[Side | None, Side | None]
) -> tuple[Found, ...]:
    if Outcome.UNKNOWN in (old.outcome, new.outcome):
        return _unknown(rule, old, new)
    if Outcome.DECIDED in (old.outcome, new.outcome):
        return _decided(rule, old, new, sides)
    was, now = _severity(rule.before, old), _severity(rule.after, new)
    if was != now:
        return ((Effect.GAINS, Why.EASED, ()) if now < was else (Effect.LOSES, Why.HARDENED, ()),)
    return (*_limits(rule, old, new), *_levels(rule, old, new))


def _severity(rule: Rule | None, seen: Seen) -> int:
    return _SEVERITY[rule.level] if rule is not None and seen.outcome is Outcome.BROKEN else 0


def _unknown(rule: RuleChange, old: Seen, new: Seen) -> tuple[Found, ...]:
    """Where both lack the same fact, a limit that moved is more room or less whatever the fact is."""
    lacking = tuple(dict.fromkeys((*old.lacking, *new.lacking)))
    if rule.rule.kind == "route" and not lacking:
        # A change that neither version names is none of this rule's; one that a single version names has nobody in the other.
        same = old.outcome is new.outcome
        return () if same else ((Effect.UNCLEAR, Why.NOBODY, ()),)
    if old.outcome is new.outcome and old.limit is not None and new.limit is not None:
        return _limits(rule, old._replace(measured=None), new._replace(measured=None))
    return ((Effect.UNCLEAR, Why.MISSING if lacking else Why.OPEN, lacking),)


def _decided(
    rule: RuleChange, old: Seen, new: Seen, sides: tuple[Side | None, Side | None]
) -> tuple[Found, ...]:
    """Somebody nearer decides, or decides more; who is nearer is said by the order in which both versions list them."""
    if rule.before is None or rule.after is None or old.outcome is not new.outcome:
        return ((Effect.UNCLEAR, Why.NOBODY, ()),)
    if old.who == new.who:
        return () if None in (old.limit, new.limit) else _limits(rule, old, new)
    was, now = _rank(rule.before, rule.after, old.who), _rank(rule.before, rule.after, new.who)
    if was is None or now is None or sides[0] is None or sides[1] is None:
        return ((Effect.UNCLEAR, Why.DECIDER, ()),)
    return ((Effect.GAINS if now < was else Effect.LOSES, Why.DECIDER, ()),)


def _rank(before: Rule, after: Rule, who: str) -> int | None:
    """The place of somebody among those whom both versions name in one order; None where the orders differ."""
    orders = [
        list(dict.fromkeys(str(way["who"]) for way in each.parameters["ways"])) for each in (before, after)
    ]
    shared = [[each for each in order if each in orders[1 - at]] for at, order in enumerate(orders)]
    return shared[0].index(who) if shared[0] == shared[1] and who in shared[0] else None


def _limits(rule: RuleChange, old: Seen, new: Seen) -> tuple[Found, ...]:
    """Whether room grew: what lies between the figure and its limit, or the limit alone where there is no figure."""
    was, now = rule.before, rule.after
    if was is None or now is None or SILENT in (old, new):
        # A rule that was not there or did not apply: only a limit is more or less room than none.
        if old.limit is None and new.limit is None:
            return ()
        added = old.limit is None
        return ((Effect.LOSES, Why.NEW_LIMIT, ()) if added else (Effect.GAINS, Why.LIMIT_GONE, ()),)
    if was.kind != now.kind or _subject(was) != _subject(now):
        return ((Effect.UNCLEAR, Why.OTHERWISE, ()),)
    if dict(was.parameters) == dict(now.parameters) or (old.limit is None and new.limit is None):
        return ()
    rooms = (_room(was, old), _room(now, new))
    if None in rooms or len(_units(old, new)) > 1:
        return ((Effect.UNCLEAR, Why.OTHERWISE, ()),)
    grown = (rooms[1] or 0) - (rooms[0] or 0)
    if grown == 0:
        return ()
    return ((Effect.GAINS if grown > 0 else Effect.LOSES, Why.LIMIT, ()),)


def _levels(rule: RuleChange, old: Seen, new: Seen) -> tuple[Found, ...]:
    """A stop that becomes a hold or a note leaves more room even while it is met."""
    if rule.what is not What.CHANGED or rule.before is None or rule.after is None or SILENT in (old, new):
        return ()
    softer = _SEVERITY[rule.before.level] - _SEVERITY[rule.after.level]
    if softer == 0:
        return ()
    return ((Effect.GAINS if softer > 0 else Effect.LOSES, Why.LEVEL, ()),)


def _subject(rule: Rule) -> tuple[object, ...]:
    return tuple(rule.parameters.get(key) for key in _SUBJECT)


def _units(old: Seen, new: Seen) -> set[str]:
    amounts = (old.measured, old.limit, new.measured, new.limit)
    return {each.currency if isinstance(each, Money) else "" for each in amounts if each is not None}


def _room(rule: Rule, seen: Seen) -> int | None:
    """In minor units or whole numbers; days for a date. None where the rule has two limits or none that can be compared."""
    sign = _sign(rule)
    limit = _figure(seen.limit)
    if sign is None or limit is None:
        return None
    measured = _figure(seen.measured) if type(seen.measured) is type(seen.limit) else None
    return sign * (limit - (measured or 0))


def _sign(rule: Rule) -> int | None:
    """1 where a higher limit is more room, -1 where a lower one is."""
    if rule.kind in (*_UPPER, "route"):
        return 1
    if rule.kind in (*_LOWER, "age"):
        return -1
    least, most = "at_least" in rule.parameters, "at_most" in rule.parameters
    return None if least == most else -1 if least else 1


def _figure(fact: Fact | None) -> int | None:
    if isinstance(fact, Money):
        return fact.minor
    if isinstance(fact, bool) or fact is None:
        return None
    if isinstance(fact, date):
        return fact.toordinal()
    return fact if isinstance(fact, int) else None
