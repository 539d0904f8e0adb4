"""What a bank reports of our files is written beside each payment, once per report, and moves its instalment's station.

Nothing that was written is changed by it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from guohe.audit.operations.record_fact import record
from guohe.exchange.domain.camt import NOT_PROVIDED, CamtEntry, CamtHead
from guohe.exchange.domain.payment_status import PaymentStatus, StatusReport
from guohe.exchange.operations.read_pain002 import read_pain002
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import Money
from guohe.kernel.utc8 import day_there
from guohe.payments.domain.bookings import Left, Line, against, named_otherwise, report_of_its_day
from guohe.payments.domain.news import said_of
from guohe.payments.models import FiledRelease, PaymentFile, Release
from guohe.payments.operations.hold import hold_instalments
from guohe.payments.operations.instructions import batch_name
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.operations.release import instalment_of
from guohe.payments.operations.write_answer import Taken, write_answer


@told_in_words
def take_status(*, data: bytes, actor: int, now: datetime) -> Taken:
    """Reads a pain.002 and writes what it says of each payment of the file it answers; the same report adds nothing (PAY-425).

    Refused for what cannot be trusted, for a report on a file that is none of ours (PAY-369), of a day on which nobody answered
    (PAY-424), and where everything that it says is of other payments (PAY-423).
    """
    report = read_pain002(data)
    if report.refused:
        raise Refused(*report.findings)
    file = PaymentFile.objects.filter(message_id=report.original_message_id).first()
    if file is None:
        values = {"seen": report.original_message_id}
        raise Refused(Finding("PAY-369", Level.STOP, Place(pointer="file"), values))
    require(actor, "import", host_id=file.host_id, on=now.date())
    wrong_day = report.created_at is not None and report_of_its_day(
        day_there(report.created_at), day_there(file.written_at), now.date()
    )
    if wrong_day:
        raise Refused(*wrong_day)
    source = hashlib.sha256(data).hexdigest()
    rows = list(
        Release.objects.filter(
            pk__in=FiledRelease.objects.filter(file=file).values_list("release_id", flat=True)
        ).order_by("pk")
    )
    told: list[Finding] = []
    used: list[PaymentStatus] = []
    new = 0
    with transaction.atomic():
        # What was rejected and is accepted after all takes up its instalment again: nobody releases beside it meanwhile.
        hold_instalments(map(instalment_of, rows))
        for row in rows:
            status = report.of_payment(
                row.end_to_end_id, batch_name(file.payment_information_id, row.requested_on), str(row.uetr)
            )
            if status is None:
                continue
            used.append(status)
            if not status.names(row.end_to_end_id, str(row.uetr)):
                told += named_otherwise(row.end_to_end_id, str(row.uetr), status.reference, status.uetr)
                continue
            new += _said(row, report, status, source=source, actor=actor, now=now)
        told += _strangers(report, used, file.message_id)
        count = len(used) - sum(each.code == "PAY-423" for each in told)
        if told and not count:
            raise Refused(*report.findings, *told)
        if count and not new:
            told.append(_read_before(report.name))
        record(
            host_id=file.host_id,
            action="payments.status_taken",
            subject=f"file:{file.message_id}",
            details={"payments": count, "source": source},
            now=now,
        )
    return Taken(report.name, count, (*report.findings, *told))


def _said(
    row: Release, report: StatusReport, status: PaymentStatus, *, source: str, actor: int, now: datetime
) -> bool:
    return write_answer(
        row,
        said_of(status),
        said_at=report.created_at or now,
        on=report.created_on or now.date(),
        paper=f"{report.name} {report.message_id}",
        source=(report.name, source, report.validated),
        code=status.code,
        reason=status.reason,
        words=status.words,
        reference=status.service_reference,
        actor=actor,
        now=now,
    )


def _strangers(report: StatusReport, used: Sequence[PaymentStatus], file: str) -> list[Finding]:
    """PAY-426 for each status of a payment that is not in the file."""
    names = [
        " ".join(part for part in (each.reference, each.uetr) if part)[:80] or "-"
        for each in report.statuses
        if each.scope == "payment" and each not in used
    ]
    return [
        Finding("PAY-426", Level.HOLD, Place(pointer="file"), {"seen": name, "file": file}) for name in names
    ]


def _read_before(name: str) -> Finding:
    return Finding("PAY-425", Level.NOTE, Place(pointer="file"), {"seen": name})


@told_in_words
def take_bookings(
    *,
    entries: Iterable[CamtEntry],
    heads: Sequence[CamtHead],
    source_name: str,
    source_digest: str,
    actor: int,
    now: datetime,
) -> Taken:
    """What camt entries prove of our payments: a debit settles, a credit with a return reason brings back.

    ``entries`` are those of a file that was validated to its end, ``heads`` what its statements say of themselves. A line is a
    payment's by its name, its amount and the account that it leaves, never by the amount alone; debit and return of one file are both
    kept, in their order of booking. What is not taken is told (PAY-395, PAY-396, PAY-420 to PAY-423); refused where that is all.
    """
    lines = sorted(_lines(entries, heads, now), key=lambda each: (each[0].on, each[0].says == "returned"))
    told: list[Finding] = []
    spoken: set[int] = set()
    new = 0
    with transaction.atomic():
        filed = _filed([line for line, _, _ in lines])
        hold_instalments(instalment_of(each.release) for each in filed)
        for line, entry, reason in lines:
            for each in filed:
                row = each.release
                if line.end_to_end_id != row.end_to_end_id and line.uetr != str(row.uetr):
                    continue
                require(actor, "import", host_id=row.host_id, on=now.date())
                left = Left(
                    row.end_to_end_id,
                    str(row.uetr),
                    Money(row.currency, row.amount_minor),
                    "".join(sign for sign in row.payer.number if sign.isalnum())[-4:],
                    day_there(each.file.written_at),
                )
                wrong = against(line, left, now.date())
                if wrong:
                    told += wrong
                    continue
                spoken.add(row.pk)
                new += write_answer(
                    row,
                    line.says,
                    said_at=heads[entry.statement].created_at or now,
                    on=line.on,
                    paper=f"{source_name} {entry.reference or row.end_to_end_id}",
                    source=(source_name, source_digest, True),
                    code=entry.bank_code,
                    reason=reason,
                    reference=entry.reference,
                    actor=actor,
                    now=now,
                )
    if told and not spoken:
        raise Refused(*told)
    if spoken and not new:
        told.append(_read_before(source_name))
    return Taken(source_name, len(spoken), tuple(told))


def _lines(
    entries: Iterable[CamtEntry], heads: Sequence[CamtHead], now: datetime
) -> list[tuple[Line, CamtEntry, str]]:
    """Every booked line that names a payment, with its entry and the reason of a return; one without a day is of today."""
    return [
        (
            Line(
                end_to_end_id="" if payment.end_to_end_id == NOT_PROVIDED else payment.end_to_end_id,
                uetr=payment.uetr.lower(),
                amount=payment.amount or entry.amount,
                on=entry.booked_on or entry.value_on or now.date(),
                tail=heads[entry.statement].account_tail,
                currency=heads[entry.statement].currency,
                is_return=bool(payment.return_reason) or entry.is_reversal,
            ),
            entry,
            payment.return_reason,
        )
        for entry in entries
        if entry.status == "BOOK"
        for payment in entry.payments
        if payment.end_to_end_id or payment.uetr
    ]


def _filed(lines: Sequence[Line]) -> list[FiledRelease]:
    """The payments in files that the lines name."""
    named = Q(release__end_to_end_id__in={line.end_to_end_id for line in lines if line.end_to_end_id}) | Q(
        release__uetr__in={line.uetr for line in lines if _is_uuid(line.uetr)}
    )
    return list(
        FiledRelease.objects.filter(named).select_related("file", "release__payer").order_by("release_id")
    )


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
