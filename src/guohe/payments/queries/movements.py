"""What came back of payments, and what banks took for them on lines of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Right

from guohe.db.once import once
from guohe.kernel.money import Money
from guohe.kernel.utc8 import day_there
from guohe.payments.domain.release import MovementFacts
from guohe.payments.models import FiledRelease, Movement
from guohe.payments.queries.debits import standing


@dataclass(frozen=True, slots=True)
class LeftPayment:
    """A payment that left in a file: when its line was debited, if one was, and whether it came back; ``amount`` is positive."""

    end_to_end_id: str
    uetr: str
    amount: Money
    filed_on: date
    asked_for: date
    debited_on: date | None
    came_back: bool
    charges: tuple[Money, ...]
    tail: str
    names: tuple[str, ...]


def standing_movements() -> QuerySet[Movement]:
    """Returns and charges that nobody has taken back."""
    return Movement.objects.filter(takes_back=None).exclude(
        Exists(Movement.objects.filter(takes_back=OuterRef("pk")))
    )


def is_of_a_payment(line: str) -> Q:
    """Whether the line of another query, in its field ``line``, is a payment, its return or its charge."""
    own = OuterRef(line)
    return Q(Exists(standing().filter(line=own))) | Q(Exists(standing_movements().filter(line=own)))


def leaves_from(host: str, account: str, currency: str) -> Exists:
    """Whether payments in a file leave the account of another query, told by its last four signs, in its currency.

    An account that a statement does not name has no sign, and may be any that payments leave.
    """
    filed = FiledRelease.objects.annotate(
        tail=Right("release__payer__number", 4),
        named=ExpressionWrapper(OuterRef(account), output_field=TextField()),
    ).filter(host_id=OuterRef(host), release__currency=OuterRef(currency))
    return Exists(filed.filter(Q(tail=Right(OuterRef(account), 4)) | ~Q(named__regex="[[:alnum:]]")))


def pays(host: str) -> Exists:
    """In a question of another context: whether the host in its field has told a bank of any payment."""
    return Exists(FiledRelease.objects.filter(host_id=OuterRef(host)))


def moved_by(lines: Collection[int]) -> dict[int, str]:
    """Of these lines of statements those that are a return or a charge, each with its payment."""
    rows = standing_movements().filter(line__in=lines)
    return dict(rows.values_list("line", "release__end_to_end_id"))


def movements_of(releases: Collection[int]) -> dict[int, tuple[MovementFacts, ...]]:
    """The returns and charges of some payments, in the order in which they were stated."""
    found: dict[int, list[MovementFacts]] = defaultdict(list)
    rows = standing_movements().filter(release_id__in=releases).select_related("release").order_by("pk")
    for row in rows:
        amount = Money(row.release.currency, row.amount_minor)
        found[row.release_id].append(
            MovementFacts(row.kind, row.booked_on, amount, row.evidence, row.stated_by_id, row.stated_at)  # type: ignore[arg-type]
        )
    return {number: tuple(each) for number, each in found.items()}


@once
def left_payments(host: int) -> tuple[LeftPayment, ...]:
    """Every payment of a host that the bank was told of."""
    filed = list(
        FiledRelease.objects.filter(host_id=host)
        .select_related("file", "release__payer", "release__payee")
        .order_by("release_id")
    )
    if not filed:
        return ()
    debited = dict(standing().filter(host_id=host).values_list("release_id", "booked_on"))
    moved = movements_of([each.release_id for each in filed])
    found = []
    for each in filed:
        row, own = each.release, moved.get(each.release_id, ())
        found.append(
            LeftPayment(
                end_to_end_id=row.end_to_end_id,
                uetr=str(row.uetr),
                amount=Money(row.currency, row.amount_minor),
                filed_on=day_there(each.file.written_at),
                asked_for=row.requested_on,
                debited_on=debited.get(row.pk),
                came_back=any(one.kind == "return" for one in own),
                charges=tuple(one.amount for one in own if one.kind == "charge"),
                tail=row.payer.number[-4:],
                names=tuple(filter(None, (row.payee.holder, row.payee.latin_name))),
            )
        )
    return tuple(found)
