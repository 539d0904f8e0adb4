"""A listing is what an ERP says was spent, line by line, with its own totals set apart and checked.

These are the values; ``read_listing`` makes them from a grid.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from guohe.exchange.domain.grid import ColumnFound, Repair
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money

LineKind = Literal["actual", "commitment"]
RowKind = Literal["title", "head", "blank", "subtotal", "grand", "page", "carried"]


class ListingLine(NamedTuple):
    """One line as read. A named tuple, because a file has hundreds of thousands of them. ``lot`` is the money that it says pays."""

    row: int
    project: str
    account: str
    account_name: str
    post_date: date
    doc_ref: str
    payee: str
    payee_key: str
    description: str
    order_no: str
    amount: Money
    kind: LineKind
    raw: tuple[str, ...]
    lot: str = ""


class UnreadLine(NamedTuple):
    """A row that is a line but cannot be read; its findings stand in the listing under the same row.

    ``amount`` is what it adds to the file's actuals, None when that cannot be read or it is an open order.
    """

    row: int
    amount: Money | None
    raw: tuple[str, ...]


class StatedTotal(NamedTuple):
    """A total that the file states: never counted, always checked against the lines above it."""

    row: int
    kind: Literal["subtotal", "grand"]
    label: str
    stated: Money
    counted: Money


@dataclass(frozen=True, slots=True)
class Shape:
    """How the file was read, so that a person can agree or not. ``period_end`` is the last day its title says it covers."""

    kind: str
    encoding: str
    delimiter: str
    sheet: str
    rows: int
    head_row: int
    currency: str
    date_order: Literal["day first", "month first", "year first", "excel"]
    date_evidence: str = ""
    dates_ambiguous: int = 0
    period_end: date | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything one pass over the file knows. ``other_rows`` names each row that is no line."""

    lines: tuple[ListingLine, ...]
    unread: tuple[UnreadLine, ...]
    columns: tuple[ColumnFound, ...]
    repairs: tuple[Repair, ...]
    findings: tuple[Finding, ...]
    totals: tuple[StatedTotal, ...]
    other_rows: Mapping[int, RowKind]
    shape: Shape | None

    @property
    def refused(self) -> bool:
        """The file as a whole cannot be read: the findings say why, and there is no line."""
        return self.shape is None
