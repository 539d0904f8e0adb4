"""Opens a book, its periods, accounts and funds. Opening again with the same facts answers with what is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from django.db import connection

from guohe.funds.operations.refusals import said_in_words

# Code, name, role and purpose of the accounts that receipts, exchanges and open orders look for, one set a currency.
STANDARD: Final = (
    ("1000", "Bank", "bank", "bank"),
    ("1900", "Clearing", "clearing", "clearing"),
    ("4000", "Grant income", "income", "income"),
    ("5900", "Bank charges", "expense", "bank_charge"),
    ("8000", "Exchange", "exchange", "exchange"),
    ("9100", "Open orders", "memo", "commitments"),
    ("9190", "Open orders, contra", "memo", "commitments_control"),
)


def _call(sql: str, values: list[Any]) -> Any:
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def open_book(*, host_id: int, code: str, name: str, on: date, basis: str = "cash") -> int:
    """The number of the host's book ``code``, opened on the day if it was not there."""
    return int(_call("SELECT funds_open_book(%s, %s, %s, %s, %s)", [host_id, code, name, basis, on]))


def open_period(*, book: int, starts: date, ends: date) -> int:
    """The number of the period [starts, ends) of the book."""
    return int(_call("SELECT funds_open_period(%s, %s, %s)", [book, starts, ends]))


def open_months(*, book: int, first: date, count: int) -> tuple[int, ...]:
    """``count`` monthly periods from the month of ``first`` on."""
    months = [first.year * 12 + first.month - 1 + step for step in range(count + 1)]
    days = [date(month // 12, month % 12 + 1, 1) for month in months]
    return tuple(open_period(book=book, starts=starts, ends=ends) for starts, ends in pairwise(days))


def open_account(
    *,
    book: int,
    code: str,
    name: str,
    currency: str,
    role: str,
    on: date,
    purpose: str | None = None,
    hot: bool = False,
) -> int:
    """The number of the account. ``purpose`` makes it the one that a step of the work looks for in its currency."""
    return int(
        _call(
            "SELECT funds_open_account(%s, %s, %s, %s, %s, %s, %s, %s)",
            [book, code, name, currency, role, purpose, on, hot],
        )
    )


def open_standard_accounts(*, book: int, currencies: Sequence[str], on: date) -> None:
    """The seven accounts of ``STANDARD`` in each currency, coded 1000-CNY and so on."""
    for currency in currencies:
        for code, name, role, purpose in STANDARD:
            open_account(
                book=book,
                code=f"{code}-{currency}",
                name=f"{name} {currency}",
                currency=currency,
                role=role,
                on=on,
                purpose=purpose,
                hot=purpose == "bank",
            )


def close_account(*, account_id: int, on: date) -> None:
    """Nothing dated ``on`` or later can be posted to the account; refused when something is."""
    _call("SELECT funds_close_account(%s, %s)", [account_id, on])


def open_fund(*, book: int, ref: str, currency: str, lot_policy: str = "fifo") -> int:
    """The number of the restricted fund ``ref``. The policy (fifo, specified, pooled) stays as first given."""
    return int(_call("SELECT funds_open_fund(%s, %s, %s, %s)", [book, ref, currency, lot_policy]))
