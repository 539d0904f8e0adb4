"""How many lines of each grant wait for an answer, and how much money they keep out of its reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, Sum
from django.utils.timezone import localtime

from guohe.imports.models import Question
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class OpenQuestions:
    """The open questions of one grant in one currency; ``oldest`` is the day on which the first was asked."""

    count: int
    held: Money
    oldest: date


def open_of(
    refs: Iterable[str], *, of_no_grant_in: Iterable[int] = ()
) -> dict[str, tuple[OpenQuestions, ...]]:
    """The open questions of each grant that has any, in one read whatever the number of grants.

    Those about lines of which nobody has said whose they are stand under the empty reference, for the hosts named.
    """
    of_none = Q(grant_ref="", host_id__in=list(of_no_grant_in))
    rows = (
        Question.objects.filter(Q(grant_ref__in=list(refs)) | of_none, state="open")
        .values_list("grant_ref", "line__currency")
        .annotate(Count("pk"), Sum("line__amount_minor"), Min("asked_at"))
        .order_by("grant_ref", "line__currency")
    )
    found: dict[str, tuple[OpenQuestions, ...]] = {}
    for ref, currency, count, minor, asked in rows:
        told = OpenQuestions(count, Money(currency, int(minor)), localtime(asked).date())
        found[ref] = (*found.get(ref, ()), told)
    return found
