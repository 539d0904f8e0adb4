"""A grant takes another version of a rulebook by a recorded act of two people, from a day that has not passed.

Until that day, and for everything dated before it, the version that was in force stays: nothing is judged again.
Where no source tells which version held, two people settle it in the same way; until then none judged, so that this reaches back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from guohe.grants.domain.typed import says
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.names import Called, Name
from guohe.kernel.storable import storable
from guohe.kernel.texts import called, say
from guohe.rules.domain.judge import NO_NAME
from guohe.rules.domain.values import Book


@dataclass(frozen=True, slots=True)
class Switched:
    """An approved switch: from ``starts`` on, the grant is judged by ``version`` of ``book``.

    One that ``settles`` says which version held on that day, and on every day of which the same versions were in question.
    """

    book: str
    version: str
    starts: date
    settles: bool = False


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch as it was prepared, and who approved it, if anyone did. ``digest`` is that of the version's file.

    ``before`` is empty where no source told which version held: then it settles that.
    """

    number: int
    host_id: int
    book: str
    before: str
    after: str
    starts: date
    clause: str
    digest: str
    prepared_by: int
    preparer: Name
    prepared_at: datetime
    approver: Name | None
    approved_at: datetime | None

    @property
    def code(self) -> str:
        """How people name it: S-1."""
        return f"S-{self.number}"

    @property
    def named(self) -> Called:
        """The same with what it is: a mark alone does not say it."""
        return called(f"grants.rules.named.{'settlement' if self.settles else 'switch'}", code=self.code)

    @property
    def settles(self) -> bool:
        """It says which version holds where that was not established, and takes none away."""
        return not self.before


@dataclass(frozen=True, slots=True)
class SwitchFinding(Finding):
    """A fault that quotes a book's own transitional rule, in the reader's language."""

    rule_text: Name = NO_NAME

    def sentence(self, lang: str) -> str:
        """What is missing, and what the book says of awards made before."""
        return say(self.code, lang, **{**self.values, "transition": self.rule_text.in_language(lang)})


def version_on(switches: Iterable[Switched], book: str, on: date) -> str | None:
    """The version that the last switch in force on a day names; None where the book's own rule decides."""
    begun = [each for each in switches if each.book == book and each.starts <= on and not each.settles]
    return max(begun, key=lambda each: each.starts).version if begun else None


def earliest(book: Book, switches: Iterable[Switched], today: date) -> date:
    """The first day from which a switch may hold: not in the past, not before the version, and after every switch before it."""
    after = [
        each.starts + timedelta(days=1) for each in switches if each.book == book.id and not each.settles
    ]
    return max(today, book.starts.last, *after)


def transition_note(later: Book) -> Finding | None:
    """What must be said of a version whose transitional rule nobody has read (RUL-856); None where it was read."""
    if later.transition_is_said:
        return None
    return SwitchFinding("RUL-856", Level.NOTE, values={"label": later.label}, rule_text=later.transition)


def check_switch(
    ref: str,
    current: Book | None,
    later: Book,
    *,
    rules_it: bool,
    starts: date,
    first: date,
    clause: str,
) -> tuple[Finding, ...]:
    """Everything that stands against a switch, at once; ``first`` is the earliest day, ``rules_it`` that the book rules the grant."""
    found: list[Finding] = []
    if not rules_it:
        return (Finding("RUL-852", Level.STOP, Place(pointer="label"), {"ref": ref, "label": later.label}),)
    if current is not None and current.version == later.version:
        values = {"ref": ref, "label": later.label, "day": starts.isoformat()}
        found.append(Finding("RUL-853", Level.STOP, Place(pointer="label"), values))
    if starts < first:
        values = {"seen": starts.isoformat(), "first": first.isoformat(), "label": later.label}
        found.append(Finding("RUL-854", Level.STOP, Place(pointer="starts"), values))
    if not clause.strip():
        code = "RUL-855" if later.transition_is_said else "RUL-856"
        values = {"label": later.label}
        found.append(
            SwitchFinding(code, Level.STOP, Place(pointer="clause"), values, rule_text=later.transition)
        )
    return tuple(found)


def check_settlement(
    ref: str, label: str, among: Sequence[Book], now: Book | None, *, day: date, reason: str
) -> tuple[Finding, ...]:
    """Everything that stands against settling that ``label`` held on a day: ``among`` may have, ``now`` does where it is known."""
    found: list[Finding] = []
    values = {"ref": ref, "label": label, "day": day.isoformat()}
    known = [each.label for each in among]
    if now is not None:
        place = Place(pointer="id_settle_label")
        found.append(Finding("RUL-892", Level.STOP, place, values | {"now": now.label}))
    elif label not in known:
        told = values | {"known": ", ".join(known) or "-"}
        found.append(Finding("RUL-893", Level.STOP, Place(pointer="id_settle_label"), told))
    if not says(reason):
        found.append(Finding("RUL-894", Level.STOP, Place(pointer="id_settle_reason"), values))
    elif not storable(reason):
        found.append(Finding("BUD-477", Level.STOP, Place(pointer="id_settle_reason")))
    return tuple(found)


def settled_since(ref: str, switch: Switch, among: Sequence[Book], now: Book | None) -> tuple[Finding, ...]:
    """Why a prepared settlement cannot be approved any more: it is settled by now (RUL-896), or its version, whose file may
    have changed since, is none of those in question on its day (RUL-893)."""
    if now is not None:
        return (Finding("RUL-896", Level.STOP, values={"code": switch.named, "ref": ref, "now": now.label}),)
    label, known = f"{switch.book}@{switch.after}", [each.label for each in among]
    if label in known:
        return ()
    values = {"ref": ref, "label": label, "day": switch.starts.isoformat(), "known": ", ".join(known) or "-"}
    return (Finding("RUL-893", Level.STOP, values=values),)


def stale(ref: str, switch: Switch, current: Book | None, first: date) -> tuple[Finding, ...]:
    """Why a prepared switch cannot be approved any more: another version holds by now, or its day has passed."""
    found = []
    if current is None or current.version != switch.before:
        now = current.label if current is not None else "–"
        values = {"code": switch.named, "ref": ref, "before": f"{switch.book}@{switch.before}", "now": now}
        found.append(Finding("RUL-857", Level.STOP, values=values))
    if switch.starts < first:
        label = f"{switch.book}@{switch.after}"
        values = {"seen": switch.starts.isoformat(), "first": first.isoformat(), "label": label}
        found.append(Finding("RUL-854", Level.STOP, values=values))
    return tuple(found)


def approved(switches: Sequence[Switch]) -> tuple[Switched, ...]:
    """The approved ones, as judging needs them."""
    return tuple(
        Switched(each.book, each.after, each.starts, each.settles)
        for each in switches
        if each.approved_at is not None
    )
