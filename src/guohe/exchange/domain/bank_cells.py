"""What an entry of camt or MT940 keeps as cells: dates and words as the bank wrote them, each reference behind its name.

A listing of entries keeps the cells of its row. These files have no row, so the names of the message stand before the
values: ``EndToEndId=DEMO-2018-01/T2``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from guohe.exchange.domain.camt import CamtEntry

# References that travel with a payment from the payer's file to the payee's statement.
TRAVELLING: Final = ("EndToEndId", "UETR", "TxId")


def cells_of(entry: CamtEntry) -> tuple[str, ...]:
    """The cells of one entry, without the empty ones and without saying anything twice."""
    cells = [f"BookgDt={entry.booked_on or ''}", f"ValDt={entry.value_on or ''}"]
    cells += [f"AcctSvcrRef={entry.reference}", f"BkTxCd={entry.bank_code}"]
    for payment in entry.payments:
        cells += [payment.counterparty, payment.remittance]
        cells += [f"EndToEndId={payment.end_to_end_id}", f"UETR={payment.uetr}"]
        cells += [f"TxId={payment.transaction_id}", f"RtrRsn={payment.return_reason}"]
    cells.append(entry.note)
    return tuple(dict.fromkeys(cell for cell in cells if cell and not cell.endswith("=")))


def narrative_of_entry(entry: CamtEntry) -> str:
    """One line for a person: who, what for, which reference, and the bank's own note."""
    words = [
        word
        for payment in entry.payments
        for word in (payment.counterparty, payment.remittance, payment.end_to_end_id)
    ]
    words.append(entry.note)
    return " ".join(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))


def references_in(cells: Iterable[str]) -> tuple[str, ...]:
    """The references of an entry that its payer gave, from its cells; none where the file had no fields for them."""
    found = []
    for cell in cells:
        name, mark, value = cell.partition("=")
        if mark and name in TRAVELLING and value:
            found.append(value)
    return tuple(dict.fromkeys(found))
