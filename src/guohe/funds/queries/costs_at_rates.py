"""The cost lines of a fund, turned back at given rates and added up by the database, in one question.

The figure of a rate is rounded on its cumulative amount, in the order of posting, halves away from zero; what each cost
adds to it is the cost's figure. A cost that gives back exactly what another took adds nothing here and stands by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.db import connection

from guohe.funds.domain.at_rates import (
    CostsAtRates,
    GivenRate,
    PaidCosts,
    RatedCosts,
    TakenBack,
    UnratedCosts,
)

# Each cost line up to a day; ``n`` numbers them in the order of posting, ``shown`` says whether its day is asked for.
_OF_BOOKS: Final = """
    part AS MATERIALIZED (
        SELECT a.journal_id, a.line, sum(a.source_amount)::bigint AS carried, bool_or(a.kind = 'reversal') AS turns
        FROM funds_lot AS k JOIN funds_allocation AS a ON a.lot_id = k.id
        WHERE k.fund_id = (SELECT id FROM funds_fund WHERE ref = %(ref)s) AND a.kind IN ('spend', 'reversal')
        GROUP BY a.journal_id, a.line
    ), turned AS MATERIALIZED (
        SELECT id, reverses FROM funds_journal WHERE id IN (SELECT journal_id FROM part WHERE turns)
    ), costs AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY p.journal_id, p.line) AS n, p.journal_id, p.line, p.effective_date AS day,
               p.currency, p.amount, part.carried, coalesce(b.code, '') AS category, turned.reverses,
               EXISTS (SELECT FROM unnest(%(firsts)s::date[], %(ends)s::date[]) AS span (first, after)
                       WHERE p.effective_date >= span.first AND p.effective_date < span.after) AS shown
        FROM part JOIN funds_posting AS p ON p.journal_id = part.journal_id AND p.line = part.line
        JOIN funds_account AS account ON account.id = p.account_id AND account.role = 'expense'
        LEFT JOIN funds_budget_line AS b ON b.id = p.budget_line_id
        LEFT JOIN turned ON turned.id = p.journal_id
        WHERE p.effective_date <= %(on)s
    )
