"""A printed page proves that it equals the electronic one: id, version code and page number stand on each page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guohe.kernel.digest import digest_of
from guohe.kernel.tables import Table, cell_text


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands around the tables: title in both scripts, id, as-at, facts, who signs.

    ``facts`` are pairs of finished words; ``signatures`` the labels of the boxes for names and chops.
    """

    title: str
    reference: str
    lang: str
    second_title: str = ""
    as_at: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    signatures: tuple[str, ...] = ()
    demo: bool = False


def version_code(tables: Sequence[Table], paper: Paper) -> str:
    """Eight signs that change when any figure or word of the paper changes."""
    fields: list[str | None] = [
        paper.title,
        paper.second_title,
        paper.reference,
        paper.as_at,
        str(paper.demo),
    ]
    fields += [text for fact in paper.facts for text in fact]
    fields += paper.signatures
    for table in tables:
        fields += [table.title, *(column.head for column in table.columns), *table.notes]
        for row in (*table.rows, table.totals or ()):
            fields += [_told(cell) for cell in row]
            fields.append(None)
    return digest_of(fields).hex()[:8]


def _told(cell: object) -> str:
    currency = getattr(cell, "currency", "")
    return f"{currency} {cell_text(cell)}"  # type: ignore[arg-type]
