"""Planned payments with what was said of each, in one question whatever the number of grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, TextField, Value
from django.db.models.functions import Cast, Concat, JSONObject

from guohe.db.once import once
from guohe.funds.queries.lots import holds_money_of
from guohe.funds.queries.turned import TakenAwayBy
from guohe.grants.domain.facts import ClaimFacts, InstalmentFacts
from guohe.grants.domain.stations import standing
from guohe.grants.models import Claim, Instalment
from guohe.identity.queries.accounts import name_told, naming
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Planned:
    """One instalment of a grant, the claims about it that nobody has taken back in the order in which they were stated, and
    whether the books hold money of it."""

    grant: str
    instalment: InstalmentFacts
    claims: tuple[ClaimFacts, ...]
    in_books: bool


@once
def planned(refs: frozenset[str]) -> tuple[Planned, ...]:
    """The instalments of some grants, by their number."""
    told = {
        name: F(name) for name in ("station", "happened_on", "source", "evidence", "reference", "currency")
    }
    claims = (
        Claim.objects.filter(instalment_id=OuterRef("pk"))
        .annotate(
            fund=F("instalment__grant__ref"),
            of=_reference("instalment__grant__ref", "instalment__number"),
            who=naming("stated_by_id"),
        )
        .order_by("pk")
        .values(
            told=JSONObject(
                **told,
                minor="amount_minor",
                stated_at="stated_at",
                who="who",
                reversed_by=TakenAwayBy("fund", "reference", "of"),
            )
        )
    )
    rows = (
        Instalment.objects.filter(grant__ref__in=sorted(refs))
        .select_related("grant")
        .annotate(ref=_reference("grant__ref", "number"), told=ArraySubquery(claims))
        .annotate(in_books=holds_money_of("grant__ref", "ref"))
        .order_by("number", "pk")
    )
    return tuple(
        Planned(
            row.grant.ref,
            InstalmentFacts(
                ref=row.ref,
                number=row.number,
                amount=Money(row.grant.currency, row.amount_minor),
                due_date=row.due_date,
                condition=row.condition,
                key=row.pk,
            ),
            standing(claim for each in row.told if (claim := _claim(row.ref, each)) is not None),
            row.in_books,
        )
        for row in rows
    )


def _reference(grant: str, number: str) -> Concat:
    """How the books name an instalment: GRANT/T<number>."""
    return Concat(grant, Value("/T"), Cast(number, TextField()), output_field=TextField())


def _claim(instalment: str, told: Mapping[str, Any]) -> ClaimFacts | None:
    """One claim as a value; none of somebody whom the acting person may not see."""
    who = name_told(told["who"])
    if who is None:
        return None
    # A claim rests on an entry of the books where it names both its evidence and the entry's source.
    rests = told["evidence"] and told["reference"]
    return ClaimFacts(
        instalment_ref=instalment,
        station=told["station"],
        happened_on=date.fromisoformat(told["happened_on"]),
        source=told["source"],
        evidence=told["evidence"],
        reference=told["reference"],
        stated_by=who,
        stated_at=datetime.fromisoformat(told["stated_at"]),
        amount=None if told["minor"] is None else Money(told["currency"], told["minor"]),
        reversed_by=told["reversed_by"] if rests else None,
    )
