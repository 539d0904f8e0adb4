"""Books an exchange as two balanced legs. The lots sold become lots bought, each carrying the cost it came from."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from guohe.funds.domain.entries import Deal, Entry, Line
from guohe.funds.domain.fx import check_slip
from guohe.funds.operations.post_entries import Posted, post
from guohe.funds.queries.chart import account_for
from guohe.kernel.findings import Refused
from guohe.kernel.money import Money


def convert(
    *,
    book: int,
    fund: str,
    sold: Money,
    bought: Money,
    rate: str,
    deal_no: str,
    dealt_at: datetime,
    source: str,
    on: date,
    key: UUID,
    memo: str = "",
    lot: int | None = None,
) -> Posted:
    """Sells ``sold`` of the fund for ``bought``. Raises Refused: MON-341, 342, 346 for the slip, MON-321 for the money."""
    findings = check_slip(sold, bought, rate)
    if findings:
        raise Refused(*findings)
    lines = (
        Line(account_for(book, "exchange", sold.currency), sold, fund=fund, lot=lot),
        Line(account_for(book, "bank", sold.currency), -sold, fund=fund),
        Line(account_for(book, "bank", bought.currency), bought, fund=fund),
        Line(account_for(book, "exchange", bought.currency), -bought, fund=fund),
    )
    deal = Deal(sold, bought, rate, deal_no, dealt_at, source)
    entry = Entry(key, "conversion", on, source, memo or f"{deal_no} {rate}", lines, deal=deal)
    return post(book=book, entries=[entry])[0]
