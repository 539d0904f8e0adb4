"""What imports and reporting know of a grant that is to be closed: lines that wait, questions, reports, the bridge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from guohe.grants.domain.closing import Item, Stand
from guohe.grants.queries import find
from guohe.imports.queries.of_grant import brought_to
from guohe.imports.queries.open_questions import open_of
from guohe.imports.queries.waiting import waiting_of
from guohe.kernel.findings import Refused
from guohe.reporting.queries import copies, twin


def of_imports(ref: str, on: date) -> Sequence[Item]:
    """Costs and open orders that wait outside the books, and open questions."""
    waiting, brought = waiting_of(ref), brought_to(ref)
    asked = open_of([ref]).get(ref, ())
    return (
        Item(
            "lines",
            Stand.OPEN if waiting.lines else Stand.DONE,
            waiting.amounts(),
            tuple(line.source for line in waiting.lines),
        ),
        Item(
            "order_lines",
            Stand.OPEN if brought.orders else Stand.DONE,
            brought.reserved_not,
        ),
        Item("questions", Stand.OPEN if asked else Stand.DONE, tuple(each.held for each in asked)),
    )


def of_reports(ref: str, on: date) -> Sequence[Item]:
    """A signed report that reaches to the end of the project, and a bridge over all years that leaves 0.00."""
    grant = find.grant(ref).at(on)
    signed = [
        number
        for number, report in copies.in_force(ref)
        if any(year.ends >= grant.ends for year in report.terms.funder_years)
    ]
    reports = Item(
        "reports",
        Stand.DONE if signed else Stand.OPEN,
        evidence=tuple(f"report {number}" for number in signed),
    )
    try:
        base = twin.ground(ref, on=on)
        bridge = twin.of_years(base, twin.years_offered(base).slug).bridge
    except Refused:
        return (reports, Item("bridge", Stand.UNKNOWN))
    left = tuple(amount for amount in (bridge.difference, bridge.host_difference) if amount)
    return (reports, Item("bridge", Stand.DONE if bridge.ties else Stand.OPEN, left or (bridge.difference,)))
