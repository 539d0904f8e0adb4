"""The policy of a grant is prepared by one person with its reason and approved by another; reports from then on use it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from guohe.kernel.findings import Finding, Level
from guohe.kernel.names import Called, Name
from guohe.kernel.texts import LANGUAGES, say
from guohe.kernel.utc8 import day_there
from guohe.programmes.domain.packs import Pack, RatePolicy
from guohe.reporting.domain.fx import Bearer, FxTerms
from guohe.reporting.domain.periods import years_text

LONGEST_REASON: Final = 2000


@dataclass(frozen=True, slots=True)
class FxChoiceFacts:
    """A policy that somebody prepared, and who put it in force, if anyone did.

    ``effect`` is what it would change, as the preparer saw it.
    """

    number: int
    policy: RatePolicy
    clause: Name | None
    bearer: Bearer
    reason: str
    effect: str
    prepared_by: int
    preparer: Name
    prepared_at: datetime
    approver: Name | None
    approved_at: datetime | None

    @property
    def terms(self) -> FxTerms:
        """What a report says of it."""
        return FxTerms(self.policy, self.clause, self.bearer, self.number)


def effect_words(effect: str, lang: str) -> str:
    """What a choice would change; it is kept with its years as an address has them, and said with them in words."""
    years, parted, figures = effect.partition(": ")
    if not parted:
        return effect
    return say("reporting.fx.effect.words", lang, years=years_text(years, lang), figures=figures)


def effect_called(effect: str) -> Called:
    """The same as a value of a finding."""
    return Called(Name(*(effect_words(effect, lang) for lang in LANGUAGES)))


def agreed(word: str, pack: Pack) -> FxTerms:
    """What was agreed at set-up, before anyone chose otherwise."""
    policy = RatePolicy.of(word)
    option = pack.rate_policy(policy)
    return FxTerms(policy, option.clause if option else None)


def in_force(choices: Sequence[FxChoiceFacts], first: FxTerms, on: date) -> FxTerms:
    """The policy for a report prepared on a day: the newest that was approved by then, else what was agreed."""
    approved = [each for each in choices if each.approved_at and day_there(each.approved_at) <= on]
    return max(approved, key=lambda each: each.number).terms if approved else first


def waiting(choices: Sequence[FxChoiceFacts]) -> FxChoiceFacts | None:
    """The choice that waits for another person: the newest, if nobody approved it."""
    newest = max(choices, key=lambda each: each.number, default=None)
    return newest if newest is not None and newest.approved_at is None else None


def check_choice(policy: str, bearer: str, reason: str, *, pack: Pack, now: FxTerms) -> tuple[Finding, ...]:
    """Everything that stands against a choice before its effect is looked at (REP-733 to REP-736, REP-742)."""
    found: list[Finding] = []
    allowed = [option.code.value for option in pack.rate_policies]
    if policy not in allowed:
        values = {"seen": policy, "pack": f"{pack.id}@{pack.version}", "known": ", ".join(allowed)}
        found.append(Finding("REP-733", Level.STOP, values=values))
    if bearer not in {each.value for each in Bearer}:
        values = {"seen": bearer, "known": ", ".join(each.value for each in Bearer)}
        found.append(Finding("REP-734", Level.STOP, values=values))
    if not reason.strip():
        found.append(Finding("REP-735", Level.STOP))
    elif len(reason.strip()) > LONGEST_REASON:
        found.append(Finding("REP-742", Level.STOP, values={"length": str(len(reason.strip()))}))
    if not found and (now.policy, now.bearer) == (policy, bearer):
        found.append(Finding("REP-736", Level.STOP))
    return tuple(found)
