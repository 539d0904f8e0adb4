"""The checklist of a grant's closing, from its books and rulebooks, and what higher contexts know of it.

Higher contexts hand in their points here (``guohe.project`` lists who does); grants never learns who answered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Subquery

from guohe.funds.queries import commitments, lots, periods
from guohe.grants.domain.change_route import route_of
from guohe.grants.domain.changes import State
from guohe.grants.domain.closing import Item, Stand
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.partners import State as StatementState
from guohe.grants.domain.partners import account_of
from guohe.grants.models import Closing, ClosingApproval, Reopening, ReopeningApproval
from guohe.grants.queries.changes import changes_of
from guohe.grants.queries.find import person_name
from guohe.grants.queries.partners import partners_of
from guohe.grants.queries.rule_versions import books_of, left_out
from guohe.kernel.findings import Finding
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.rules.domain.judge import Explanation

# What a rulebook calls money that a project leaves over.
SURPLUS: Final = ("surplus", "surplus_not_accepted")

_sources: list[Callable[[str, date], Sequence[Item]]] = []


def provide_items(source: Callable[[str, date], Sequence[Item]]) -> None:
    """From now on ``source(grant_ref, on)`` is asked for points of a checklist."""
    if source not in _sources:
        _sources.append(source)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoPersonPaper:
    """What one person prepared, in which words and by what evidence, and who approved it, if anyone did."""

    number: int
    words: str
    evidence: str
    prepared_by: int
    preparer: Name
    prepared_at: datetime
    approver: Name | None
    approved_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFacts(TwoPersonPaper):
    """A closing, the digest of its checklist, and whether it was undone."""

    digest: str
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopeningFacts(TwoPersonPaper):
    """Which closing, by its number, was undone."""

    closing: int


def items_of(grant: GrantFacts, on: date) -> tuple[Item, ...]:
    """Every point, in the order in which a grant is wound up."""
    grant = grant.at(on)
    told = [item for source in _sources for item in source(grant.ref, on)]
    return (_last_day(grant, on), *_books(grant, on), *_of_partners(grant), *told, *_of_rules(grant, on))


def surplus_rules(grant: GrantFacts, on: date) -> tuple[Explanation, ...]:
    """The rules that say where unspent money goes: of a project that was accepted, then of one that was not or was ended early.

    Empty where no rulebook of the grant says it; ``left_out`` names those that could not be asked.
    """
    books = books_of(grant, on)
    return tuple(each for change in SURPLUS for each in route_of({"change": change}, books, on).said)


def closings_of(ref: str) -> tuple[ClosingFacts, ...]:
    """Every closing that was prepared for a grant, oldest first, with its approval and whether it was undone."""
    approvals = ClosingApproval.objects.filter(grant__ref=ref).select_related("approved_by")
    approved = {row.closing_id: row for row in approvals}
    undone = ReopeningApproval.objects.filter(reopening__closing_id=OuterRef("pk"))
    rows = Closing.objects.filter(grant__ref=ref).annotate(undone=Exists(undone))
    found = []
    for row in rows.select_related("prepared_by").order_by("number"):
        told = approved.get(row.pk)
        found.append(
            ClosingFacts(
                number=row.number,
                words=row.note,
                evidence=row.evidence,
                prepared_by=row.prepared_by_id,
                preparer=person_name(row.prepared_by),
                prepared_at=row.prepared_at,
                approver=person_name(told.approved_by) if told is not None else None,
                approved_at=told.approved_at if told is not None else None,
                digest=row.digest,
                undone=row.undone,
            )
        )
    return tuple(found)


def closed_by(known: Sequence[ClosingFacts]) -> ClosingFacts | None:
    """The closing by which the grant is closed now; None while it is open."""
    return next((each for each in known if each.approved_at is not None and not each.undone), None)


def reopenings_of(ref: str) -> tuple[ReopeningFacts, ...]:
    """Every reopening that was prepared, oldest first, with its approval."""
    approval = ReopeningApproval.objects.filter(reopening_id=OuterRef("pk"))
    names = (f"approved_by__name_{lang}" for lang in ("en", "zh_hant", "zh_hans"))
    rows = Reopening.objects.filter(grant__ref=ref).annotate(
        day=Subquery(approval.values("approved_at")[:1]),
        **{name.removeprefix("approved_by__"): Subquery(approval.values(name)[:1]) for name in names},
    )
    return tuple(
        ReopeningFacts(
            number=row.number,
            closing=row.closing.number,
            words=row.reason,
            evidence=row.evidence,
            prepared_by=row.prepared_by_id,
            preparer=person_name(row.prepared_by),
            prepared_at=row.prepared_at,
            approver=person_name(row) if row.day is not None else None,
            approved_at=row.day,
        )
        for row in rows.select_related("closing", "prepared_by").order_by("number")
    )


def _last_day(grant: GrantFacts, on: date) -> Item:
    last = (grant.ends - timedelta(days=1)).isoformat()
    stand = Stand.DONE if on >= grant.ends else Stand.OPEN
    return Item("last_day", stand, evidence=(last,), page=f"grants/{grant.ref}/changes")


def _books(grant: GrantFacts, on: date) -> tuple[Item, ...]:
    orders = commitments.open_of(grant.ref)
    waiting = [
        each.code
        for each in changes_of(grant.ref)
        if each.next_states and each.state in (State.PREPARED, State.SENT, State.GRANTED)
    ]
    known = periods.periods_of(grant.book)
    last = max((each.last_day for each in known), default=grant.ends)
    unlocked = [
        each.first_day.isoformat()
        for each in known
        if each.first_day < grant.ends and grant.starts <= each.last_day and each.state != "closed"
    ]
    return (
        Item(
            "orders",
            Stand.OPEN if orders else Stand.DONE,
            tuple(order.amount for order in orders),
            tuple(order.order_no for order in orders),
            f"grants/{grant.ref}/budget",
        ),
        Item("changes", _open_if(waiting), evidence=tuple(waiting), page=f"grants/{grant.ref}/changes"),
        Item(
            "periods",
            _open_if(unlocked),
            evidence=tuple(unlocked),
            page="books",
            until=last.isoformat() if last < grant.ends - timedelta(days=1) else "",
        ),
    )


def _open_if(left: Sequence[object]) -> Stand:
    return Stand.OPEN if left else Stand.DONE


def _of_partners(grant: GrantFacts) -> tuple[Item, ...]:
    """Money passed on: papers that nobody confirmed stop a closing; what a partner still holds is answered for by a person."""
    page, papers, held, holders = f"grants/{grant.ref}/partners", [], [], []
    for partner in partners_of(grant):
        sums = account_of(partner)
        papers += [
            f"{partner.number}/PT-{each.number}"
            for each in partner.transfers
            if not each.withdrawn and each.receipt is None
        ]
        papers += [
            f"{partner.number}/PS-{each.number}"
            for each in partner.statements
            if each.state in (StatementState.ENTERED, StatementState.ASKED)
        ]
        if sums.balance:
            held.append(sums.balance)
            holders.append(f"{partner.name.en}: {sums.received.figure} − {sums.reported.figure}")
    return (
        Item("partner_papers", _open_if(papers), evidence=tuple(papers), page=page),
        Item("partner_money", Stand.UNKNOWN if held else Stand.DONE, tuple(held), tuple(holders), page),
    )


def _of_rules(grant: GrantFacts, on: date) -> tuple[Item, ...]:
    """Unspent money by instalment with its lot's own cost, where it goes, and how long the papers are kept.

    A rulebook of which no version is established was not asked for either: it is named, and a person answers for it.
    """
    left: list[Money] = []
    shown: list[str] = []
    for lot in lots.of_fund(grant.ref):
        if not lot.reversed and lot.left:
            left.append(lot.left)
            shown.append(
                f"{lot.source_ref}: {lot.left} ({lot.cost_left})"
                if lot.rate
                else f"{lot.source_ref}: {lot.left}"
            )
    rules = surplus_rules(grant, on)
    shown += [f"{each.book.label}/{each.rule.id}" for each in rules]
    page = f"grants/{grant.ref}"
    stand = Stand.UNKNOWN if left else Stand.DONE
    unspent = Item("unspent", stand, tuple(left), tuple(shown), f"{page}/money")
    kept = route_of({"change": "archive"}, books_of(grant, on), on).said
    labels = tuple(f"{each.book.label}/{each.rule.id}" for each in kept)
    archive = Item("archive", Stand.DONE if kept else Stand.UNKNOWN, evidence=labels, page=f"{page}/rules")
    unasked = tuple(_named(each) for each in left_out(grant, on))
    books = (Item("rulebooks", Stand.UNKNOWN, evidence=unasked, page=f"{page}/rules"),) if unasked else ()
    return (unspent, archive, *books)


def _named(why: Finding) -> str:
    """The versions of which it is not known which holds (RUL-803), or the book that has none on the day (RUL-802)."""
    return f"{why.code}: {why.values.get('books') or why.values.get('book', '')}"
