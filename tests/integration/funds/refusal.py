"""What a refused operation says, and that it left nothing behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction

from guohe.kernel.findings import Refused

COUNTED = (
    "funds_journal",
    "funds_posting",
    "funds_allocation",
    "funds_lot",
    "funds_commitment",
    "funds_fx_deal",
)


def state() -> tuple[object, ...]:
    """Everything that an entry moves, as one value."""
    found: list[object] = []
    with connection.cursor() as cursor:
        for table in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found.append(cursor.fetchone())
        cursor.execute("SELECT id, used, used_source FROM funds_lot ORDER BY id")
        found.append(cursor.fetchall())
        cursor.execute("SELECT id, actual_minor, committed_minor FROM funds_budget_line ORDER BY id")
        found.append(cursor.fetchall())
        cursor.execute(
            "SELECT account_id, period_id, sum(debit), sum(credit) FROM funds_balance GROUP BY 1, 2 ORDER BY 1, 2"
        )
        found.append(cursor.fetchall())
    return tuple(found)


def refused(act: Callable[[], object]) -> str:
    """The code with which ``act`` is refused; the books are as before. All three languages have its words."""
    before = state()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        act()
    assert state() == before
    for finding in refusal.value.findings:
        for lang in ("en", "zh-hant", "zh-hans"):
            assert finding.sentence(lang)
    return refusal.value.findings[0].code
