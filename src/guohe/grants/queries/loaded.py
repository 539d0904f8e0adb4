"""What was loaded when grants were set up, by no import."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max

from guohe.grants.models import BudgetVersion


def budgets_loaded() -> tuple[int, datetime | None]:
    """How many budget versions the visible grants have, and when the newest was loaded."""
    told = BudgetVersion.objects.aggregate(many=Count("pk"), last=Max("loaded_at"))
    return told["many"], told["last"]
