"""What of the money received is not used: of many funds in one read, of one with what its orders bind."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Position:
    """Of one fund, in the award's currency at the cost of its lots; reversed receipts are left out."""

    received: Money
    left: Money


def positions_of(fund_refs: Iterable[str], on: date) -> dict[str, Position]:
    """The position of each fund at the end of a day, by reference; a fund that received nothing is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT fund.ref, k.source_currency, sum(k.source_amount) FILTER (WHERE k.parent_id IS NULL),
                   sum(k.source_amount - coalesce(used.cost, 0))
            FROM funds_fund AS fund JOIN funds_lot AS k ON k.fund_id = fund.id
            LEFT JOIN LATERAL (
                SELECT sum(a.source_amount) AS cost FROM funds_allocation AS a
                JOIN funds_journal AS j ON j.id = a.journal_id
                WHERE a.lot_id = k.id AND j.effective_date <= %(on)s
            ) AS used ON true
            WHERE fund.ref = ANY (%(refs)s) AND k.closed_by IS NULL AND k.opened_on <= %(on)s
            GROUP BY fund.ref, k.source_currency
            """,
            {"refs": list(fund_refs), "on": on},
        )
        return {
            ref: Position(Money(currency, int(received)), Money(currency, int(left)))
            for ref, currency, received, left in cursor.fetchall()
            if received
        }


@dataclass(frozen=True, slots=True)
class Stand:
    """Of one fund, in the award's currency: what was received, of that what the bank credited and what it kept as its charge, the
    cost of what its lots still hold, what open orders bind, and the instalments of which the books hold money."""

    received: Money
    credited: Money
    charged: Money
    unspent: Money
    promised: Money
    instalments: frozenset[str]


def stand_of(fund_ref: str, currency: str, on: date) -> Stand:
    """The stand of a fund in its ``currency``: its lots as they are, its orders after every event dated up to ``on``."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(sum(held.received), 0)::bigint, coalesce(sum(held.unspent), 0)::bigint,
                   coalesce(sum(bound.promised), 0)::bigint, array_agg(held.instalments::text),
                   coalesce(sum(bank.credited), 0)::bigint, coalesce(sum(bank.charged), 0)::bigint
            FROM funds_fund AS fund
            CROSS JOIN LATERAL (
                SELECT sum(k.source_amount) FILTER (WHERE k.parent_id IS NULL AND k.closed_by IS NULL) AS received,
                       sum(k.source_amount - k.used_source) AS unspent,
                       coalesce(jsonb_agg(DISTINCT k.source_ref) FILTER (WHERE k.closed_by IS NULL), '[]') AS instalments
                FROM funds_lot AS k WHERE k.fund_id = fund.id
            ) AS held
            CROSS JOIN LATERAL (
                SELECT sum(still.award) AS promised FROM (
                    SELECT sum(c.award_minor) AS award FROM funds_commitment AS c
                    JOIN funds_journal AS j ON j.id = c.journal_id
                    LEFT JOIN funds_budget_line AS b ON b.id = c.budget_line_id
                    WHERE c.fund_id = fund.id AND j.effective_date <= %(on)s
                    GROUP BY c.order_no, b.code, c.currency HAVING sum(c.amount) <> 0
                ) AS still
            ) AS bound
            CROSS JOIN LATERAL (
                SELECT sum(p.amount) FILTER (WHERE a.purpose = 'bank') AS credited,
                       sum(p.amount) FILTER (WHERE a.purpose = 'bank_charge') AS charged
                FROM funds_lot AS k JOIN funds_posting AS p ON p.journal_id = k.journal_id AND p.currency = %(currency)s
                JOIN funds_account AS a ON a.id = p.account_id
                WHERE k.fund_id = fund.id AND k.parent_id IS NULL AND k.closed_by IS NULL
            ) AS bank
            WHERE fund.ref = %(ref)s
            """,
            {"ref": fund_ref, "on": on, "currency": currency},
        )
        received, unspent, promised, instalments, credited, charged = cursor.fetchone()
    return Stand(
        Money(currency, received),
        Money(currency, credited),
        Money(currency, charged),
        Money(currency, unspent),
        Money(currency, promised),
        frozenset(each for told in instalments or () for each in json.loads(told)),
    )
