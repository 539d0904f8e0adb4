"""Imports on the demo's books, made by the product's own operations.

ground = demo_ground()                     # host polyu with its grants, mapping, first receipt and exchange
with ground.stage.acting(FINANCE_OFFICE):
    job = ground.read("erp.csv")           # the demo's listing, staged and not confirmed
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.db import connection

from guohe.imports.domain.accounts import HowItWrites, OwnAccount
from guohe.imports.operations.accept_ticks import accept_ticks
from guohe.imports.operations.confirm import Confirmed, confirm
from guohe.imports.operations.read_file import FileRead, read_file
from guohe.imports.operations.register_account import register_account
from tests.factories.demo import demo_loaded
from tests.factories.identity import Stage
from tests.factories.people import FINANCE_OFFICE, NOW

DEMO = Path(__file__).resolve().parents[2] / "demo"
STEEL = "DEMO-NKP-2018-001"
RAIL = "DEMO-RAIL-2018-002"
# The accounts of the statements that tests make up.
TRIED = (OwnAccount("2101", "CNY"), OwnAccount("2101", "HKD"))
PLAINLY = HowItWrites()
HEAD = (
    "Project",
    "Account",
    "Account desc",
    "Post date",
    "Doc ref",
    "Payee",
    "Description",
    "PO no.",
    "Cur",
    "Amount",
    "Type",
)


@dataclass(frozen=True, slots=True)
class Ground:
    """The demo's books with nothing imported."""

    stage: Stage
    book: int

    @property
    def finance(self) -> int:
        """The account that imports."""
        return self.stage.account(FINANCE_OFFICE)

    def read(self, name: str = "erp.csv", content: bytes | None = None) -> FileRead:
        """Reads a demo file, or these bytes under this name."""
        data = (DEMO / name).read_bytes() if content is None else content
        return read_file(host_id=self.stage.host, name=name, content=data, actor=self.finance, now=NOW)

    def confirmed(self, name: str = "erp.csv") -> tuple[int, Confirmed]:
        """Reads a file, accepts its ticks if there are any, and confirms what is ready."""
        job = self.read(name).job
        accept_ticks(job_id=job, actor=self.finance, now=NOW)
        return job, confirm(job_id=job, actor=self.finance, now=NOW)


def demo_ground() -> Ground:
    """Everything that ``./guohe demo`` loads."""
    loaded = demo_loaded()
    stage = Stage(loaded.host, "polyu")
    for account in TRIED:
        own_account(stage, account)
    return Ground(stage, loaded.book)


def own_account(stage: Stage, account: OwnAccount, how: HowItWrites = PLAINLY) -> None:
    """Registers an account of the host."""
    with stage.acting(FINANCE_OFFICE):
        register_account(
            host_id=stage.host,
            tail=account.tail,
            currency=account.currency,
            how=how,
            actor=stage.account(FINANCE_OFFICE),
            now=NOW,
        )


def listing(
    rows: Sequence[tuple[str, str, str, str]], *, project: str = "ZZ01-DEMO", total: str | None = None
) -> bytes:
    """A plain listing of (day, document, account, amount) with its grand total, as UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for day, source, account, amount in rows:
        writer.writerow(
            (
                project,
                account,
                f"Account {account}",
                day,
                source,
                "DEMO LTD",
                "Goods",
                "",
                "HKD",
                amount,
                "ACT",
            )
        )
    if total is not None:
        writer.writerow(("Grand total (actuals)", *[""] * 8, total, ""))
    return out.getvalue().encode("utf-8")


def many_lines(count: int, *, cents: int = 100) -> bytes:
    """A listing of ``count`` lines of ``cents`` each within the steel grant's days, its total stated."""
    first = date(2018, 5, 2)
    rows = [
        (
            (first + timedelta(days=number % 300)).strftime("%d/%m/%Y"),
            f"AP-{number:06}",
            "6110",
            f"{cents / 100:.2f}",
        )
        for number in range(count)
    ]
    return listing(rows, total=f"{count * cents / 100:.2f}")


def row_counts() -> dict[str, int]:
    """How many rows every table has that the acting person may read, uncommitted ones too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
            "AND has_table_privilege(oid, 'SELECT') ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts
