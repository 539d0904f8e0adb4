"""The lots of a fund: bought, rate, used and left, on any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection
from django.db.models import BooleanField, Exists, Func, OuterRef

from guohe.db.once import once
from guohe.funds.domain.printed_lots import LotPosition
from guohe.funds.models import Lot
from guohe.kernel.money import Money

__all__ = [
    "BANK_MOVES",
    "HeldLot",
    "IsBankMove",
    "LotPosition",
    "Receipt",
    "brought_in",
    "held_by",
    "holds_money_of",
    "of_fund",
    "receipts_of",
    "received_of",
    "slips_of",
]


@once
def of_fund(fund_ref: str, on: date | None = None) -> tuple[LotPosition, ...]:
    """The fund's lots in the order in which they are used; with ``on``, as they stood at the end of that day."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT k.id, k.source_ref, k.parent_id, k.opened_on, k.journal_id, k.currency, k.amount,
                   CASE WHEN %(on)s::date IS NULL THEN k.used ELSE coalesce(used.amount, 0) END,
                   k.source_currency, k.source_amount,
                   CASE WHEN %(on)s::date IS NULL THEN k.used_source ELSE coalesce(used.cost, 0) END,
                   d.rate, d.deal_no, d.dealt_at, d.source,
                   k.closed_by IS NOT NULL,
                   CASE WHEN k.parent_id IS NOT NULL THEN count(k.parent_id) OVER (ORDER BY k.opened_on, k.id) END,
                   k.spent
            FROM funds_fund AS fund JOIN funds_lot AS k ON k.fund_id = fund.id
            LEFT JOIN funds_fx_deal AS d ON d.journal_id = k.journal_id
            LEFT JOIN LATERAL (
                SELECT sum(a.amount)::bigint AS amount, sum(a.source_amount)::bigint AS cost
                FROM funds_allocation AS a JOIN funds_journal AS j ON j.id = a.journal_id
                WHERE a.lot_id = k.id AND j.effective_date <= %(on)s::date
            ) AS used ON %(on)s::date IS NOT NULL
            WHERE fund.ref = %(ref)s AND (%(on)s::date IS NULL OR k.opened_on <= %(on)s::date)
            ORDER BY k.opened_on, k.id
            """,
            {"ref": fund_ref, "on": on},
        )
        return tuple(
            LotPosition(
                id=row[0],
                source_ref=row[1],
                parent=row[2],
                opened_on=row[3],
                journal_id=row[4],
                amount=Money(row[5], row[6]),
                used=Money(row[5], row[7]),
                cost=Money(row[8], row[9]),
                cost_used=Money(row[8], row[10]),
                rate=row[11],
                deal_no=row[12],
                dealt_at=row[13],
                rate_source=row[14],
                reversed=row[15],
                number=row[16],
                spent=Money(row[5], row[17]),
            )
            for row in cursor.fetchall()
        )


# What receipts and exchanges that stand moved on the bank accounts of visible books, for a question of a higher context that
# asks about the days of its ``asked (day)``: host, day, currency, amount (money in is positive), entry, and whether it is a receipt.
BANK_MOVES: Final = """
    SELECT DISTINCT k.host_id, k.opened_on, p.currency, p.amount, k.journal_id, k.parent_id IS NULL AS received
    FROM funds_lot AS k JOIN funds_posting AS p ON p.journal_id = k.journal_id
    JOIN funds_account AS a ON a.id = p.account_id AND a.purpose = 'bank'
    WHERE k.opened_on IN (SELECT day FROM asked) AND k.closed_by IS NULL
