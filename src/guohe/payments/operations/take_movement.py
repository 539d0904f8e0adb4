"""A line of the payer's statement brings a payment back, or takes a charge for it on its own; it is evidence, and books nothing.

What came back proves that the payment bounced and is back: its instalment is open again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Literal

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import Money
from guohe.payments.models import Movement, Release
from guohe.payments.operations.hold import hold_instalments, hold_payments
from guohe.payments.operations.move_stations import move_stations
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.operations.take_debit import SOURCE, held_as_filed, of_its_day, take_claim_back
from guohe.payments.queries.debits import standing
from guohe.payments.queries.movements import standing_movements


@told_in_words
def take_movement(
    *,
    host_id: int,
    end_to_end_id: str,
    kind: Literal["return", "charge"],
    amount: Money,
    booked_on: date,
    line: int,
    evidence: str,
    reference: str,
    actor: int,
    now: datetime,
) -> None:
    """Writes that this ``line``, named by ``evidence``, brought the payment back, or took a charge for it; ``amount`` is positive.

    Refused, everything at once: no payment of this name left in a file (PAY-391); a return of what no line debited before
    (PAY-401), that came back before (PAY-402), of more than left or another currency (PAY-403); a day before its file was
    written (PAY-395) or after today (PAY-396). Needs ``import``.
    """
    require(actor, "import", host_id=host_id, on=now.date())
    at = Place(pointer=end_to_end_id)
    with transaction.atomic():
        row, filed_on = held_as_filed(host_id, end_to_end_id)
        findings = list(_against_return(row, amount, booked_on, at)) if kind == "return" else []
        findings += of_its_day(end_to_end_id, booked_on, filed_on, now.date())
        if findings:
            raise Refused(*findings)
        Movement.objects.create(
            host_id=host_id,
            release=row,
            kind=kind,
            line=line,
            booked_on=booked_on,
            amount_minor=amount.minor,
            evidence=evidence,
            stated_by_id=actor,
            stated_at=now,
        )
        if kind == "return":
            move_stations(
                row,
                state="returned",
                proved=True,
                on=booked_on,
                source=SOURCE,
                paper=evidence,
                reference=reference,
                actor=actor,
                now=now,
            )
        record(
            host_id=host_id,
            action="payments.came_back" if kind == "return" else "payments.charged",
            subject=f"payment:{end_to_end_id}",
            details={"on": booked_on.isoformat(), "line": line},
            now=now,
        )


def _against_return(row: Release, amount: Money, booked_on: date, at: Place) -> list[Finding]:
    found = []
    payment, sent = row.end_to_end_id, Money(row.currency, row.amount_minor)
    debit = standing().filter(release=row).first()
    if debit is None or booked_on < debit.booked_on:
        values = {"payment": payment, "on": booked_on.isoformat()}
        found.append(Finding("PAY-401", Level.STOP, at, values))
    before = standing_movements().filter(release=row, kind="return").first()
    if before is not None:
        values = {"payment": payment, "on": before.booked_on.isoformat(), "evidence": before.evidence}
        found.append(Finding("PAY-402", Level.STOP, at, values))
    if amount.currency != sent.currency or amount > sent:
        values = {"payment": payment, "amount": str(sent), "came": str(amount)}
        found.append(Finding("PAY-403", Level.STOP, at, values))
    return found


@told_in_words
def take_movements_back(*, lines: Collection[int], actor: int, now: datetime) -> tuple[str, ...]:
    """Takes back whatever returns and charges these lines were said to be, and what they proved; their payments. Needs ``import``.

    It is the bank's truth, so it is never refused for what was prepared since: that is held where it stands (PAY-405), and
    where it left already the instalment is told as paid twice (PAY-406).
    """
    with transaction.atomic():
        rows = list(standing_movements().filter(line__in=lines).select_related("release").order_by("pk"))
        hold_instalments(f"{each.release.grant_ref}/T{each.release.instalment}" for each in rows)
        hold_payments(each.release_id for each in rows)
        for each in rows:
            require(actor, "import", host_id=each.host_id, on=now.date())
            Movement.objects.create(
                host_id=each.host_id,
                release=each.release,
                takes_back=each,
                kind=each.kind,
                line=each.line,
                booked_on=each.booked_on,
                amount_minor=each.amount_minor,
                evidence=each.evidence,
                stated_by_id=actor,
                stated_at=now,
            )
            take_claim_back(each.release, each.evidence, actor=actor, now=now)
            record(
                host_id=each.host_id,
                action="payments.movement_taken_back",
                subject=f"payment:{each.release.end_to_end_id}",
                details={"line": each.line, "kind": each.kind},
                now=now,
            )
    return tuple(each.release.end_to_end_id for each in rows)
