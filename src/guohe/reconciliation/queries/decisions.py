"""What people said about bank entries, oldest first, as they said it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from guohe.identity.queries.accounts import names_of
from guohe.imports.queries import bank
from guohe.kernel.names import Name
from guohe.reconciliation.domain.group_keys import is_return, of_a_payment, renamed
from guohe.reconciliation.models import Decision


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


def said_about(entries: Iterable[int]) -> dict[int, tuple[Said, ...]]:
    """Every answer about some entries, by entry."""
    rows = list(Decision.objects.filter(entry_id__in=list(entries)).order_by("pk"))
    names = names_of({row.decided_by_id for row in rows})
    found: dict[int, tuple[Said, ...]] = {}
    for row in rows:
        said = Said(
            number=row.pk,
            entry=row.entry_id,
            item=row.item_ref,
            answer=row.answer,
            words=row.words,
            journal=row.journal_id,
            confidence=row.confidence,
            who=names[row.decided_by_id],
            at=row.decided_at,
        )
        found[row.entry_id] = (*found.get(row.entry_id, ()), said)
    return found


def refused_pairs(host: int) -> frozenset[tuple[str, str]]:
    """The guesses that somebody said no to: they do not come back, also when their statement was undone and read again."""
    rows = Decision.objects.filter(host_id=host, answer__in=("is_not", "undone"))
    now_is = {str(old): str(new) for old, new in bank.read_again(host).items() if new is not None}
    return frozenset(
        (now_is.get(str(entry), str(entry)), renamed(item, now_is))
        for entry, item in rows.values_list("entry_id", "item_ref")
    )


def matched_before(host: int) -> tuple[Said, ...]:
    """Every "it is" about an entry that went with its statement, and that nobody had undone before, the newest first."""
    withdrawn = bank.read_again(host)
    found = []
    for said in said_about(withdrawn).values() if withdrawn else ():
        last = [each for each in said if each.answer in ("is", "undone")][-1:]
        found += [each for each in last if each.answer == "is"]
    return tuple(sorted(found, key=lambda each: -each.number))


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
    last = [said for said in said_about([entry]).get(entry, ()) if said.answer in ("is", "undone")][-1:]
    return last[0] if last and last[0].answer == "is" else None
