"""What the log tells, newest last for one subject, newest first for a host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from guohe.audit.models import Fact


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact as a page shows it; ``actor`` is the account's number."""

    number: int
    at: datetime
    actor: int
    on_behalf_of: int | None
    door: str
    action: str
    subject: str
    details: Mapping[str, object]


def facts_about(subject: str) -> tuple[FactLine, ...]:
    """Everything that was done to one subject, in order."""
    return tuple(_line(fact) for fact in Fact.objects.filter(subject=subject).order_by("id"))


def latest_about(subjects: Iterable[str], *, limit: int, besides: Iterable[str] = ()) -> tuple[FactLine, ...]:
    """The newest things done to any of the subjects, oldest first; actions ``besides`` are left out."""
    rows = Fact.objects.filter(subject__in=list(subjects)).exclude(action__in=list(besides))
    return tuple(reversed([_line(fact) for fact in rows.order_by("-id")[:limit]]))


def latest_facts(host_id: int, *, limit: int = 100) -> tuple[FactLine, ...]:
    """The newest facts of one host, newest first."""
    return tuple(_line(fact) for fact in Fact.objects.filter(host_id=host_id).order_by("-id")[:limit])


def _line(fact: Fact) -> FactLine:
    return FactLine(
        fact.pk, fact.at, fact.actor, fact.on_behalf_of, fact.door, fact.action, fact.subject, fact.details
    )
