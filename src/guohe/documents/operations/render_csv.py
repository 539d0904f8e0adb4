"""A table as CSV, harmless in a spreadsheet."""

from __future__ import annotations

from guohe.kernel.tables import Table
from guohe.ui.spreadsheets import csv_bytes


def render_csv(table: Table) -> bytes:
    """UTF-8 with a byte-order mark; text that looks like a formula is marked as text."""
    return csv_bytes(table)
