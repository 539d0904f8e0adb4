"""What imports read of a grant's equipment: invoices that name another model than the approved one."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from guohe.equipment.queries.differences import Invoiced
from guohe.imports.queries.models_noted import models_noted


def of_listings(ref: str) -> Sequence[Invoiced]:
    """Each line that still counts, with the page that shows it."""
    return [
        Invoiced(
            source=each.source,
            approved=each.approved,
            model=each.seen,
            on=each.on,
            found_on=each.read_on,
            order_no=each.order_no,
            url=reverse("imports:line", args=[each.line]),
        )
        for each in models_noted(ref)
    ]
