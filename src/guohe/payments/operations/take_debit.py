"""A debit on the payer's own statement proves that a payment left; it never says that the money arrived, and books nothing.

The books of a host hold what it received: an instalment that was sent is no entry of them. So a debit is evidence.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.stations import TAKEN_BACK
from guohe.grants.operations.state_claim import state_claim
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import Money
from guohe.kernel.utc8 import day_there
from guohe.payments.models import Debit, FiledRelease, Release
from guohe.payments.operations.hold import hold_payments
from guohe.payments.operations.move_stations import move_stations
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.queries.debits import standing
from guohe.payments.queries.movements import standing_movements

SOURCE = "bank statement"


@told_in_words
def take_debit(
    *,
    host_id: int,
    end_to_end_id: str,
    debited: Money,
    booked_on: date,
    line: int,
    evidence: str,
    reference: str,
    actor: int,
    now: datetime,
) -> None:
    """Writes that this ``line`` of a statement, named by ``evidence``, took the payment out, with what was taken beside it.

    ``debited`` is positive and includes the charge. Refused, everything at once: no payment of this name left in a file
    (PAY-391), it was debited before (PAY-392), another currency, or less than the payment (PAY-393), a day before its file
    was written (PAY-395) or after today (PAY-396). Needs ``import``.
    """
    require(actor, "import", host_id=host_id, on=now.date())
    at = Place(pointer=end_to_end_id)
    with transaction.atomic():
        row, filed_on = held_as_filed(host_id, end_to_end_id)
        amount = Money(row.currency, row.amount_minor)
        findings = []
        before = standing().filter(release=row).first()
        if before is not None:
            values = {
                "payment": end_to_end_id,
                "on": before.booked_on.isoformat(),
                "evidence": before.evidence,
            }
            findings.append(Finding("PAY-392", Level.STOP, at, values))
        if debited.currency != amount.currency or debited < amount:
            values = {"payment": end_to_end_id, "amount": str(amount), "debited": str(debited)}
            findings.append(Finding("PAY-393", Level.STOP, at, values))
        findings += of_its_day(end_to_end_id, booked_on, filed_on, now.date())
        if findings:
            raise Refused(*findings)
        Debit.objects.create(
            host_id=host_id,
            release=row,
            line=line,
            booked_on=booked_on,
            charge_minor=(debited - amount).minor,
            evidence=evidence,
            stated_by_id=actor,
            stated_at=now,
        )
        move_stations(
            row,
            state="settled",
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
            action="payments.debited",
            subject=f"payment:{end_to_end_id}",
            # The digest in the evidence may be nothing but digits, which the log keeps out: the line tells it.
            details={"on": booked_on.isoformat(), "line": line},
            now=now,
        )


def held_as_filed(host_id: int, end_to_end_id: str) -> tuple[Release, date]:
    """The payment of this name, which nobody else speaks of until the transaction ends, and the day its file was written.

    Raises Refused: no payment of this name left in a file (PAY-391).
    """
    filed = (
        FiledRelease.objects.filter(release__host_id=host_id, release__end_to_end_id=end_to_end_id)
        .select_related("file", "release")
        .first()
    )
    if filed is None:
        at, values = Place(pointer=end_to_end_id), {"seen": end_to_end_id[:60]}
        raise Refused(Finding("PAY-391", Level.STOP, at, values))
    hold_payments([filed.release_id])
    return filed.release, day_there(filed.file.written_at)


def of_its_day(payment: str, booked_on: date, filed: date, today: date) -> list[Finding]:
    """What stands against the day: no payment leaves before its file is there, and none has left on a day to come."""
    at, values = Place(pointer=payment), {"payment": payment, "on": booked_on.isoformat()}
    if booked_on < filed:
        return [Finding("PAY-395", Level.STOP, at, values | {"filed": filed.isoformat()})]
    if booked_on > today:
        return [Finding("PAY-396", Level.STOP, at, values | {"today": today.isoformat()})]
    return []


@told_in_words
def take_debits_back(*, lines: Collection[int], actor: int, now: datetime) -> tuple[str, ...]:
    """Takes back whatever payments these lines were said to be, and the stations they proved; the payments, none if none.

    Refused while one of them is said to have come back by another line (PAY-404). Needs ``import``.
    """
    with transaction.atomic():
        rows = list(standing().filter(line__in=lines).select_related("release").order_by("pk"))
        hold_payments(debit.release_id for debit in rows)
        _refuse_if_it_came_back(rows)
        for debit in rows:
            require(actor, "import", host_id=debit.host_id, on=now.date())
            Debit.objects.create(
                host_id=debit.host_id,
                release=debit.release,
                takes_back=debit,
                line=debit.line,
                booked_on=debit.booked_on,
                evidence=debit.evidence,
                stated_by_id=actor,
                stated_at=now,
            )
            take_claim_back(debit.release, debit.evidence, actor=actor, now=now)
            _prove_by_another(debit, actor=actor, now=now)
            record(
                host_id=debit.host_id,
                action="payments.debit_taken_back",
                subject=f"payment:{debit.release.end_to_end_id}",
                details={"line": debit.line},
                now=now,
            )
    return tuple(debit.release.end_to_end_id for debit in rows)


def _refuse_if_it_came_back(rows: Collection[Debit]) -> None:
    came = standing_movements().filter(release_id__in=[debit.release_id for debit in rows], kind="return")
    found = [
        Finding(
            "PAY-404",
            Level.STOP,
            Place(pointer=each.release.end_to_end_id),
            {
                "payment": each.release.end_to_end_id,
                "on": each.booked_on.isoformat(),
                "evidence": each.evidence,
            },
        )
        for each in (came.select_related("release").order_by("pk") if rows else ())
    ]
    if found:
        raise Refused(*found)


def take_claim_back(row: Release, evidence: str, *, actor: int, now: datetime) -> None:
    """The instalment is no longer said to be sent by this line; what other papers say of it stays."""
    ref = f"{row.grant_ref}/T{row.instalment}"
    told = find.claims(row.grant_ref)
    if not any(claim.instalment_ref == ref and claim.evidence == evidence for claim in told):
        return
    state_claim(
        instalment_ref=ref,
        station=TAKEN_BACK,
        happened_on=now.date(),
        source=SOURCE,
        evidence=evidence,
        reference=row.end_to_end_id,
        actor=actor,
        now=now,
        needs="import",
    )


def _prove_by_another(debit: Debit, *, actor: int, now: datetime) -> None:
    """An instalment that left in several payments is still proved by the debit of another one."""
    row = debit.release
    others = standing().filter(release__grant_ref=row.grant_ref, release__instalment=row.instalment)
    other = others.select_related("release").order_by("pk").first()
    if other is not None:
        move_stations(
            other.release,
            state="settled",
            proved=True,
            on=other.booked_on,
            source=SOURCE,
            paper=other.evidence,
            reference="",
            actor=actor,
            now=now,
        )
