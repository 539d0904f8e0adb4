"""A line in a currency that its book does not keep waits alone, with what to do; the other lines of its file are posted.

Private to the operations of this context.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from guohe.funds.queries.chart import currencies_for
from guohe.imports.models import Job, Line
from guohe.imports.operations.ask_one_or_two import make_wait
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money


def ask_currency(
    lines: Sequence[Line], books: Mapping[str, int], *, job: Job, actor: int, now: datetime
) -> tuple[tuple[int, Finding], ...]:
    """Asks about every line in a currency in which its book has no bank; returns these (line, IMP-242). ``books`` by grant."""
    asked = tuple(_unkept(lines, books))
    make_wait(lines, asked, host_id=job.host_id, job_id=job.pk, asked_by=actor, actor=actor, now=now)
    return asked


def _unkept(lines: Sequence[Line], books: Mapping[str, int]) -> Iterator[tuple[int, Finding]]:
    """Orders stand on accounts of their own; a cost is paid from the bank, and its own account is opened in any currency."""
    numbers = {books[line.grant_ref or ""] for line in lines}
    kept = {
        (book, purpose): currencies_for(book, purpose)
        for book in numbers
        for purpose in ("bank", "commitments")
    }
    for line in lines:
        book = books[line.grant_ref or ""]
        if line.currency in kept[book, "commitments" if line.kind == "commitment" else "bank"]:
            continue
        amount = Money(line.currency, line.amount_minor)
        facts = {
            "doc": line.doc_ref or f"({line.row_number})",
            "amount": str(amount),
            "currency": line.currency,
            "account": line.account_code,
        }
        yield line.pk, Finding("IMP-242", Level.HOLD, Place(line.row_number), facts, minor=abs(amount.minor))
