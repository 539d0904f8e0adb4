"""The whole journal of a book, entry by entry, without holding it in memory."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from django.db import connection

from guohe.funds.domain.journal_text import TextEntry, TextLine
from guohe.kernel.money import Money

ENTRIES_A_READ: Final = 5_000
_SQL: Final = """
    SELECT j.id, j.effective_date, j.source, j.memo, a.code, a.role, p.currency, p.amount
    FROM (SELECT * FROM funds_journal WHERE book_id = %s AND id > %s ORDER BY id LIMIT %s) AS j
    JOIN funds_posting AS p ON p.journal_id = j.id JOIN funds_account AS a ON a.id = p.account_id
    ORDER BY j.id, p.line
"""


def all_entries(book: int) -> Iterator[TextEntry]:
    """Every entry of the book in the order of posting."""
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SQL, [book, last, ENTRIES_A_READ])
            rows = cursor.fetchall()
        if not rows:
            return
        for head, lines in groupby(rows, key=lambda row: row[:4]):
            last = head[0]
            yield TextEntry(
                head[0],
                head[1],
                head[2],
                head[3],
                tuple(TextLine(row[4], row[5], Money(row[6], row[7])) for row in lines),
            )