"""
# The same law for whatever ``costs`` are: tests hold it beside the law of single lines for costs of their own.
LAW: Final = """
    rates AS MATERIALIZED (
        SELECT * FROM unnest(%(kinds)s::text[], %(currencies)s::text[], %(days)s::date[], %(ups)s::numeric[],
                             %(downs)s::numeric[]) WITH ORDINALITY AS given (kind, currency, key, up, down, rate)
    ), entries AS MATERIALIZED (
        SELECT DISTINCT journal_id, day, reverses FROM costs
    ), origins AS (
        SELECT e.journal_id, first.journal_id AS at, first.day, first.reverses
        FROM entries AS e JOIN entries AS first ON first.journal_id = e.reverses
        UNION ALL
        SELECT o.journal_id, first.journal_id, first.day, first.reverses
        FROM origins AS o JOIN entries AS first ON first.journal_id = o.reverses
    ), first_days AS (
        -- An entry only takes back an earlier one, so the lowest number is the end of the chain.
        SELECT DISTINCT ON (journal_id) journal_id, day FROM origins ORDER BY journal_id, at
    ), links AS MATERIALIZED (
        SELECT c.n, first.n AS before
        FROM costs AS c JOIN costs AS first ON first.journal_id = c.reverses AND first.line = c.line
            AND first.currency = c.currency AND first.amount = -c.amount AND first.n < c.n
        WHERE c.currency <> %(base)s
    ), chains AS (
        SELECT n, before AS root, -1 AS sign FROM links
        UNION ALL
        SELECT c.n, l.before, -c.sign FROM chains AS c JOIN links AS l ON l.n = c.root
    ), roots AS MATERIALIZED (
        SELECT DISTINCT ON (n) n, root, sign FROM chains ORDER BY n, root
    ), keyed AS MATERIALIZED (
        SELECT c.n, c.currency, c.amount, c.category, c.shown, c.kind, c.key, r.rate, r.up, r.down,
               roots.n IS NOT NULL AS back
        FROM (SELECT costs.*, kind,
                     CASE kind WHEN 'day' THEN coalesce(f.day, costs.day)
                               WHEN 'month' THEN date_trunc('month', coalesce(f.day, costs.day)::timestamp)::date
                               ELSE date '0001-01-01' END AS key
              FROM costs LEFT JOIN first_days AS f ON f.journal_id = costs.journal_id
              CROSS JOIN unnest(%(asked)s::text[]) AS kind
              WHERE costs.currency <> %(base)s) AS c
        LEFT JOIN rates AS r ON r.kind = c.kind AND r.currency = c.currency AND r.key = c.key
        LEFT JOIN roots ON roots.n = c.n
    ), used AS (
        SELECT *, sum(amount) OVER posted AS used, count(*) FILTER (WHERE NOT back) OVER posted AS place
        FROM keyed WHERE rate IS NOT NULL
        WINDOW posted AS (PARTITION BY rate ORDER BY n)
    ), ranked AS MATERIALIZED (
        SELECT rate, kind, n, category, shown, back, place,
               sign(used) * div(2 * abs(used) * up + down, 2 * down) AS whole
        FROM used
    ), told AS MATERIALIZED (
        SELECT *, whole - lag(whole, 1, 0) OVER (PARTITION BY rate ORDER BY n) AS figure
        FROM ranked WHERE NOT back
    )
    SELECT 'paid', NULL AS kind, currency, NULL::date, category, NULL::bigint, sum(carried)::bigint,
           NULL::bigint AS use, NULL::bigint, NULL::integer, NULL::bigint, NULL::text
    FROM costs WHERE shown GROUP BY currency, category
    UNION ALL
    SELECT 'rated', kind, NULL, NULL, category, NULL, sum(figure)::bigint, NULL, NULL, NULL, NULL, NULL
    FROM told WHERE shown GROUP BY kind, category
    UNION ALL
    SELECT 'unrated', kind, currency, key, NULL, count(*), sum(amount)::bigint, NULL, NULL, NULL, NULL, NULL
    FROM keyed WHERE rate IS NULL AND shown GROUP BY kind, currency, key
    UNION ALL
    SELECT 'back', b.kind, NULL, NULL, CASE WHEN b.shown THEN b.category END, NULL, first.figure::bigint, b.n, roots.root,
           roots.sign, after.n, CASE WHEN after.shown THEN after.category END
    FROM ranked AS b JOIN roots ON roots.n = b.n JOIN told AS first ON first.n = roots.root AND first.kind = b.kind
    LEFT JOIN told AS after ON after.rate = b.rate AND after.place = b.place + 1
    WHERE b.back
    ORDER BY use
"""
_QUESTION: Final = f"WITH RECURSIVE {_OF_BOOKS}, {LAW}"


def of_fund(
    fund_ref: str, *, on: date, days: Sequence[tuple[date, date]], asked: Sequence[str], base: str,
    rates: Iterable[GivenRate],
) -> CostsAtRates:  # fmt: skip
    """The costs up to ``on`` of some days (first, and the day after the last) at the rates of the kinds ``asked``.

    A cost before or after those days moves the figures of its rate and stands in no sum. ``base`` is the award's
    currency; what was paid in it is at no rate.
    """
    values = {"ref": fund_ref, "on": on, **law_values(days=days, asked=asked, base=base, rates=rates)}
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION, values)
        return as_told(cursor.fetchall())


def law_values(
    *, days: Sequence[tuple[date, date]], asked: Sequence[str], base: str, rates: Iterable[GivenRate]
) -> dict[str, Any]:
    """What the law is asked with."""
    given = tuple(rates)
    return {
        "firsts": [first for first, _ in days],
        "ends": [end for _, end in days],
        "asked": list(asked),
        "base": base,
        "kinds": [each.kind for each in given],
        "currencies": [each.currency for each in given],
        "days": [each.on for each in given],
        "ups": [each.up for each in given],
        "downs": [each.down for each in given],
    }


def as_told(rows: Iterable[tuple[Any, ...]]) -> CostsAtRates:
    """The rows of the law by what they are."""
    paid, rated, unrated, back = [], [], [], []
    for what, kind, currency, on, category, count, minor, use, root, sign, after, after_category in rows:
        if what == "paid":
            paid.append(PaidCosts(currency, category, minor))
        elif what == "rated":
            rated.append(RatedCosts(kind, category, minor))
        elif what == "unrated":
            unrated.append(UnratedCosts(kind, currency, on, count, minor))
        else:
            back.append(TakenBack(kind, use, root, sign, minor, category, after, after_category))
    return CostsAtRates(tuple(paid), tuple(rated), tuple(unrated), tuple(back))
