"""An entry whose journal was turned round is free again; what was said about it stays in the audit log.

What the entry proved is taken back with it: no station is shown as evidenced by an entry that the books no longer hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from guohe.audit.operations.record_fact import record
from guohe.funds.queries.turned import live_end
from guohe.grants.domain.stations import TAKEN_BACK
from guohe.grants.operations.state_claim import state_claim
from guohe.grants.queries import find
from guohe.identity.domain.capabilities import Word
from guohe.identity.operations.act_as import require
from guohe.imports.models import BankRow, ChargeRow
from guohe.imports.queries.bank import EntryNotFound
from guohe.imports.queries.jobs import stop
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money
from guohe.kernel.storable import storable
from guohe.kernel.utc8 import day_there
from guohe.payments.queries.debits import shown_by
from guohe.payments.queries.movements import moved_by


def free_entry(*, entry_id: int, actor: int, now: datetime) -> None:
    """Takes back that an entry was a receipt, after its journal was reversed. Needs ``import``.

    Refused while the receipt is in the books (IMP-513). Raises EntryNotFound.
    """
    row = BankRow.objects.select_for_update().filter(pk=entry_id).first()
    if row is None:
        raise EntryNotFound(str(entry_id))
    require(actor, "import", host_id=row.host_id, on=now.date())
    free_or_refuse(row, actor=actor, now=now)


def free_or_refuse(row: BankRow, *, actor: int, now: datetime) -> None:
    """An entry is one receipt or one exchange, once, while its journal is in the books (IMP-513); then it is free.

    An entry of an undone statement is nothing any more (IMP-508); one whose charge waits for a second person is nothing else (IMP-222).
    """
    if row.withdrawn_at is not None:
        raise Refused(stop("IMP-508", number=str(row.job_id), on=day_there(row.withdrawn_at).isoformat()))
    waits = ChargeRow.objects.filter(entry_id=row.pk, said__isnull=True).first()
    if waits is not None:
        kept = Money(waits.currency, waits.sent_minor - waits.credited_minor)
        values = {"number": str(waits.pk), "ref": waits.instalment_ref, "charge": str(kept)}
        raise Refused(stop("IMP-222", row=str(row.row_number), **values))
    if row.used_as is None:
        return
    if row.journal_id is None or live_end(row.journal_id) is not None:
        raise Refused(stop("IMP-513", row=str(row.row_number), used_for=row.used_for or ""))
    journal = row.journal_id
    row.used_as = row.used_for = row.journal_id = row.used_by_id = row.used_at = None
    row.save(update_fields=["used_as", "used_for", "journal_id", "used_by", "used_at"])
    record(
        host_id=row.host_id,
        action="imports.entry_freed",
        subject=f"entry:{row.pk}",
        details={"journal": journal},
        now=now,
    )


def refuse_if_to_come(row: BankRow, *, now: datetime) -> None:
    """No money has come, or gone, on a day to come (IMP-210): such a day is a slip, or a file that was made before its time."""
    today = day_there(now)
    if row.posted_date > today:
        raise Refused(
            stop("IMP-210", row=str(row.row_number), on=row.posted_date.isoformat(), today=today.isoformat())
        )


def said_of_balances(rows: Sequence[BankRow], why: str) -> str:
    """Why credits are received although the balance beside them does not follow from the row before; empty where all follow.

    Refused without a word for it, of all such rows at once (IMP-350), and with one that cannot be kept (MON-521).
    """
    apart = [row for row in rows if row.balance_agrees is False]
    why = why.strip()
    if apart and not why:
        raise Refused(
            *(
                stop(
                    "IMP-350",
                    row=str(row.row_number),
                    amount=str(Money(row.currency, row.amount_minor)),
                    balance=str(Money(row.currency, row.balance_minor or 0)),
                )
                for row in apart
            )
        )
    if not storable(why):
        raise Refused(Finding("MON-521", Level.STOP))
    return why if apart else ""


def refuse_if_a_payment(row: BankRow) -> None:
    """A line that is said to be a payment of ours, its return or its charge is nothing else, until that is taken back (PAY-394)."""
    paid = (*shown_by(row.pk), *moved_by([row.pk]).values())
    if paid:
        raise Refused(stop("PAY-394", row=str(row.row_number), payment=", ".join(paid)))


def take_claims_back(row: BankRow, *, actor: int, now: datetime, needs: Word = "prepare") -> None:
    """Whatever this row was said to prove is said no more. ``needs`` is the capability of the door."""
    evidence = evidence_of(row)
    grants = [grant.ref for grant in find.all_grants() if grant.host_id == row.host_id]
    proved = {
        claim.instalment_ref for ref in grants for claim in find.claims(ref) if claim.evidence == evidence
    }
    for instalment in sorted(proved):
        state_claim(
            instalment_ref=instalment,
            station=TAKEN_BACK,
            happened_on=now.date(),
            source="bank statement",
            evidence=evidence,
            reference="",
            actor=actor,
            now=now,
            needs=needs,
        )


def evidence_of(row: BankRow) -> str:
    """How a claim names the row that proves it: by the file, the row, and the file's digest, for two files of one name.

    A bank may write a whole camt file in one line: where a file has no columns, the entry's own number tells its rows apart.
    """
    own = "" if row.job.reading.get("columns") else f" entry {row.pk}"
    return f"{row.job.file_name} row {row.row_number}{own} ({row.job.file_digest[:12]})"
