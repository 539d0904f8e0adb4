"""A budget table is a tree written flat: numbered heads carry the sums of the rows beneath them.

These are the values; ``read_budget`` makes them from a grid. Amounts are in yuan, whatever the table's unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from guohe.exchange.domain.grid import ColumnFound, Repair
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money

BudgetUnit = Literal["yuan", "wan"]


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One row: ``number`` as numbered in the table, ``level`` 1 for 一、, 2 for （一）, 3 for 1、.

    ``is_sum`` is true when rows of a deeper level follow, so that only the others are added up.
    """

    row: int
    number: str
    code_hint: str
    name: str
    level: int
    amount: Money
    special: Money
    own: Money
    is_sum: bool


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """The annex of an agreement as read. ``capital`` is the amount written in capital numerals, read back."""

    title: str
    project_ref: str
    unit: BudgetUnit | None
    rows: tuple[BudgetRow, ...]
    total: Money | None
    capital: Money | None
    capital_text: str
    columns: tuple[ColumnFound, ...]
    repairs: tuple[Repair, ...]
    findings: tuple[Finding, ...]

    @property
    def leaves(self) -> tuple[BudgetRow, ...]:
        """The rows that carry the budget; heads are only their sums."""
        return tuple(row for row in self.rows if not row.is_sum)
