"""What the log tells, newest last for one subject, newest first for a host."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models.expressions import BaseExpression

from guohe.audit.models import Fact


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact as a page shows it; ``actor`` is the account's number, ``told`` what was asked with it."""

    number: int
    at: datetime
    actor: int
    on_behalf_of: int | None
    door: str
    action: str
    subject: str
    details: Mapping[str, object]
    told: Mapping[str, Any] = field(default_factory=dict, compare=False)


def facts_about(subject: str) -> tuple[FactLine, ...]:
    """Everything that was done to one subject, in order."""
    return tuple(_line(fact) for fact in Fact.objects.filter(subject=subject).order_by("id"))


def latest_about(
    subjects: Iterable[str],
    *,
    limit: int,
    besides: Iterable[str] = (),
    only: Iterable[str] = (),
    asking: Mapping[str, BaseExpression] | None = None,
) -> tuple[FactLine, ...]:
    """The newest things done to any of the subjects, oldest first; actions ``besides`` are left out, and if ``only`` names some, all others.

    What a higher context asks with them (``asking``) stands in ``told``.
    """
    wanted = asking or {}
    rows = (
        Fact.objects.filter(subject__in=list(subjects)).exclude(action__in=list(besides)).annotate(**wanted)
    )
    named = list(only)
    if named:
        rows = rows.filter(action__in=named)
    found = [
        replace(_line(fact), told={name: getattr(fact, name) for name in wanted})
        for fact in rows.order_by("-id")[:limit]
    ]
    return tuple(reversed(found))


def latest_facts(host_id: int, *, limit: int = 100) -> tuple[FactLine, ...]:
    """The newest facts of one host, newest first."""
    return tuple(_line(fact) for fact in Fact.objects.filter(host_id=host_id).order_by("-id")[:limit])


def _line(fact: Fact) -> FactLine:
    return FactLine(
        fact.pk, fact.at, fact.actor, fact.on_behalf_of, fact.door, fact.action, fact.subject, fact.details
    )
