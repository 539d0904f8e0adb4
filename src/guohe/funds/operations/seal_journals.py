"""Seals what was posted: blocks of entries whose hash covers every column, each chained to the one before."""

from __future__ import annotations

from django.db import connection

from guohe.funds.operations.refusals import said_in_words

# A larger block names its accounts and budget lines less often; a smaller one says more nearly where a row was changed.
JOURNALS_A_BLOCK = 4000


def seal(*, book: int, journals_a_block: int = JOURNALS_A_BLOCK) -> int:
    """The number of blocks made. Runs after the postings have committed."""
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT funds_seal_pending(%s, %s)", [book, journals_a_block])
        return int(cursor.fetchone()[0])


def seal_all(*, journals_a_block: int = JOURNALS_A_BLOCK) -> int:
    """The number of blocks made in all books of this deployment; the worker's duty, for nobody in particular."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT funds_seal_all(%s)", [journals_a_block])
        return int(cursor.fetchone()[0])
