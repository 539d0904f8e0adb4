"""The books' law of costs at rates, asked for lines that no book holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection

from guohe.funds.domain.at_rates import CostsAtRates
from guohe.funds.queries import costs_at_rates
from guohe.kernel.periods import Period
from guohe.reporting.domain.fx import RateKind, RateTable
from guohe.reporting.domain.lines import SpendLine
from guohe.reporting.queries import spending

_GIVEN = """
    costs AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY journal_id, line) AS n, given.*,
               EXISTS (SELECT FROM unnest(%(firsts)s::date[], %(ends)s::date[]) AS span (first, after)
                       WHERE day >= span.first AND day < span.after) AS shown
        FROM unnest(%(journals)s::bigint[], %(lines)s::smallint[], %(ons)s::date[], %(paid_in)s::text[],
                    %(amounts)s::bigint[], %(carried)s::bigint[], %(categories)s::text[], %(reverses)s::bigint[])
             AS given (journal_id, line, day, currency, amount, carried, category, reverses)
    )
"""


def at_rates(
    lines: Iterable[SpendLine], *, periods: Sequence[Period], on: date, rates: RateTable, base: str
) -> CostsAtRates:
    """What the database says of these lines up to a day."""
    asked = [line for line in lines if line.on <= on]
    values = {
        "journals": [line.journal for line in asked],
        "lines": [line.line for line in asked],
        "ons": [line.on for line in asked],
        "paid_in": [line.amount.currency for line in asked],
        "amounts": [line.amount.minor for line in asked],
        "carried": [line.carried.minor for line in asked],
        "categories": [line.category for line in asked],
        "reverses": [line.reverses for line in asked],
        **costs_at_rates.law_values(
            days=[(period.starts, period.ends) for period in periods],
            asked=[kind.value for kind in RateKind],
            base=base,
            rates=spending.given(rates, base),
        ),
    }
    with connection.cursor() as cursor:
        cursor.execute(f"WITH RECURSIVE {_GIVEN}, {costs_at_rates.LAW}", values)
        return costs_at_rates.as_told(cursor.fetchall())
