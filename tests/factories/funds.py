"""Books for tests and benchmarks in one call, made by the product's own operations.

with stage.acting(FINANCE_OFFICE):
    ground = books(stage.host)              # book HK, months 2018-01 to 2020-12, accounts, one fund, one budget
    receipt = funded(ground)                # CNY 720,000.00 sent, 150.00 charged, the rest converted at 1.2400
    post(book=ground.book, entries=[spend(ground, "AP18-00901", hkd("186,000.00"), on=date(2018, 8, 20))])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from uuid import UUID, uuid5

from guohe.funds.operations.convert_currency import convert
from guohe.funds.operations.load_budget import BudgetLimit, load_budget
from guohe.funds.operations.open_books import (
    open_account,
    open_book,
    open_fund,
    open_months,
    open_standard_accounts,
)
from guohe.funds.operations.post_entries import Entry, Line, Posted
from guohe.funds.operations.receive_instalment import receive
from guohe.kernel.clock import UTC8
from guohe.kernel.money import Money

REF = "DEMO-NKP-2018-001"
OPENED = date(2018, 1, 1)
# Expense accounts and the budget category that each is charged to.
COSTS = {"5210": "labour", "6110": "materials", "6510": "testing", "6420": "travel", "7310": "equipment"}
LIMITS = {
    "equipment": "180,000.00",
    "materials": "240,000.00",
    "testing": "150,000.00",
    "travel": "90,000.00",
    "labour": "360,000.00",
}

_SPACE = UUID("6f1c2a52-0000-4000-8000-00000000f00d")
_turn = count(1)


def cny(text: str) -> Money:
    """An amount of CNY by its usual writing."""
    return Money.of("CNY", text)


def hkd(text: str) -> Money:
    """An amount of HKD by its usual writing."""
    return Money.of("HKD", text)


def key(name: str | None = None) -> UUID:
    """The same key for the same name; a new one each time without a name."""
    return uuid5(_SPACE, name if name is not None else f"turn {next(_turn)}")


@dataclass(frozen=True, slots=True)
class Ground:
    """A book with one fund, ready to receive."""

    host: int
    book: int
    fund: int
    ref: str


def books(
    host: int,
    *,
    code: str = "HK",
    ref: str = REF,
    lot_policy: str = "fifo",
    limits: dict[str, str] | None = None,
    enforced: bool = False,
    months: int = 36,
) -> Ground:
    """Book ``code`` of the host with monthly periods from 2018, standard accounts, five cost accounts and one fund."""
    book = open_book(host_id=host, code=code, name=f"{code} books", on=OPENED)
    open_months(book=book, first=OPENED, count=months)
    open_standard_accounts(book=book, currencies=("CNY", "HKD"), on=OPENED)
    for account in COSTS:
        open_account(book=book, code=account, name=account, currency="HKD", role="expense", on=OPENED)
    return Ground(
        host, book, add_fund(book, ref=ref, lot_policy=lot_policy, limits=limits, enforced=enforced), ref
    )


def add_fund(
    book: int,
    *,
    ref: str,
    lot_policy: str = "fifo",
    limits: dict[str, str] | None = None,
    enforced: bool = False,
) -> int:
    """One more fund with version 1 of its budget. Limits are enforced only when asked, so that most tests are free."""
    fund = open_fund(book=book, ref=ref, currency="CNY", lot_policy=lot_policy)
    lines = [
        BudgetLimit(name, cny(limit), enforced=enforced)
        for name, limit in (LIMITS if limits is None else limits).items()
    ]
    lines.append(BudgetLimit("bank charge", cny("1,000.00"), enforced=False))
    load_budget(fund=fund, version=1, lines=lines)
    return fund


def received(
    ground: Ground,
    *,
    ref: str | None = None,
    instalment: str = "T1",
    sent: str = "720,000.00",
    credited: str = "719,850.00",
    on: date = date(2018, 4, 16),
) -> Posted:
    """One instalment that arrived, with the bank's charge."""
    fund = ref or ground.ref
    return receive(
        book=ground.book,
        fund=fund,
        source_ref=f"{fund}/{instalment}",
        sent=cny(sent),
        credited=cny(credited),
        on=on,
        source=f"{fund}/{instalment} credit",
        key=key(f"{ground.book} {fund}/{instalment} receipt"),
        charge_budget="bank charge",
    )


def converted(
    ground: Ground,
    *,
    ref: str | None = None,
    sold: str = "719,850.00",
    bought: str = "892,614.00",
    rate: str = "1.2400",
    deal_no: str = "DEMO-FX-1",
    on: date = date(2018, 4, 20),
    lot: int | None = None,
) -> Posted:
    """One exchange at the printed rate."""
    fund = ref or ground.ref
    return convert(
        book=ground.book,
        fund=fund,
        sold=cny(sold),
        bought=hkd(bought),
        rate=rate,
        deal_no=deal_no,
        dealt_at=datetime(on.year, on.month, on.day, 11, 0, tzinfo=UTC8),
        source="deal slip",
        on=on,
        key=key(f"{ground.book} {fund} {deal_no}"),
        lot=lot,
    )


def funded(ground: Ground, *, ref: str | None = None) -> tuple[Posted, Posted]:
    """The first instalment of the demo, received and converted."""
    return received(ground, ref=ref), converted(ground, ref=ref)


def spend(
    ground: Ground,
    source: str,
    amount: Money,
    *,
    on: date,
    account: str = "6110",
    budget: str | None = "",
    ref: str | None = None,
    lot: int | None = None,
    entry_key: UUID | None = None,
    memo: str = "",
) -> Entry:
    """A cost paid from the bank; a negative amount is a return. ``budget`` follows the account unless given."""
    fund = ref or ground.ref
    category = (
        COSTS.get(account, "bank charge" if account.startswith("5900-") else None) if budget == "" else budget
    )
    return Entry(
        key=entry_key or key(),
        kind="spend",
        effective_date=on,
        source=source,
        memo=memo,
        lines=(
            Line(account, amount, fund=fund, budget=category, lot=lot),
            Line(f"1000-{amount.currency}", -amount, fund=fund),
        ),
    )


# The twelve accepted lines of the demo's listing (users.md 5.3): document, day, account, HKD.
DEMO_SPENDS: Sequence[tuple[str, date, str, str]] = (
    ("PY18-05-077", date(2018, 5, 28), "5210", "21,800.00"),
    ("AP18-00655", date(2018, 6, 15), "6110", "48,650.00"),
    ("PY18-06-081", date(2018, 6, 28), "5210", "21,800.00"),
    ("AP18-00733", date(2018, 7, 9), "6110", "12,300.00"),
    ("AP18-00733R", date(2018, 7, 12), "6110", "-1,250.00"),
    ("PY18-07-080", date(2018, 7, 30), "5210", "21,800.00"),
    ("AP18-00901", date(2018, 8, 20), "7310", "186,000.00"),
    ("ST18-0330", date(2018, 9, 14), "6420", "9,872.50"),
    ("AP18-01120", date(2018, 10, 5), "6510", "62,000.00"),
    ("ST18-0412", date(2018, 11, 16), "6420", "3,480.00"),
    ("AP18-01402", date(2018, 12, 21), "6420", "5,900.00"),
    ("PY19-01-084", date(2019, 1, 29), "5210", "22,400.00"),
)


def demo_spends(ground: Ground) -> list[Entry]:
    """The demo's accepted lines as entries."""
    return [
        spend(ground, source, hkd(amount), on=on, account=account)
        for source, on, account, amount in DEMO_SPENDS
    ]
