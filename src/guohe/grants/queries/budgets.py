"""A budget is read by version; the current one is the highest approved on or before the day asked."""

from __future__ import annotations

from datetime import date

from guohe.grants.domain.facts import BudgetRowFacts, BudgetVersionFacts
from guohe.grants.models import BudgetRow, BudgetVersion
from guohe.grants.queries.find import person_name
from guohe.kernel.money import Money


def versions(ref: str) -> tuple[BudgetVersionFacts, ...]:
    """All budget versions of a grant, oldest first."""
    found = []
    for version in (
        BudgetVersion.objects.filter(grant__ref=ref).select_related("grant", "loaded_by").order_by("number")
    ):
        rows = BudgetRow.objects.filter(version=version).order_by("position")
        found.append(
            BudgetVersionFacts(
                number=version.number,
                approved_on=version.approved_on,
                unit=version.unit,
                loaded_by=person_name(version.loaded_by),
                loaded_at=version.loaded_at,
                rows=tuple(
                    BudgetRowFacts(
                        position=row.position,
                        category=row.category,
                        name=row.name,
                        level=row.level,
                        amount=Money(version.grant.currency, row.amount_minor),
                    )
                    for row in rows
                ),
            )
        )
    return tuple(found)


def in_force(ref: str, on: date) -> BudgetVersionFacts | None:
    """The version that limits spending on a day; None before the first approval."""
    approved = [version for version in versions(ref) if version.approved_on <= on]
    return approved[-1] if approved else None
