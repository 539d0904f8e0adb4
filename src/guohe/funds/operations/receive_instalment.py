"""Books a receipt: the lot is what was sent; what the bank kept on the way is a cost paid from that lot."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from guohe.funds.domain.entries import Entry, Line
from guohe.funds.operations.post_entries import Posted, post
from guohe.funds.queries.chart import account_for
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money


def receive(
    *,
    book: int,
    fund: str,
    source_ref: str,
    sent: Money,
    credited: Money,
    on: date,
    source: str,
    key: UUID,
    charge_budget: str | None = None,
    memo: str = "",
    bank: str | None = None,
) -> Posted:
    """Brings the instalment ``source_ref`` into the fund. ``charge_budget`` is the category that bears the charge.

    Raises Refused: MON-329 when more arrived than was sent.
    """
    charge = sent - credited
    if charge.minor < 0 or credited.minor <= 0:
        raise Refused(
            Finding(
                "MON-329", Level.STOP, values={"source": source, "sent": str(sent), "credited": str(credited)}
            )
        )
    currency = sent.currency
    lines = [Line(bank or account_for(book, "bank", currency), credited, fund=fund)]
    if charge:
        lines.append(
            Line(account_for(book, "bank_charge", currency), charge, fund=fund, budget=charge_budget)
        )
    lines.append(Line(account_for(book, "income", currency), -sent, fund=fund))
    entry = Entry(key, "receipt", on, source, memo or source_ref, tuple(lines), instalment=source_ref)
    return post(book=book, entries=[entry])[0]
