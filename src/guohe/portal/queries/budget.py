"""A budget row shows what was approved, and beside it what the books hold against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guohe.funds.queries import budget as books
from guohe.grants.domain.facts import BudgetVersionFacts
from guohe.grants.queries import budgets, find
from guohe.identity.queries.sight import see_money
from guohe.kernel.money import Money, total
from guohe.kernel.names import Name
from guohe.programmes.queries.packs import pack


@dataclass(frozen=True, slots=True)
class Row:
    """One category."""

    name: Name
    approved: Money
    used: Money
    promised: Money

    @property
    def free(self) -> Money:
        """Approved − used − promised."""
        return self.approved - self.used - self.promised


@dataclass(frozen=True, slots=True)
class Budget:
    """The version in force with its rows."""

    currency: str
    version: BudgetVersionFacts | None
    rows: tuple[Row, ...]

    @property
    def totals(self) -> tuple[Money, Money, Money, Money]:
        """The sums of the rows shown."""
        return (
            total(self.currency, (row.approved for row in self.rows)),
            total(self.currency, (row.used for row in self.rows)),
            total(self.currency, (row.promised for row in self.rows)),
            total(self.currency, (row.free for row in self.rows)),
        )


def budget_of(ref: str, *, on: date) -> Budget | None:
    """The budget of a grant on a day, or None when no such grant is visible. Raises Refused (ACC-603)."""
    try:
        grant = find.grant(ref)
    except find.GrantNotFound:
        return None
    see_money(grant.host_id, ref)
    version = budgets.in_force(ref, on)
    names = pack(grant.pack, grant.pack_version)
    rows = tuple(
        Row(
            name=names.category(line.code).names,
            approved=line.limit,
            used=line.actual,
            promised=line.committed,
        )
        for line in books.position(ref)
    )
    return Budget(currency=grant.currency, version=version, rows=rows)
