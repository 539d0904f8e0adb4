"""One payment is judged by the rules and the schema of the file that it will stand in, before it is prepared and before it leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from guohe.exchange.operations.write_pain001 import judge_payment_file
from guohe.kernel.findings import Finding, Place
from guohe.payments.models import Release
from guohe.payments.operations.check_account import FIELDS
from guohe.payments.operations.instructions import TRIAL, file_of

# The field of the instruction that each field of the file is written from; what is an account's is told of its account.
_OWN: Final = {"Purp": "purpose_code", "RgltryRptg": "statistics_code", "Ustrd": "remittance"}


def judge_payment(row: Release, now: datetime) -> tuple[Finding, ...]:
    """Everything that would keep the payment out of a file (PAY-301 to PAY-315, PAY-434 to PAY-437), with payment and account named."""
    trial = file_of([row], message_id=TRIAL, information_id=TRIAL, created_at=now)
    (batch,) = trial.batches
    return tuple(
        _named(each, row, of_payer=each.place.pointer == batch.payment_information_id)
        for each in judge_payment_file(trial)
    )


def _named(found: Finding, row: Release, *, of_payer: bool) -> Finding:
    header = found.place.header or ""
    payment = row.end_to_end_id
    field = _OWN.get(header, payment)
    if of_payer or header in FIELDS:
        account = row.payer if of_payer else row.payee
        payment, field = f"{payment} (…{account.number[-4:]})", "payer" if of_payer else "payee"
    return replace(found, place=Place(pointer=field), values={**found.values, "payment": payment})
