"""A refusal names who can; and nobody approves what they prepared, whatever they hold.

These are the same laws as the database's guohe_may(); here they explain, there they guard.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
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
    "charge",
]


@dataclass(frozen=True, slots=True)
class AccessFinding(Finding):
    """A refusal whose sentence names people, so it is put together in the reader's language.

    ``where`` names the grant, unit or host for which the right is missing; ``givers`` administer that host.
    """

    who_can: tuple[Name, ...] = ()
    word: Word | None = None
    thing: Thing | None = None
    where: Name | None = None
    givers: tuple[Name, ...] = ()
    reads: bool = False

    def when_reading(self) -> AccessFinding:
        """The same where nothing was to be written, so that nothing is said of saving."""
        return replace(self, reads=True)

    def sentence(self, lang: str) -> str:
        """What is refused, for what, who can do it instead, and who can give the right."""
        values = dict(self.values)
        values["kept"] = "" if self.reads else say("identity.nothing_saved", lang)
        givers = joined(self.givers, lang) if self.givers else say("identity.an_administrator", lang)
        others = self.givers and self.givers != self.who_can
        values |= {"givers": givers, "giving": say("identity.giving", lang, givers=givers) if others else ""}
        if self.who_can:
            values["people"] = joined(self.who_can, lang)
        if self.word is not None:
            doing = say(f"identity.doing.{self.word}", lang)
            if self.where is not None:
                doing = say("identity.doing_for", lang, doing=doing, name=self.where.in_language(lang))
            values["doing"] = doing
            values["word"] = self.word
        if self.thing is not None:
            values["thing"] = say(f"identity.thing.{self.thing}", lang)
        if self.thing == "rate":
            # A rate is noted and confirmed, not prepared and approved.
            return say("identity.own.rate" if self.who_can else "identity.own.rate.nobody", lang, **values)
        return say(self.code, lang, **values).replace("  ", " ").rstrip()


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
    host_name: Name | None = None,
) -> Permission:
    """Whether one account's capabilities allow ``word`` on a day.

    ``holders`` are the others and ``host_name`` the host's name, to say who can and where.
    """
    if _allows(capabilities, word, host=host, on=on, grant=grant, unit=unit):
        return ALLOWED
    active = [holder for holder in holders if holder.person.is_active]
    names = tuple(
        holder.person.name
        for holder in active
        if _allows(holder.capabilities, word, host=host, on=on, grant=grant, unit=unit)
    )
    givers = tuple(
        holder.person.name
        for holder in active
        if _allows(holder.capabilities, "administer", host=host, on=on, grant=None, unit=None)
    )
    narrow = grant or unit
    where = Name(narrow, narrow, narrow) if narrow else host_name
    code = "ACC-603" if names else "ACC-604"
    told = AccessFinding(code, Level.STOP, who_can=names, word=word, where=where, givers=givers)
    return Permission(False, names, told)


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
