"""Loads one version of a budget. The new version takes over what was spent and promised, and is then current."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from guohe.funds.operations.refusals import said_in_words
from guohe.kernel.money import Money


@dataclass(frozen=True, slots=True)
class BudgetLimit:
    """The approved amount of one category. Only an ``enforced`` limit refuses what goes over it."""

    code: str
    limit: Money
    enforced: bool = True


def load_budget(
    *, fund: int, version: int, lines: Sequence[BudgetLimit], approved_by: int | None = None
) -> None:
    """Makes ``lines`` the current budget of the fund.

    ``approved_by`` is the account that approved a change; every version after the first needs one, and it is not the
    one who loads. The books of a grant ask for that person's own decision (MON-553) and for nothing else than was decided.
    Raises Refused: BUD-406 when more is used than a line allows, BUD-411 without an approver, MON-386 when that person may
    not approve.
    """
    given = [{"code": line.code, "minor": line.limit.minor, "enforced": line.enforced} for line in lines]
    with said_in_words(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT funds_load_budget(%s, %s, %s::jsonb, %s)",
            [fund, version, json.dumps(given, ensure_ascii=False), approved_by],
        )
