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
    check_payment_file,
)
from guohe.kernel.findings import Finding, Place
from guohe.kernel.money import EXPONENTS, Money
from guohe.payments.operations.instructions import TRIAL

# The field of the record that each rule is about.
_FIELDS: Final = {
    "PAY-304": "town",
    "PAY-310": "latin_name",
    "PAY-311": "holder",
    "PAY-313": "bic",
    "PAY-314": "number",
}
# Of the right shape and of no payment: only the rules about the account are asked.
_NO_PAYMENT: Final = "00000000-0000-4000-8000-000000000000"
_MEMBER_TRANSFER: Final = f"{TRIAL}-T"


def check_account(party: Party, account: Account, bank: Bank, *, now: datetime) -> tuple[Finding, ...]:
    """Everything that would keep this account out of a payment file (PAY-304 to PAY-314), each with its field."""
    currency = account.currency if account.currency in EXPONENTS else "CNY"
    held = replace(account, currency=currency)
    transfer = Transfer(_MEMBER_TRANSFER, _NO_PAYMENT, Money(currency, 1), party, held, bank)
    batch = Batch(TRIAL, party, held, bank, now.date(), (transfer,))
    found = check_payment_file(PaymentFile(TRIAL, now, TRIAL, (batch,)))
    return tuple(
        replace(
            finding,
            place=Place(pointer=_FIELDS.get(finding.code, "number")),
            values={**finding.values, "payment": f"…{account.number[-4:]}"},
        )
        for finding in found
        if finding.values.get("payment") == _MEMBER_TRANSFER
    )
