"""A version that a table says is written as a data file, whole or not at all, and never over another version."""

from __future__ import annotations

import os
from pathlib import Path

from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.queries.book_tables import TableRead
from guohe.programmes.queries.rulebooks import BOOK


def add_book(said: TableRead, folder: Path) -> Path:
    """The file written under ``folder``. Raises Refused: every fault of the table, or RUL-830 when another book lies there."""
    if said.faults or said.book is None:
        raise Refused(*said.faults)
    path = folder / said.book.funder / said.book.id / said.book.version / BOOK
    if path.exists():
        if path.read_bytes() == said.content:
            return path
        raise Refused(Finding("RUL-830", Level.STOP, values={"place": str(path)}))
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_bytes(said.content)
    os.replace(beside, path)
    return path
