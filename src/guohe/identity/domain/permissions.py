"""A refusal names who can; and nobody approves what they prepared, whatever they hold.

These are the same laws as the database's guohe_may(); here they explain, there they guard.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from guohe.identity.domain.capabilities import Capability, Word
from guohe.identity.domain.people import Holder, joined
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.names import Name
from guohe.kernel.texts import say

Thing = Literal[
    "report",
    "import",
    "mapping",
    "entry",
    "award",
    "change",
    "payment",
    "closing",
    "policy",
    "rate",
    "switch",
    "statement",
]


@dataclass(frozen=True, slots=True)
class AccessFinding(Finding):
    """A refusal whose sentence names people, so it is put together in the reader's language."""

    who_can: tuple[Name, ...] = ()
    word: Word | None = None
    thing: Thing | None = None

    def sentence(self, lang: str) -> str:
        """What is refused, and who can do it instead."""
        values = dict(self.values)
        if self.who_can:
            values["people"] = joined(self.who_can, lang)
        if self.word is not None:
            values["doing"] = say(f"identity.doing.{self.word}", lang)
            values["word"] = self.word
        if self.thing is not None:
            values["thing"] = say(f"identity.thing.{self.thing}", lang)
        return say(self.code, lang, **values)


@dataclass(frozen=True, slots=True)
class Permission:
    """Whether it is allowed; if not, the names of those who can, and the finding that says so."""

    allowed: bool
    who_can: tuple[Name, ...] = ()
    finding: AccessFinding | None = None

    def __bool__(self) -> bool:
        return self.allowed

    def or_refuse(self) -> None:
        """Nothing if allowed. Raises Refused with the finding otherwise."""
        if self.finding is not None:
            raise Refused(self.finding)


ALLOWED = Permission(True)


def may(
    capabilities: Iterable[Capability],
    word: Word,
    *,
    host: int,
    on: date,
    grant: str | None = None,
    unit: str | None = None,
    holders: Iterable[Holder] = (),
) -> Permission:
    """Whether one account's capabilities allow ``word`` on a day; ``holders`` are the others, to name who can."""
    if _allows(capabilities, word, host=host, on=on, grant=grant, unit=unit):
        return ALLOWED
    names = tuple(
        holder.person.name
        for holder in holders
        if holder.person.is_active
        and _allows(holder.capabilities, word, host=host, on=on, grant=grant, unit=unit)
    )
    code = "ACC-603" if names else "ACC-604"
    return Permission(False, names, AccessFinding(code, Level.STOP, who_can=names, word=word))


def may_approve(
    capabilities: Iterable[Capability],
    *,
    actor: int,
    preparer: int,
    thing: Thing,
    host: int,
    on: date,
    grant: str | None = None,
    unit: str | None = None,
    holders: Iterable[Holder] = (),
) -> Permission:
    """Four eyes: whoever prepared a thing never approves it; anyone else needs the capability to approve."""
    others = tuple(holder for holder in holders if holder.person.account != preparer)
    if actor != preparer:
        return may(capabilities, "approve", host=host, on=on, grant=grant, unit=unit, holders=others)
    names = may((), "approve", host=host, on=on, grant=grant, unit=unit, holders=others).who_can
    code = "ACC-601" if names else "ACC-602"
    return Permission(False, names, AccessFinding(code, Level.STOP, who_can=names, thing=thing))


def _allows(
    capabilities: Iterable[Capability],
    word: Word,
    *,
    host: int,
    on: date,
    grant: str | None,
    unit: str | None,
) -> bool:
    return any(
        capability.holds_on(on) and capability.covers(word, host=host, grant=grant, unit=unit)
        for capability in capabilities
    )
