"""One million spends traced to their instalments: allocated by the law while they are posted, then matched again from
nothing by other SQL, compared row by row, and added up to nothing left in both currencies."""

# ruff: noqa: B023 -- every closure of a loop here runs within its own turn
from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connections

from bench.ground import database, fill, more_funds, opened, people, url_of
from bench.measuring import Server, go, keep, show

if TYPE_CHECKING:
    from bench.run import Scale

# First in, first out, by the overlap of two running sums; the carried cost by cumulative rounding, half up.
_AGAIN = """
    CREATE TEMP TABLE again ON COMMIT DROP AS
    WITH uses AS (
        SELECT p.fund_id, p.journal_id, p.line, sum(p.amount) OVER w - p.amount AS foot, sum(p.amount) OVER w AS head
        FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id AND a.role = 'expense' AND a.currency = 'HKD'
        WINDOW w AS (PARTITION BY p.fund_id ORDER BY p.journal_id, p.line)
    ), lots AS (
        SELECT k.id, k.fund_id, k.amount, k.source_amount, sum(k.amount) OVER w - k.amount AS foot, sum(k.amount) OVER w AS head
        FROM funds_lot AS k WHERE k.currency = 'HKD' WINDOW w AS (PARTITION BY k.fund_id ORDER BY k.opened_on, k.id)
    )
    SELECT u.journal_id, u.line, k.id AS lot_id, (least(u.head, k.head) - greatest(u.foot, k.foot))::bigint AS amount,
           div(2 * (least(u.head, k.head) - k.foot) * k.source_amount + k.amount, 2 * k.amount)::bigint
           - div(2 * (greatest(u.foot, k.foot) - k.foot) * k.source_amount + k.amount, 2 * k.amount)::bigint AS source_amount
    FROM uses AS u JOIN lots AS k ON k.fund_id = u.fund_id AND k.foot < u.head AND u.foot < k.head
"""
_DIFFERENT = """
    SELECT count(*) FROM again
    FULL JOIN (SELECT * FROM funds_allocation WHERE kind = 'spend' AND lot_id IN (SELECT id FROM funds_lot WHERE currency = 'HKD'))
        AS kept USING (journal_id, line, lot_id)
    WHERE (again.amount, again.source_amount) IS DISTINCT FROM (kept.amount, kept.source_amount)
"""
# What is spent, as lines and as lots, in both currencies; and every instalment as what was sent.
_RESIDUE = """
    SELECT (SELECT sum(p.amount) FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id AND a.role = 'expense'
            WHERE a.currency = 'HKD') - (SELECT sum(amount) FROM again),
           (SELECT sum(used_source) FROM funds_lot WHERE currency = 'HKD') - (SELECT sum(source_amount) FROM again),
           (SELECT count(*) FROM (
                SELECT source_ref FROM funds_lot GROUP BY source_ref
                HAVING sum(source_amount) FILTER (WHERE parent_id IS NULL)
                    <> sum(source_amount) FILTER (WHERE parent_id IS NOT NULL)
                     + sum(amount - used) FILTER (WHERE parent_id IS NULL)
                     + coalesce((SELECT sum(x.source_amount) FROM funds_allocation AS x JOIN funds_lot AS root ON root.id = x.lot_id
                                 WHERE root.source_ref = funds_lot.source_ref AND root.parent_id IS NULL AND x.kind = 'spend'), 0)
           ) AS off)
"""


def run(scale: Scale) -> None:
    """Three sizes in three databases, because each is posted from empty."""
    server = Server(url_of("postgres"))
    rows = []
    for spends in (10_000, 20_000, 40_000) if scale.quick else (100_000, 300_000, 1_000_000):
        with database(f"spends_{spends}"):
            place = more_funds(opened(people()), 1, 101)
            funds = list(place.funds.values())
            posted = go(server, lambda: fill(place, funds=funds, journals=spends, base=0))
            found: list[int] = []

            def traced() -> int:
                owner = connections["owner"]
                with owner.cursor() as cursor:
                    cursor.execute("BEGIN")
                    cursor.execute("SET LOCAL work_mem = '256MB'")
                    cursor.execute(_AGAIN)
                    for question in (_DIFFERENT, _RESIDUE):
                        cursor.execute(question)
                        found.extend(int(value) for value in cursor.fetchone())
                    cursor.execute("COMMIT")
                return spends

            again = go(server, traced)
            different, left_hkd, left_cny, off = found
            keep("million", spends=spends, posted_seconds=posted.seconds, posted_cpu=posted.server_cpu,
                 traced_seconds=again.seconds, traced_cpu=again.server_cpu, different=different, left=[left_hkd, left_cny],
                 instalments_off=off)  # fmt: skip
            rows.append(
                (f"{spends:,}", f"{posted.seconds:.1f}", f"{1e6 * posted.server_cpu / spends:.0f}", f"{again.seconds:.1f}",
                 f"{1e6 * again.server_cpu / spends:.1f}", different, left_hkd, left_cny, off)
            )  # fmt: skip
    show(
        "Spends traced to instalments",
        ("spends", "posted with all rules, s", "CPU µs each", "traced again and compared, s", "CPU µs each",
         "rows that differ", "HKD left", "CNY left", "instalments off"),
        rows,
    )  # fmt: skip