"""


class IsBankMove(Func):
    """In a question of another context: whether a receipt or exchange that stands moved this much on a bank account on that day.

    Its fields are the host, the day, the currency and the amount; money in is positive. What ``BANK_MOVES`` tells one by one.
    """

    template = (
        "EXISTS (SELECT FROM (VALUES (%(expressions)s)) AS asked (host, day, currency, amount) "
        "JOIN funds_lot AS k ON k.host_id = asked.host AND k.opened_on = asked.day AND k.closed_by IS NULL "
        "JOIN funds_posting AS p ON p.journal_id = k.journal_id AND p.currency = asked.currency AND p.amount = asked.amount "
        "JOIN funds_account AS a ON a.id = p.account_id AND a.purpose = 'bank')"
    )
    output_field = BooleanField()


@dataclass(frozen=True, slots=True)
class HeldLot:
    """A lot that stands, what of it is used today, and the day and entry that made it; ``bought`` by an exchange.

    ``credited`` is what the bank credited of a receipt, 0 of what was bought.
    """

    fund: str
    source_ref: str
    journal: int
    on: date
    bought: bool
    amount: Money
    used: Money
    credited: Money


@dataclass(frozen=True, slots=True)
class Receipt:
    """An instalment in the books: what was sent, what the bank credited, and the entry and day that say so."""

    fund: str
    source_ref: str
    journal: int
    sent: Money
    credited: Money
    on: date


@once
def held_by(fund_refs: frozenset[str]) -> tuple[HeldLot, ...]:
    """Every lot of these funds that stands, the oldest first, in one read."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT fund.ref, k.source_ref, k.journal_id, k.opened_on, k.parent_id IS NOT NULL, k.currency, k.amount, k.used,
                   coalesce(sum(p.amount), 0)::bigint
            FROM funds_fund AS fund JOIN funds_lot AS k ON k.fund_id = fund.id
            LEFT JOIN (funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id AND a.purpose = 'bank')
                   ON p.journal_id = k.journal_id AND p.currency = k.currency AND k.parent_id IS NULL
            WHERE fund.ref = ANY (%s) AND k.closed_by IS NULL
            GROUP BY fund.ref, k.id ORDER BY k.id
            """,
            [sorted(fund_refs)],
        )
        return tuple(
            HeldLot(
                fund=fund,
                source_ref=instalment,
                journal=journal,
                on=on,
                bought=bought,
                amount=Money(currency, amount),
                used=Money(currency, used),
                credited=Money(currency, credited),
            )
            for fund, instalment, journal, on, bought, currency, amount, used, credited in cursor.fetchall()
        )


def receipts_of(fund_refs: frozenset[str]) -> tuple[Receipt, ...]:
    """Every receipt of these funds that stands, the oldest first."""
    return tuple(
        Receipt(each.fund, each.source_ref, each.journal, each.amount, each.credited, each.on)
        for each in held_by(fund_refs)
        if not each.bought
    )


def received_of(fund_refs: Iterable[str]) -> frozenset[str]:
    """The instalments of these funds of which the books hold money, in one read."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT k.source_ref FROM funds_fund AS fund JOIN funds_lot AS k ON k.fund_id = fund.id "
            "WHERE fund.ref = ANY (%s) AND k.closed_by IS NULL",
            [list(fund_refs)],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def holds_money_of(fund: str, instalment: str) -> Exists:
    """In a question of another context: whether the books hold money of the fund and instalment in its fields."""
    held = Lot.objects.filter(
        fund__ref=OuterRef(fund), source_ref=OuterRef(instalment), closed_by__isnull=True
    )
    return Exists(held)


@dataclass(frozen=True, slots=True)
class Slip:
    """The rate that a bank's slip prints: ``rate`` of the bought currency for 1 of the sold."""

    on: date
    rate: str
    deal_no: str


def slips_of(host_id: int, sold: str, bought: str) -> tuple[Slip, ...]:
    """The slips of exchanges of these two currencies in a host's visible books, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT k.opened_on, d.rate, d.deal_no
            FROM funds_lot AS k JOIN funds_fx_deal AS d ON d.journal_id = k.journal_id
            WHERE k.host_id = %s AND k.parent_id IS NOT NULL AND k.source_currency = %s AND k.currency = %s
              AND k.closed_by IS NULL
            ORDER BY k.opened_on, d.deal_no
            """,
            [host_id, sold, bought],
        )
        return tuple(Slip(*row) for row in cursor.fetchall())


def brought_in() -> tuple[int, datetime | None]:
    """How many receipts and exchanges that stand made lots of visible funds, and when the newest was posted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT j.id), max(j.posted_at) FROM funds_lot AS k JOIN funds_journal AS j ON j.id = k.journal_id "
            "WHERE k.closed_by IS NULL"
        )
        count, last = cursor.fetchone()
        return int(count), last
