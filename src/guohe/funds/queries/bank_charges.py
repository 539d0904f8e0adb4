"""What banks took, as the books hold it: the costs on accounts of bank charges that stand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from guohe.funds.queries.turned import IsGone
from guohe.kernel.money import Money

_CHARGES: Final = """
SELECT j.id, f.ref, p.currency, p.amount, j.effective_date, j.source
FROM funds_posting AS p
JOIN funds_account AS a ON a.id = p.account_id AND a.purpose = 'bank_charge'
JOIN funds_fund AS f ON f.id = p.fund_id AND f.ref = ANY (%(funds)s)
JOIN funds_journal AS j ON j.id = p.journal_id AND j.reverses IS NULL
WHERE j.host_id = %(host)s AND p.amount = ANY (%(minors)s) AND j.effective_date BETWEEN %(first)s AND %(last)s
  AND NOT {gone}
ORDER BY j.id
"""


@dataclass(frozen=True, slots=True)
class Charged:
    """One cost of a fund on an account of bank charges, by the entry that brought it."""

    journal: int
    fund: str
    amount: Money
    on: date
    source: str


def bank_charges_of(
    *, host_id: int, funds: Collection[str], minors: Collection[int], first: date, last: date
) -> tuple[Charged, ...]:
    """The charges of some funds of one of these sums, in minor units of any currency, from the first to the last day."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CHARGES.format(gone=IsGone.template % {"expressions": "j.id"}),
            {"host": host_id, "funds": list(funds), "minors": list(minors), "first": first, "last": last},
        )
        return tuple(
            Charged(number, fund, Money(currency, minor), on, source)
            for number, fund, currency, minor, on, source in cursor.fetchall()
        )
