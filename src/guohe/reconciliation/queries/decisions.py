"""What people said about bank entries, oldest first, as they said it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from guohe.identity.queries.accounts import name_told, naming
from guohe.imports.queries import bank
from guohe.kernel.names import Name
from guohe.reconciliation.domain.group_keys import is_group, is_return, of_a_payment, renamed
from guohe.reconciliation.models import Decision

# What takes a guess away for good.
_REFUSED: Final = ("is_not", "undone")


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: ``is``, ``is_not``, ``ask`` or ``undone``, of whom and when. ``item`` is an instalment's reference."""

    number: int
    entry: int
    item: str
    answer: str
    words: str
    journal: int | None
    confidence: int | None
    who: Name
    at: datetime


@dataclass(frozen=True, slots=True)
class SaidOfHost:
    """What was said about some entries of a host, and what of it still speaks of others.

    ``about`` is by entry, what was said of the same line of a statement that was undone before it; ``refused`` are the guesses
    that somebody said no to: they do not come back, also when their statement was undone and read again; ``matched_before``
    is every "it is" about an entry that went with its statement, and that nobody had undone before, the newest first.
    """

    about: dict[int, tuple[Said, ...]]
    refused: frozenset[tuple[str, str]]
    matched_before: tuple[Said, ...]


def said_of(host: int, entries: Iterable[int]) -> SaidOfHost:
    """All of it in one question; where a group was refused, one more for its lines."""
    wanted = tuple(entries)
    rows = list(
        _told()
        .annotate(withdrawn=bank.is_withdrawn("entry_id"), now=bank.read_again_as("entry_id"))
        .filter(
            Q(entry_id__in=wanted) | Q(host_id=host, answer__in=_REFUSED) | Q(host_id=host, withdrawn=True)
        )
    )
    by_entry = _by_entry(rows)
    before: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if row.now is not None:
            before[row.now].add(row.entry_id)
    refused = [row for row in rows if row.host_id == host and row.answer in _REFUSED]
    again = bank.read_again(host) if any(is_group(row.item_ref) for row in refused) else {}
    now_is = {str(old): str(new) for old, new in again.items() if new is not None}
    withdrawn = {row.entry_id for row in rows if row.withdrawn and row.host_id == host}
    standing = _standing({entry: by_entry[entry] for entry in withdrawn})
    return SaidOfHost(
        about={
            number: tuple(each for at in (*sorted(before[number]), number) for each in by_entry.get(at, ()))
            for number in wanted
        },
        refused=frozenset((str(row.now or row.entry_id), renamed(row.item_ref, now_is)) for row in refused),
        matched_before=tuple(sorted(standing.values(), key=lambda each: -each.number)),
    )


def refused_pairs(host: int) -> frozenset[tuple[str, str]]:
    """The guesses of a host that somebody said no to."""
    return said_of(host, ()).refused


def times_matched(entry_id: int) -> int:
    """How often somebody said of an entry what it is, undone or not."""
    return Decision.objects.filter(entry_id=entry_id, answer="is").count()


def last_word(entry: str) -> Subquery:
    """In a question of another context: the last "it is" or "undone" about the entry in its field, for ``went_back``."""
    rows = Decision.objects.filter(entry_id=OuterRef(entry), answer__in=("is", "undone")).order_by("-pk")
    return Subquery(rows.values(told=JSONObject(answer="answer", item="item_ref"))[:1])


def went_back(told: Mapping[str, str] | None) -> bool:
    """Whether a person said that the entry and its return undo each other, and nobody took it back."""
    return told is not None and told["answer"] == "is" and is_return(told["item"])


def _told() -> QuerySet[Decision]:
    return Decision.objects.annotate(who=naming("decided_by_id")).order_by("pk")


def _by_entry(rows: Iterable[Any]) -> dict[int, tuple[Said, ...]]:
    found: dict[int, tuple[Said, ...]] = {}
    for row in rows:
        who = name_told(row.who)
        if who is None:
            raise LookupError(row.decided_by_id)
        said = Said(
            number=row.pk,
            entry=row.entry_id,
            item=row.item_ref,
            answer=row.answer,
            words=row.words,
            journal=row.journal_id,
            confidence=row.confidence,
            who=who,
            at=row.decided_at,
        )
        found[row.entry_id] = (*found.get(row.entry_id, ()), said)
    return found


def returned(said: Mapping[int, Sequence[Said]]) -> frozenset[int]:
    """Those entries of which a person said that they and their return undo each other, and nobody took it back."""
    return frozenset(entry for entry, each in _standing(said).items() if is_return(each.item))


def paid(said: Mapping[int, Sequence[Said]]) -> frozenset[int]:
    """Those entries of which a person said that they are payments of ours, their returns or charges, and nobody took it back."""
    return frozenset(entry for entry, each in _standing(said).items() if of_a_payment(each.item))


def _standing(said: Mapping[int, Sequence[Said]]) -> dict[int, Said]:
    """The "it is" about each entry that nobody has undone."""
    last: dict[int, Said] = {}
    for entry, answers in said.items():
        for each in answers:
            if each.entry == entry and each.answer in ("is", "undone"):
                last[entry] = each
    return {entry: each for entry, each in last.items() if each.answer == "is"}


def standing_match(entry: int) -> Said | None:
    """The "it is" about an entry that nobody has undone."""
    return _standing(_by_entry(_told().filter(entry_id=entry))).get(entry)
