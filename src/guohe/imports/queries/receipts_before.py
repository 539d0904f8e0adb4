"""What came in before a line, as its host has said it: asked with the line, so that no line costs a question of its own."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Value, When
from django.db.models.expressions import BaseExpression
from django.db.models.functions import JSONObject

from guohe.funds.queries.turned import IsGone
from guohe.imports.domain.charges import window
from guohe.imports.models import BankRow


def receipts_before(host: str, currency: str, day: str, amount: str) -> BaseExpression:
    """In a question about lines: of money out, the receipts of its host in its currency on its day or within the matcher's window
    before it, each with the instalments that it was used for, its day and its account. Null for money in."""
    reach = timedelta(days=window()[1])
    rows = (
        BankRow.objects.filter(
            host_id=OuterRef(host),
            currency=OuterRef(currency),
            posted_date__lte=OuterRef(day),
            posted_date__gte=OuterRef(day) - Value(reach),
            used_as="receipt",
            withdrawn_at__isnull=True,
        )
        .annotate(gone=IsGone("journal_id"))
        .filter(gone=False)
        .order_by("posted_date", "pk")
    )
    told = JSONObject(used_for=F("used_for"), on=F("posted_date"), account=F("account_mask"))
    return Case(When(**{f"{amount}__lt": 0}, then=ArraySubquery(rows.values(told=told))), default=Value(None))
