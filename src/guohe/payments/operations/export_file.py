"""What was released leaves in exactly one file: its bytes are stored in the same transaction that takes the payments.

A kill before the commit leaves nothing, a kill after it leaves the file; asked again, the same bytes are given.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction

from guohe.audit.operations.record_fact import record
from guohe.exchange.operations.write_pain001 import write_pain001
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.payments.domain.paid_once import held
from guohe.payments.models import Account, FiledRelease, PaymentFile, Release
from guohe.payments.operations.hold import hold_instalments
from guohe.payments.operations.instructions import file_of
from guohe.payments.operations.judge_payment import judge_payment
from guohe.payments.operations.refusals import told_in_words
from guohe.payments.operations.release import instalment_of, not_any_more, planned_of
from guohe.payments.queries.releases import of_instalment


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A stored payment file. ``is_new`` is False where it had been written before; ``held`` tells what stayed out of it. ``payments`` are a new file's, by number."""

    message_id: str
    sha256: str
    content: bytes
    is_new: bool
    held: tuple[Finding, ...] = ()
    payments: tuple[int, ...] = ()


@told_in_words
def export_file(*, payer_account: int, actor: int, now: datetime) -> ExportedFile:
    """Writes all released payments of one payer's account that have not left yet into one file.

    A payment that would pay its instalment beyond the plan (PAY-405), one that went by another way since (PAY-381), one whose day
    has passed (PAY-427) or whose account changed or was retired (PAY-429, PAY-430), or one that no bank file may hold, stays out and is told: the others leave. Refused where none
    waits (PAY-368), and where all that wait are held. Needs the capability ``prepare``: releasing was done by two people before.
    """
    payer = Account.objects.filter(pk=payer_account, role="payer").first()
    if payer is None:
        raise Refused(Finding("PAY-367", Level.STOP, Place(pointer="account"), {"seen": str(payer_account)}))
    require(actor, "prepare", host_id=payer.host_id, on=now.date())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"payments file {payer.pk}"]
            )
        waiting = list(
            Release.objects.filter(payer=payer, pk__in=_waiting(payer))
            .select_related("payer", "payee")
            .order_by("pk")
        )
        hold_instalments(map(instalment_of, waiting))
        rows, beyond = _to_leave(waiting, now)
        if not rows:
            tail = {"tail": payer.number[-4:]}
            raise Refused(*beyond or [Finding("PAY-368", Level.STOP, Place(pointer="account"), tail)])
        # The first payment's own number makes the names: it leaves once, so they are used once.
        message = f"GUOHE-{now:%Y%m%d}-{rows[0].pk}"
        file = file_of(rows, message_id=message, information_id=f"{message}-P", created_at=now)
        content = write_pain001(file)
        digest = hashlib.sha256(content).hexdigest()
        stored = PaymentFile.objects.create(
            host_id=payer.host_id,
            payer=payer,
            message_id=message,
            payment_information_id=f"{message}-P",
            content=content,
            sha256=digest,
            written_by_id=actor,
            written_at=now,
        )
        FiledRelease.objects.bulk_create(
            FiledRelease(host_id=payer.host_id, file=stored, release=row) for row in rows
        )
        record(
            host_id=payer.host_id,
            action="payments.file_written",
            subject=f"file:{message}",
            details={"payments": len(rows), "sha256": digest},
            now=now,
        )
    return ExportedFile(message, digest, content, True, tuple(beyond), tuple(row.pk for row in rows))


def stored_file(message_id: str, *, actor: int, now: datetime) -> ExportedFile:
    """The bytes of a file as they were written, proved by their digest; who took them is recorded.

    They hold whole numbers of accounts: needs the capability ``prepare``. Refused for an unknown file (PAY-369).
    """
    # A name with a sign that nobody sees is none of ours; the database would not take it for a question.
    row = PaymentFile.objects.filter(message_id=message_id).first() if message_id.isprintable() else None
    if row is None:
        raise Refused(Finding("PAY-369", Level.STOP, Place(pointer="file"), {"seen": message_id}))
    require(actor, "prepare", host_id=row.host_id, on=now.date())
    with transaction.atomic():
        record(
            host_id=row.host_id,
            action="payments.file_given",
            subject=f"file:{row.message_id}",
            details={"sha256": row.sha256},
            now=now,
        )
    return ExportedFile(row.message_id, row.sha256, bytes(row.content), False)


def _to_leave(waiting: list[Release], now: datetime) -> tuple[list[Release], list[Finding]]:
    """Of what waits, oldest first, what may leave, and what stands against the rest."""
    rows, beyond = [], []
    known = {ref: list(of_instalment(ref)) for ref in dict.fromkeys(map(instalment_of, waiting))}
    for row in waiting:
        payments = known[instalment_of(row)]
        at = next(index for index, each in enumerate(payments) if each.number == row.pk)
        if payments[at].withdrawal is not None:
            # Withdrawn while we waited for its instalment.
            continue
        against = held(payments[at], payments, planned_of(row))
        stops = [
            *([] if against is None else [against]),
            *not_any_more(row, payments, now.date()),
            *judge_payment(row, now),
        ]
        if stops:
            beyond += stops
            continue
        rows.append(row)
        # The next one of this file counts it among those that left.
        payments[at] = replace(payments[at], message_id="this file")
    return rows, beyond


def _waiting(payer: Account) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.id FROM payments_release r JOIN payments_approval a ON a.release_id = r.id "
            "LEFT JOIN payments_filedrelease f ON f.release_id = r.id "
            "LEFT JOIN payments_withdrawal w ON w.release_id = r.id "
            "WHERE r.payer_id = %s AND f.id IS NULL AND w.id IS NULL",
            [payer.pk],
        )
        return [number for (number,) in cursor.fetchall()]
