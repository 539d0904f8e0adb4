"""The filing checklist of one payment: what its payer's kind asks for, and which papers are there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from guohe.kernel.money import Money
from guohe.kernel.texts import say
from guohe.payments.domain.filing import Item, Payer, PayerKind, checklist
from guohe.payments.models import Paper, Release


def checklist_of(number: int, *, equivalent: Money | None = None) -> tuple[Item, ...]:
    """Every item of a payment; ``equivalent`` is the payment in USD at a rate that the caller can name.

    A tax filing that is on record for an earlier payment of the same grant counts for this one: a contract is filed once.
    """
    row = Release.objects.select_related("payer", "payee").get(pk=number)
    done = dict(Paper.objects.filter(release=row).order_by("pk").values_list("code", "reference"))
    earlier = Paper.objects.filter(
        release__grant_ref=row.grant_ref, release__payer=row.payer, release__pk__lt=row.pk, code="tax_filing"
    )
    payer = Payer(
        cast(PayerKind, row.payer.payer_kind or "enterprise"), row.payer.country, row.payer.guangdong
    )
    return checklist(payer, row.payee.country, equivalent, filed_before=earlier.exists(), done=done)


def papers_open(numbers: Iterable[int], lang: str) -> tuple[str, ...]:
    """A sentence for each payment of whose checklist papers are not there: it stops nothing."""
    counted = ((number, sum(item.is_open for item in checklist_of(number))) for number in numbers)
    return tuple(
        say("payments.papers_open", lang, number=str(number), count=str(count))
        for number, count in counted
        if count
    )
