"""A budget is read by version; the current one is the highest approved on or before the day asked."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from guohe.db.once import once
from guohe.grants.domain.facts import BudgetRowFacts, BudgetVersionFacts
from guohe.grants.models import BudgetRow, BudgetVersion
from guohe.grants.queries.find import person_name
from guohe.kernel.money import Money

_ROW = ("position", "category", "name", "level", "amount_minor")


@once
def versions(ref: str) -> tuple[BudgetVersionFacts, ...]:
    """All budget versions of a grant, oldest first."""
    row = JSONObject(**{name: name for name in _ROW})
    rows = BudgetRow.objects.filter(version=OuterRef("pk")).order_by("position").values(row=row)
    known = BudgetVersion.objects.filter(grant__ref=ref).select_related("grant", "loaded_by")
    return tuple(
        BudgetVersionFacts(
            number=version.number,
            approved_on=version.approved_on,
            unit=version.unit,
            loaded_by=person_name(version.loaded_by),
            loaded_at=version.loaded_at,
            rows=tuple(
                BudgetRowFacts(
                    position=row["position"],
                    category=row["category"],
                    name=row["name"],
                    level=row["level"],
                    amount=Money(version.grant.currency, row["amount_minor"]),
                )
                for row in version.each
            ),
        )
        for version in known.annotate(each=ArraySubquery(rows)).order_by("number")
    )


def in_force(ref: str, on: date) -> BudgetVersionFacts | None:
    """The version that limits spending on a day; None before the first approval."""
    approved = [version for version in versions(ref) if version.approved_on <= on]
    return approved[-1] if approved else None
