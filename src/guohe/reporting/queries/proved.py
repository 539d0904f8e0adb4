"""Signed reports are held against the log: a report that can be rewritten is no record."""

from __future__ import annotations

from django.db import connection


def prove_signed() -> tuple[int, int, str | None]:
    """How many reports are signed, how many are not the ones whose digest the log holds from their signing, and one of these."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT checked, broken, example FROM reporting_prove_signed()")
        checked, broken, example = cursor.fetchone()
    return checked, broken, example
