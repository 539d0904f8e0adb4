"""What higher contexts know of a grant that is to be closed, each point with the page that settles it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from guohe.equipment.domain.pieces import State
from guohe.equipment.queries.differences import differences
from guohe.equipment.queries.found import approved_of, pieces_of_grant
from guohe.funds.queries.lots import received_of
from guohe.grants.domain.closing import Item, Stand
from guohe.grants.queries import find
from guohe.grants.queries.many import instalments_of
from guohe.imports.queries.of_grant import brought_to, orders_not_reserved
from guohe.imports.queries.open_questions import asked_about, open_of
from guohe.imports.queries.waiting import waiting_of
from guohe.kernel.findings import Level, Refused
from guohe.payments.queries.releases import all_releases
from guohe.people.queries.found import to_settle
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
            f"grants/{ref}/lines",
        ),
        Item(
            "order_lines",
            Stand.OPEN if brought.orders else Stand.DONE,
            brought.reserved_not,
            orders_not_reserved(ref) if brought.orders else (),
            "import",
        ),
        Item(
            "questions",
            Stand.OPEN if asked else Stand.DONE,
            tuple(each.held for each in asked),
            asked_about(ref) if asked else (),
            f"grants/{ref}/questions",
        ),
    )


def of_reports(ref: str, on: date) -> Sequence[Item]:
    """A signed report that reaches to the end of the project, and a bridge over all years that leaves 0.00."""
    grant = find.grant(ref).at(on)
    page = f"grants/{ref}/reports"
    signed = [
        told.number
        for told in copies.in_force(ref)
        if any(year.ends >= grant.ends for year in told.periods("funder"))
    ]
    reports = Item(
        "reports",
        Stand.DONE if signed else Stand.OPEN,
        evidence=tuple(f"report {number}" for number in signed),
        page=page,
    )
    try:
        base = twin.ground(ref, on=on)
        bridge = twin.of_years(base, twin.years_offered(base).slug).bridge
    except Refused:
        return (reports, Item("bridge", Stand.UNKNOWN, page=page))
    left = tuple(amount for amount in (bridge.difference, bridge.host_difference) if amount)
    stand = Stand.DONE if bridge.ties else Stand.OPEN
    return (reports, Item("bridge", stand, left or (bridge.difference,), page=page))


def of_equipment(ref: str, on: date) -> Sequence[Item]:
    """Pieces that did not come or are out on loan, approved lines of which nothing was bought, models that differ."""
    page, pieces = f"grants/{ref}/equipment", pieces_of_grant(ref)
    away = tuple(each.code for each in pieces if each.state in (State.ORDERED, State.LENT))
    bought = {each.approved.id for each in pieces if each.state is not None and each.approved is not None}
    never = tuple(
        f"{line.code} {line.model}"
        for line in approved_of(ref)
        if line.until is None and line.id not in bought
    )
    differs = tuple(
        each.code for each in differences(find.grant(ref).at(on), on) if each.finding.level is not Level.NOTE
    )
    return (
        Item("equipment_away", Stand.OPEN if away else Stand.DONE, evidence=away, page=page),
        Item("equipment_unbought", Stand.UNKNOWN if never else Stand.DONE, evidence=never, page=page),
        Item("equipment_differs", Stand.OPEN if differs else Stand.DONE, evidence=differs, page=page),
    )


def of_instalments(ref: str, on: date) -> Sequence[Item]:
    """Planned instalments of which the books hold no money: a person says whether they still come."""
    planned, received = instalments_of([ref]).get(ref, ()), received_of([ref])
    missing = [each for each in planned if each.ref not in received]
    return (
        Item(
            "instalments",
            Stand.UNKNOWN if missing else Stand.DONE,
            tuple(each.amount for each in missing),
            tuple(each.ref for each in missing),
            f"grants/{ref}/money",
        ),
    )


def of_people(ref: str, on: date) -> Sequence[Item]:
    """Months in which a person is above 100 %, and pay after the end; by number, whoever looks."""
    found = to_settle(ref, on)
    above = tuple(f"{code} {month:%Y-%m}" for code, month, over in found if over)
    after = tuple(f"{code} {month:%Y-%m}" for code, month, over in found if not over)
    page = f"grants/{ref}/people"
    return (
        Item("people_above", Stand.OPEN if above else Stand.DONE, evidence=above, page=page),
        Item("people_after", Stand.OPEN if after else Stand.DONE, evidence=after, page=page),
    )


def of_payments(ref: str, on: date) -> Sequence[Item]:
    """Payments of the grant of which the bank has said neither that they settled nor that they came to nothing."""
    waiting = [
        each
        for each in all_releases()
        if each.instalment_ref.rpartition("/T")[0] == ref and each.state != "settled" and not each.ended
    ]
    return (
        Item(
            "payments",
            Stand.OPEN if waiting else Stand.DONE,
            tuple(each.amount for each in waiting),
            tuple(each.end_to_end_id for each in waiting),
            "agency/releases",
        ),
    )
