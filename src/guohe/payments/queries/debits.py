"""Payments that left in a file and that no statement has shown yet, and those that one has shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from guohe.db.once import once
from guohe.kernel.money import Money
from guohe.kernel.utc8 import day_there
from guohe.payments.domain.release import ENDED, SILENT
from guohe.payments.models import Answer, Debit, FiledRelease, Release
from guohe.payments.queries.clarifications import never_paid


@dataclass(frozen=True, slots=True)
class ExpectedDebit:
    """Money that is to leave the account ending ``tail``. ``names`` are the payee's; ``amount`` is positive.

    ``filed_on`` is the day on which its file was written: it cannot have left before.
    """

    end_to_end_id: str
    uetr: str
    instalment_ref: str
    amount: Money
    asked_for: date
    filed_on: date
    tail: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptBefore:
    """What a bank took beside an earlier payment from the account ending ``tail``."""

    end_to_end_id: str
    tail: str
    charge: Money


def standing() -> QuerySet[Debit]:
    """Debits that nobody has taken back."""
    return Debit.objects.filter(takes_back=None).exclude(
        Exists(Debit.objects.filter(takes_back=OuterRef("pk")))
    )


@once
def expected_debits(host: int) -> tuple[ExpectedDebit, ...]:
    """Every payment of a host that left in a file, was not rejected, returned or said never to have been paid, and stands on no statement yet."""
    last = Answer.objects.filter(release=OuterRef("pk")).exclude(state__in=SILENT).order_by("-said_at", "-pk")
    filed = FiledRelease.objects.filter(release=OuterRef("pk"))
    rows = (
        Release.objects.filter(host_id=host)
        .annotate(written=Subquery(filed.values("file__written_at")[:1]))
        .filter(written__isnull=False)
        .exclude(Exists(standing().filter(release=OuterRef("pk"))))
        .annotate(last=Subquery(last.values("state")[:1]))
        .filter(Q(last=None) | ~Q(last__in=ENDED))
        .exclude(never_paid("pk"))
        .select_related("payer", "payee")
        .order_by("pk")
    )
    return tuple(
        ExpectedDebit(
            end_to_end_id=row.end_to_end_id,
            uetr=str(row.uetr),
            instalment_ref=f"{row.grant_ref}/T{row.instalment}",
            amount=Money(row.currency, row.amount_minor),
            asked_for=row.requested_on,
            filed_on=day_there(row.written),
            tail=row.payer.number[-4:],
            names=tuple(filter(None, (row.payee.holder, row.payee.latin_name))),
        )
        for row in rows
    )


@once
def kept_before(host: int) -> tuple[KeptBefore, ...]:
    """What banks took beside payments of a host that statements have shown."""
    rows = standing().filter(host_id=host, charge_minor__gt=0).select_related("release__payer").order_by("pk")
    return tuple(
        KeptBefore(
            row.release.end_to_end_id,
            row.release.payer.number[-4:],
            Money(row.release.currency, row.charge_minor),
        )
        for row in rows
    )


def instalments_of(end_to_end_ids: Iterable[str]) -> dict[str, str]:
    """The instalment that each payment pays."""
    rows = Release.objects.filter(end_to_end_id__in=list(end_to_end_ids))
    found = rows.values_list("end_to_end_id", "grant_ref", "instalment")
    return {payment: f"{grant}/T{number}" for payment, grant, number in found}


def shown_by(line: int) -> tuple[str, ...]:
    """The payments that this line of a statement is said to be."""
    rows = standing().filter(line=line).order_by("pk")
    return tuple(rows.values_list("release__end_to_end_id", flat=True))
