"""The lots of a fund: bought, rate, used and left, on any day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from guohe.db.once import once
from guohe.funds.domain.printed_lots import LotPosition
from guohe.kernel.money import Money

__all__ = [
    "BankMove",
    "LotPosition",
    "Receipt",
    "bank_moves",
    "brought_in",
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
                   CASE WHEN k.parent_id IS NOT NULL THEN count(k.parent_id) OVER (ORDER BY k.opened_on, k.id) END
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
            )
            for row in cursor.fetchall()
        )


@dataclass(frozen=True, slots=True)
class BankMove:
    """What one entry that made a lot moved on a bank account of its book, on its day. Money in is positive."""

    host: int
    on: date
    amount: Money
    journal: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """An instalment in the books: what was sent, what the bank credited, and the entry that says so."""

    fund: str
    source_ref: str
    journal: int
    sent: Money
    credited: Money


@once
def receipts_of(fund_refs: frozenset[str]) -> tuple[Receipt, ...]:
    """Every receipt of these funds that stands, the oldest first, in one read."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT fund.ref, k.source_ref, k.journal_id, k.currency, k.amount, coalesce(sum(p.amount), 0)::bigint
            FROM funds_fund AS fund JOIN funds_lot AS k ON k.fund_id = fund.id
            LEFT JOIN (funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id AND a.purpose = 'bank')
                   ON p.journal_id = k.journal_id AND p.currency = k.currency
            WHERE fund.ref = ANY (%s) AND k.parent_id IS NULL AND k.closed_by IS NULL
            GROUP BY fund.ref, k.id ORDER BY k.id
            """,
            [sorted(fund_refs)],
        )
        return tuple(
            Receipt(fund, instalment, journal, Money(currency, sent), Money(currency, credited))
            for fund, instalment, journal, currency, sent, credited in cursor.fetchall()
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


def bank_moves(days: Iterable[date]) -> tuple[BankMove, ...]:
    """What receipts and exchanges that stand moved on the bank accounts of visible books on some days, in one read."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT k.host_id, k.opened_on, p.currency, p.amount, k.journal_id
            FROM funds_lot AS k JOIN funds_posting AS p ON p.journal_id = k.journal_id
            JOIN funds_account AS a ON a.id = p.account_id AND a.purpose = 'bank'
            WHERE k.opened_on = ANY (%s) AND k.closed_by IS NULL
            """,
            [list(days)],
        )
        return tuple(BankMove(row[0], row[1], Money(row[2], row[3]), row[4]) for row in cursor.fetchall())


def brought_in() -> tuple[int, datetime | None]:
    """How many receipts and exchanges that stand made lots of visible funds, and when the newest was posted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT j.id), max(j.posted_at) FROM funds_lot AS k JOIN funds_journal AS j ON j.id = k.journal_id "
            "WHERE k.closed_by IS NULL"
        )
        count, last = cursor.fetchone()
        return int(count), last
