"""The lines of one grant, as many as a page holds, chosen by what stands in the address; totals cover the whole choice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db.models import Count as Counted
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.imports.domain.standing import Count, LineFacts
from guohe.imports.models import Line
from guohe.imports.queries.jobs import findings_of
from guohe.imports.queries.line_states import STANDS, as_they_stand
from guohe.imports.queries.rows import LINE_FIELDS, line_of
from guohe.kernel.money import Money

GROUPS: Final = ("category", "account", "month", "state", "payee")
STATES: Final = ("staged", "tick", "question", "held", "posted", "reversed", "rejected")
_FIELDS: Final = {
    "category": "category",
    "account": "account_code",
    "month": "month",
    "state": STANDS,
    "payee": "payee",
}


def account_names(grant_ref: str) -> dict[str, str]:
    """What the files of a grant call each account, by its code."""
    told = Line.objects.filter(grant_ref=grant_ref).exclude(account_name="")
    return dict(
        told.order_by("account_code", "account_name").values_list("account_code", "account_name").distinct()
    )


class LineNotFound(LookupError):
    """No line of this number is visible to the acting person."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which lines of a grant; everything empty means all but withdrawn ones."""

    states: tuple[str, ...] = ()
    category: str = ""
    account: str = ""
    payee: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """One group of the choice."""

    word: str
    count: Count


@dataclass(frozen=True, slots=True)
class KindTotal:
    """Lines of one kind and currency: costs and open orders are never added together. ``states`` add up to ``count``."""

    kind: str
    count: Count
    states: tuple[tuple[str, Count], ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """One page of lines with the totals of the whole choice."""

    rows: tuple[LineFacts, ...]
    count: int
    totals: tuple[KindTotal, ...]


def of_grant(ref: str, choice: Choice, *, limit: int, offset: int = 0) -> Lines:
    """Lines of a grant by date. Raises GrantNotFound."""
    chosen = _chosen(ref, choice)
    totals = _totals(chosen)
    rows = chosen.only(*LINE_FIELDS).order_by("posted_date", "pk")[offset : offset + limit]
    return Lines(
        rows=tuple(line_of(row) for row in rows),
        count=sum(total.count.lines for total in totals),
        totals=totals,
    )


def _totals(chosen: QuerySet[Any]) -> tuple[KindTotal, ...]:
    rows = chosen.values_list("kind", "currency", STANDS).annotate(Counted("id"), Sum("amount_minor"))
    met: dict[tuple[str, str], dict[str, Count]] = {}
    for kind, currency, state, many, much in rows:
        met.setdefault((kind, currency), {})[state] = Count(many, Money(currency, int(much)))
    return tuple(
        KindTotal(
            kind,
            sum(states.values(), Count(0, Money(currency, 0))),
            tuple((state, states[state]) for state in (*STATES, "withdrawn") if state in states),
        )
        for (kind, currency), states in sorted(met.items())
    )


def groups(ref: str, choice: Choice, by: str) -> tuple[GroupTotal, ...]:
    """The choice added up by one of GROUPS, in the order of its words; costs only, unless open orders are asked for."""
    name = _FIELDS[by]
    chosen = _chosen(ref, choice if choice.kind else replace(choice, kind="actual"))
    if by == "month":
        chosen = chosen.annotate(month=TruncMonth("posted_date"))
    rows = (
        chosen.values_list(name, "currency")
        .annotate(Counted("id"), Sum("amount_minor"))
        .order_by(name, "currency")
    )
    return tuple(
        GroupTotal(_group_word(word), Count(many, Money(currency, int(much))))
        for word, currency, many, much in rows
    )


def line(number: int) -> LineFacts:
    """One line with its row as it was, its repairs and findings. Raises LineNotFound."""
    row = as_they_stand(Line.objects.filter(pk=number)).first()
    if row is None:
        raise LineNotFound(str(number))
    return line_of(row, findings=findings_of([row.pk]).get(row.pk, ()), full=True)


def number_of(source: str) -> int:
    """The line that a document names, the one that waits if there are several; a number is itself. Raises LineNotFound."""
    if source.isdigit():
        return int(source)
    rows = Line.objects.filter(doc_ref=source).exclude(state__in=("withdrawn", "reversed"))
    found = list(rows.order_by("pk").values_list("pk", "state"))
    if not found:
        raise LineNotFound(source)
    return next((number for number, state in found if state not in ("posted", "rejected")), found[0][0])


def _chosen(ref: str, choice: Choice) -> QuerySet[Any]:
    chosen = as_they_stand(Line.objects.filter(grant_ref=ref))
    chosen = chosen.filter(stands__in=choice.states) if choice.states else chosen.exclude(state="withdrawn")
    if choice.category:
        chosen = chosen.filter(category=choice.category)
    if choice.account:
        chosen = chosen.filter(account_code=choice.account)
    if choice.payee:
        chosen = chosen.filter(payee=choice.payee)
    if choice.kind:
        chosen = chosen.filter(kind=choice.kind)
    if choice.since:
        chosen = chosen.filter(posted_date__gte=choice.since)
    if choice.until:
        chosen = chosen.filter(posted_date__lte=choice.until)
    if choice.words:
        words = choice.words
        chosen = chosen.filter(
            Q(doc_ref__icontains=words) | Q(payee__icontains=words) | Q(description__icontains=words)
        )
    return chosen


def _group_word(word: object) -> str:
    if isinstance(word, date):
        return word.strftime("%Y-%m")
    return "" if word is None else str(word)


def seen_grant(ref: str) -> GrantFacts:
    """The grant whose lines are asked for. Raises GrantNotFound."""
    return find.grant(ref)
