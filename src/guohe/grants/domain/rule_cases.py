"""What a grant is asked when two versions of a rulebook are compared: its award, its lines, its open requests.

Amounts are in the award's currency, as the books have them on that day. What Guohe does not hold (who else a person works
for, what a funder asked by letter) is no fact here, so that a rule about it says that it cannot tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from guohe.grants.domain.budget_change import Line
from guohe.grants.domain.changes import CHANGE_FACTS, Kind
from guohe.grants.domain.facts import GrantFacts
from guohe.kernel.money import total
from guohe.kernel.names import Name
from guohe.rules.domain.effect import Case
from guohe.rules.domain.facts import Fact

AWARD = "award"
# What may be asked of any award, whether or not somebody asks it now: "change:extension".
CHANGE = "change:"
# What a route calls a change of the budget between lines of direct cost.
BETWEEN_LINES = "between_direct_lines"


def cases_of(
    grant: GrantFacts,
    lines: Sequence[Line],
    requests: Iterable[tuple[str, dict[str, Fact]]],
    *,
    lump_sum: bool,
    on: date,
) -> tuple[Case, ...]:
    """The award, each line of its budget, each kind of change that may be asked, and each open request by its code (C-3)."""
    common: dict[str, Fact] = {
        "mode": "lump_sum" if lump_sum else "budgeted",
        "date": on,
        "project_starts": grant.starts,
        "project_ends": grant.ends - timedelta(days=1),
        "total_approved": grant.total,
        "partner_share": grant.partner_share,
    }
    award = dict(common)
    if lines:
        currency = grant.currency
        award["total_after"] = total(currency, (line.taken for line in lines))
        if not lump_sum:
            award["direct"] = total(currency, (line.before for line in lines if not line.indirect))
            award["indirect"] = total(currency, (line.before for line in lines if line.indirect))
            bought = (line.before for line in lines if line.group == "equipment")
            award["equipment_purchase"] = total(currency, bought)
    found = [Case(AWARD, award)]
    if not lump_sum:
        found += [
            Case(
                f"line:{line.code}",
                {**common, "category": line.code, "line_after": line.taken, "line_approved": line.before},
                line.name,
            )
            for line in lines
        ]
    for kind in Kind:
        if not (lump_sum and kind is Kind.BUDGET):
            change = CHANGE_FACTS.get(kind, BETWEEN_LINES)
            found.append(Case(f"{CHANGE}{kind}", {**common, "change": change}))
    found += [
        Case(f"request:{code}", {**common, **facts}, Name(code, code, code)) for code, facts in requests
    ]
    return tuple(found)
