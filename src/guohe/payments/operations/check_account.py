"""An account is judged by the rules of the file that it will stand in, before it is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from guohe.exchange.domain.payment_file import (
    Account,
    Bank,
    Batch,
    Party,
    PaymentFile,
    Transfer,
)
from guohe.exchange.operations.write_pain001 import judge_payment_file
from guohe.kernel.findings import Finding, Place
from guohe.kernel.money import EXPONENTS, Money
from guohe.payments.operations.instructions import TRIAL

# The field of the record that each field of the file is written from.
FIELDS: Final = {
    "TwnNm": "town",
    "Ctry": "country",
    "StrtNm": "street",
    "Nm": "holder",
    "CtctDtls": "latin_name",
    "FinInstnId": "bic",
    "Id": "number",
}
# Of the right shape and of no payment: only the rules about the account are asked.
_NO_PAYMENT: Final = "00000000-0000-4000-8000-000000000000"
_MEMBER_TRANSFER: Final = f"{TRIAL}-T"


def check_account(party: Party, account: Account, bank: Bank, *, now: datetime) -> tuple[Finding, ...]:
    """Everything that would keep this account out of a payment file (PAY-304 to PAY-315, PAY-434 to PAY-437), each with its field."""
    currency = account.currency if account.currency in EXPONENTS else "CNY"
    held = replace(account, currency=currency)
    transfer = Transfer(_MEMBER_TRANSFER, _NO_PAYMENT, Money(currency, 1), party, held, bank)
    batch = Batch(TRIAL, party, held, bank, now.date(), (transfer,))
    found = judge_payment_file(PaymentFile(TRIAL, now, TRIAL, (batch,)))
    return tuple(
        replace(
            finding,
            place=Place(pointer=FIELDS.get(finding.place.header or "", "number")),
            values={**finding.values, "payment": f"…{account.number[-4:]}"},
        )
        for finding in found
        if finding.values.get("payment") == _MEMBER_TRANSFER
    )
