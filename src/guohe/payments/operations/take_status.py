"""What a bank reports of our files is written beside each payment, once per report, and moves its instalment's station.

Nothing that was written is changed by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from guohe.audit.operations.record_fact import record
from guohe.exchange.domain.camt import CamtEntry
from guohe.exchange.domain.payment_status import StatusReport
from guohe.exchange.operations.read_pain002 import read_pain002
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.payments.domain.news import said_of
from guohe.payments.models import Answer, FiledRelease, PaymentFile, Release
from guohe.payments.operations.hold import hold_instalments
from guohe.payments.operations.move_stations import move_stations
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.operations.release import instalment_of


@told_in_words
def take_status(*, data: bytes, actor: int, now: datetime) -> StatusReport:
    """Reads a pain.002 and writes what it says of each payment of the file it answers; the same report adds nothing.

    Refused for what cannot be trusted, and for a report on a file that is none of ours (PAY-369).
    """
    report = read_pain002(data)
    if report.refused:
        raise Refused(*report.findings)
    file = PaymentFile.objects.filter(message_id=report.original_message_id).first()
    if file is None:
        values = {"seen": report.original_message_id}
        raise Refused(Finding("PAY-369", Level.STOP, Place(pointer="file"), values))
    require(actor, "import", host_id=file.host_id, on=now.date())
    source = hashlib.sha256(data).hexdigest()
    rows = Release.objects.filter(
        pk__in=FiledRelease.objects.filter(file=file).values_list("release_id", flat=True)
    )
    count = 0
    with transaction.atomic():
        # What was rejected and is accepted after all takes up its instalment again: nobody releases beside it meanwhile.
        hold_instalments(map(instalment_of, rows))
        for row in rows:
            status = report.of_payment(row.end_to_end_id, file.payment_information_id)
            if status is None:
                continue
            count += 1
            answer, is_new = Answer.objects.get_or_create(
                release=row,
                source_digest=source,
                state=said_of(status),
                defaults={
                    "host_id": row.host_id,
                    "source_name": report.name,
                    "validated": report.validated,
                    "code": status.code,
                    "reason": status.reason,
                    "words": status.words,
                    "reference": status.service_reference,
                    "taken_by_id": actor,
                    "taken_at": now,
                },
            )
            if is_new:
                paper = f"{report.name} {report.message_id}"
                on = report.created_on or now.date()
                _move(answer, on=on, paper=paper, actor=actor, now=now)
        record(
            host_id=file.host_id,
            action="payments.status_taken",
            subject=f"file:{file.message_id}",
            details={"payments": count, "source": source},
            now=now,
        )
    return report


@told_in_words
def take_bookings(
    *, entries: Iterable[CamtEntry], source_name: str, source_digest: str, actor: int, now: datetime
) -> int:
    """What camt entries prove of our payments: a debit settles, a credit with a return reason brings back.

    ``entries`` are those of a file that was validated to its end. Matched by end-to-end reference and amount together,
    never by amount alone. Returns how many payments were named.
    """
    named = {
        payment.end_to_end_id: (entry, payment)
        for entry in entries
        if entry.status == "BOOK"
        for payment in entry.payments
        if payment.end_to_end_id
    }
    rows = Release.objects.filter(end_to_end_id__in=list(named))
    count = 0
    with transaction.atomic():
        hold_instalments(map(instalment_of, rows))
        for row in rows:
            require(actor, "import", host_id=row.host_id, on=now.date())
            entry, payment = named[row.end_to_end_id]
            amount = payment.amount or entry.amount
            if (amount.currency, abs(amount.minor)) != (row.currency, row.amount_minor):
                continue
            back = amount.minor > 0
            count += 1
            answer, is_new = Answer.objects.get_or_create(
                release=row,
                source_digest=source_digest,
                state="returned" if back else "settled",
                defaults={
                    "host_id": row.host_id,
                    "source_name": source_name,
                    "validated": True,
                    "code": entry.bank_code,
                    "reason": payment.return_reason,
                    "reference": entry.reference,
                    "taken_by_id": actor,
                    "taken_at": now,
                },
            )
            if is_new:
                paper = f"{source_name} {entry.reference or payment.end_to_end_id}"
                on = entry.booked_on or entry.value_on or now.date()
                _move(answer, on=on, paper=paper, actor=actor, now=now)
    return count


def _move(answer: Answer, *, on: date, paper: str, actor: int, now: datetime) -> None:
    move_stations(
        answer.release,
        state=answer.state,  # type: ignore[arg-type]
        proved=answer.validated,
        on=on,
        source=answer.source_name,
        paper=paper,
        reference=answer.reference,
        actor=actor,
        now=now,
    )
