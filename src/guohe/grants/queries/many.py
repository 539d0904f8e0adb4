"""Instalments and claims of many grants, each kind in one read whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from guohe.grants.domain.facts import ClaimFacts, InstalmentFacts
from guohe.grants.domain.stations import standing
from guohe.grants.models import Claim, Instalment
from guohe.grants.queries.find import claim_facts
from guohe.grants.queries.reversed_evidence import with_reversals
from guohe.kernel.money import Money


def instalments_of(refs: Iterable[str]) -> dict[str, tuple[InstalmentFacts, ...]]:
    """The planned payments of each grant in order; a grant without any is left out."""
    rows = Instalment.objects.filter(grant__ref__in=list(refs)).select_related("grant").order_by("number")
    found: dict[str, list[InstalmentFacts]] = defaultdict(list)
    for row in rows:
        found[row.grant.ref].append(
            InstalmentFacts(
                ref=f"{row.grant.ref}/T{row.number}",
                number=row.number,
                amount=Money(row.grant.currency, row.amount_minor),
                due_date=row.due_date,
                condition=row.condition,
                key=row.pk,
            )
        )
    return {ref: tuple(planned) for ref, planned in found.items()}


def claims_of(refs: Iterable[str]) -> dict[str, tuple[ClaimFacts, ...]]:
    """The claims that nobody has taken back, by reference of their instalment, oldest first."""
    rows = (
        Claim.objects.filter(instalment__grant__ref__in=list(refs))
        .select_related("instalment__grant", "stated_by")
        .order_by("pk")
    )
    found: dict[str, list[ClaimFacts]] = defaultdict(list)
    for claim in with_reversals(standing(claim_facts(row) for row in rows)):
        found[claim.instalment_ref].append(claim)
    return {ref: tuple(sorted(told, key=lambda each: each.happened_on)) for ref, told in found.items()}
