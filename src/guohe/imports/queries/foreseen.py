"""What the books would hold for its money, its budget or its closed grant is told before anything is posted.

Costs are tried by date and row, then open orders, each at the cost its lots would carry and with what it ends of an order. The
books keep the last word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from guohe.funds.domain.lots import Lot, Policy, give_back, take
from guohe.funds.domain.lots import Part as Moved
from guohe.funds.domain.orders import OpenOrder, OpenOrders
from guohe.funds.domain.printed_lots import LotPosition
from guohe.funds.queries import budget, commitments, lots
from guohe.funds.queries.chart import days_booked
from guohe.grants.queries import find
from guohe.imports.domain.held import HeldOne
from guohe.imports.domain.judgement import Judgement, Verdict
from guohe.imports.domain.named_lots import Part, Stock, called_so, why_not
from guohe.imports.models import Line
from guohe.imports.queries.named_lots import choices
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money, round_half_up


class Wanted(NamedTuple):
    """One ready line: what a confirmation would ask the books for. ``lots`` pay it by a person's word, ``lot`` by its file's."""

    row: int
    source: str
    grant_ref: str
    category: str | None
    order: bool
    amount: Money
    on: date
    order_no: str = ""
    lots: tuple[Part, ...] = ()
    lot: str = ""


@dataclass(slots=True)
class _Lot:
    """A lot with its currency and day; ``stands`` is how it stands as lines are tried."""

    currency: str
    opened_on: date
    stands: Lot


@dataclass(slots=True)
class _Fund:
    """The lots of a grant in the order of their use, and each category as (taken, limit) where it has one.

    ``policy`` says which lots pay: the grant's own.
    """

    ref: str
    policy: Policy
    lots: list[_Lot]
    taken: dict[str, int]
    limits: dict[str, int]
    currency: str
    orders: OpenOrders = field(default_factory=lambda: OpenOrders(()))
    stated: set[str] = field(default_factory=set)
    known: tuple[LotPosition, ...] = ()

    @classmethod
    def of(cls, ref: str, policy: Policy, stated: Iterable[str]) -> _Fund:
        """``stated``: the orders of which the same file said before what is open."""
        lines = budget.position(ref)
        known = tuple(lot for lot in lots.of_fund(ref) if not lot.reversed)
        return cls(
            ref,
            policy,
            [
                _Lot(
                    lot.amount.currency,
                    lot.opened_on,
                    Lot(
                        lot.id,
                        lot.amount.minor,
                        lot.cost.minor,
                        lot.used.minor,
                        lot.cost_used.minor,
                        spent=lot.spent.minor,
                    ),
                )
                for lot in known
            ],
            {line.code: line.actual.minor + line.committed.minor for line in lines},
            {line.code: line.limit.minor for line in lines if line.enforced},
            lines[0].limit.currency if lines else "",
            OpenOrders(commitments.open_of(ref)),
            set(stated),
            known,
        )

    def refusal(self, line: Wanted) -> Finding | None:
        """Why the books would not take a line, in the order in which they ask; None where they would."""
        if not line.order and self.taken and line.category not in self.taken:
            values = {"source": _source(line), "fund": self.ref, "line": line.category or ""}
            return _held("BUD-409" if line.category else "BUD-410", line, values)
        return self._money(line) or self._budget(line)

    def take(self, line: Wanted) -> None:
        """The line is in: its lots and its category have less; a return makes room in the lots that it came from."""
        cost = self._cost_of(line)
        for ended in self._ended_by(line):
            self.orders.take(ended)
            if ended.budget in self.taken:
                self.taken[ended.budget or ""] -= ended.in_award_currency.minor
        if line.order and line.amount.minor < 0:
            return
        if line.order:
            self.stated.add(line.order_no)
            category = line.category if self.taken else None
            award = Money(self.currency or line.amount.currency, cost)
            self.orders.put(OpenOrder(line.order_no, category, line.amount, award, line.on))
        else:
            there = self._there(line)
            for lot, stands in zip(there, self._moved(line, there)[0], strict=True):
                lot.stands = stands
        if line.category in self.taken:
            self.taken[line.category or ""] += cost

    def _money(self, line: Wanted) -> Finding | None:
        """A cost is paid from what the grant had on its day (MON-321, MON-333), a return is of what was spent of that (MON-322); an
        order needs none, and is not lessened by more than is open (MON-370)."""
        wanted = line.amount.minor
        if line.order:
            return self._lessened(line) if wanted < 0 else None
        if self.policy is Policy.SPECIFIED:
            return self._of_named(line)
        if wanted <= 0:
            return self._return(line)
        of_currency = [
            lot for lot in self.lots if lot.currency == line.amount.currency and lot.stands.left > 0
        ]
        free = sum(lot.stands.left for lot in of_currency if lot.opened_on <= line.on)
        if free >= wanted:
            return None
        values = {"source": _source(line), "fund": self.ref, "amount": str(line.amount)}
        if wanted <= sum(lot.stands.left for lot in of_currency):
            first = min(lot.opened_on for lot in of_currency if lot.opened_on > line.on)
            values |= {"day": line.on.isoformat(), "first": first.isoformat()}
            return _held("MON-333", line, values)
        missing = Money(line.amount.currency, wanted - free)
        return _held("MON-321", line, {**values, "missing": str(missing)})

    def _named(self, line: Wanted) -> tuple[Part, ...] | Finding:
        """The lots of a line by a person's word, else by its file's; none where nobody said."""
        if line.lots or not line.lot:
            return line.lots
        return called_so(_source(line), line.lot, line.amount, self.known, ref=self.ref)

    def _of_named(self, line: Wanted) -> Finding | None:
        """Each named lot is there on the day and has as much, or had it spent of what comes back."""
        named = self._named(line)
        why: Finding | None = named if isinstance(named, Finding) else None
        if not named:
            why = Finding("MON-323", Level.HOLD, values={"source": _source(line)})
        elif not isinstance(named, Finding):
            stock = {
                lot.stands.id: Stock(lot.currency, lot.opened_on, lot.stands.left, lot.stands.spent)
                for lot in self.lots
            }
            faults = (why_not(_source(line), part, stock, line.on) for part in named)
            why = next((fault for fault in faults if fault is not None), None)
        return None if why is None else _held(why.code, line, why.values)

    def _lessened(self, line: Wanted) -> Finding | None:
        ended = self._ended_by(line)
        still = ended[0].amount if ended else Money(line.amount.currency, 0)
        values = {"order": line.order_no, "open": str(still)}
        return None if still == -line.amount else _held("MON-370", line, values)

    def _ended_by(self, line: Wanted) -> tuple[OpenOrder, ...]:
        """What a line takes off open orders: a cost or a line below nothing its part; the first line of a file under a number all."""
        category = line.category if self.taken else None
        if line.order and line.amount.minor > 0:
            return () if line.order_no in self.stated else self.orders.of(line.order_no)
        taken = self.orders.taken_by(line.order_no, category, -line.amount if line.order else line.amount)
        return () if taken is None else (taken,)

    def _return(self, line: Wanted) -> Finding | None:
        spent = sum(lot.stands.spent for lot in self._there(line))
        if spent >= -line.amount.minor:
            return None
        currency = line.amount.currency
        told = {"amount": str(-line.amount), "used": str(Money(currency, spent))}
        return _held("MON-322", line, {"source": _source(line), "fund": self.ref, **told})

    def _there(self, line: Wanted) -> list[_Lot]:
        """The lots of its currency that were there on its day, the oldest first."""
        return [lot for lot in self.lots if lot.currency == line.amount.currency and lot.opened_on <= line.on]

    def _budget(self, line: Wanted) -> Finding | None:
        cost, limit = self._cost_of(line), self.limits.get(line.category or "")
        ended = sum(
            order.in_award_currency.minor for order in self._ended_by(line) if order.budget == line.category
        )
        figure = self.taken.get(line.category or "", 0) + cost - ended
        if limit is None or cost <= 0 or figure <= limit:
            return None
        values = {
            "line": line.category or "",
            "figure": str(Money(self.currency, figure)),
            "limit": str(Money(self.currency, limit)),
            "over": str(Money(self.currency, figure - limit)),
        }
        return _held("BUD-402", line, values)

    def _cost_of(self, line: Wanted) -> int:
        """In the award's currency: an order or a return at the newest rate, a cost by the lots it would use."""
        amount = line.amount
        if amount.currency == self.currency:
            return amount.minor
        if line.order or amount.minor < 0:
            known = [lot for lot in self.lots if lot.currency == amount.currency]
            if not known:
                return 0
            newest = known[-1].stands
            return round_half_up(amount.minor * newest.cost, newest.amount)
        return sum(part.carried for part in self._moved(line, self._there(line))[1])

    def _moved(self, line: Wanted, there: Sequence[_Lot]) -> tuple[tuple[Lot, ...], tuple[Moved, ...]]:
        """What a cost or a return would do to the lots of its day, by the law of the books under the grant's own policy."""
        stand = [lot.stands for lot in there]
        if self.policy is Policy.SPECIFIED:
            named = self._named(line)
            did: list[Moved] = []
            after = tuple(stand)
            for part in () if isinstance(named, Finding) else named:
                act, minor = (
                    (take, part.amount.minor) if part.amount.minor > 0 else (give_back, -part.amount.minor)
                )
                after, parts = act(after, minor, self.policy, part.lot)
                did += parts
            return after, tuple(did)
        if line.amount.minor > 0:
            return take(stand, line.amount.minor, self.policy)
        return give_back(stand, -line.amount.minor, self.policy)


def _source(line: Wanted) -> str:
    return line.source or f"({line.row})"


def _held(code: str, line: Wanted, values: Mapping[str, str]) -> Finding:
    return Finding(code, Level.HOLD, Place(row=line.row), values, minor=line.amount.minor)


def of_funds(wanted: Iterable[Wanted], stated: Iterable[tuple[str, str]] = ()) -> tuple[HeldOne, ...]:
    """The lines, in the order in which they would be posted, for which their grant lacks money or budget.

    ``stated``: the orders, by grant and number, of which posted lines of the same file say what is open.
    """
    before = tuple(stated)
    funds: dict[str, _Fund] = {}
    found: list[HeldOne] = []
    grants = {grant.ref: grant for grant in find.all_grants()}
    policies = {ref: Policy(grant.lot_policy) for ref, grant in grants.items()}
    asked = list(wanted)
    books = {ref: grant.book for ref, grant in grants.items()}
    booked = days_booked({(books[each.grant_ref], each.on) for each in asked if each.grant_ref in books})
    for each in asked:
        book = None if each.order else books.get(each.grant_ref)
        line = each if book is None else each._replace(on=booked[book, each.on])
        if line.grant_ref not in funds:
            of_grant = (number for ref, number in before if ref == line.grant_ref)
            policy = policies.get(line.grant_ref, Policy.FIFO)
            funds[line.grant_ref] = _Fund.of(line.grant_ref, policy, of_grant)
        fund = funds[line.grant_ref]
        why = fund.refusal(line)
        if why is None:
            fund.take(line)
        else:
            found.append(HeldOne(line.row, line.source, line.amount, why))
    return tuple(found)


def of_job(number: int) -> tuple[HeldOne, ...]:
    """What a confirmation of an import would hold: for a grant that was closed since, for its money, or for its budget."""
    rows = (
        Line.objects.filter(job_id=number, state="staged", grant_ref__isnull=False)
        .order_by("posted_date", "row_number")
        .values_list("row_number", "doc_ref", "grant_ref", "category", "kind", "currency", "amount_minor",
                     "posted_date", "order_no", "pk", "lot")
    )  # fmt: skip
    named = choices(Line.objects.filter(job_id=number, state="staged"))
    lines = [
        Wanted(row, source, ref or "", category, kind == "commitment", Money(currency, minor), on,
               order_no or (source if kind == "commitment" else ""), named.get((pk, ref or ""), ()), lot)
        for row, source, ref, category, kind, currency, minor, on, order_no, pk, lot in rows
    ]  # fmt: skip
    if not lines:
        return ()
    closed = {grant.ref: grant.closed_on for grant in find.all_grants() if grant.closed_on is not None}
    rest = [line for line in lines if line.grant_ref not in closed]
    stated = _stated_by(number) if any(line.order for line in rest) else ()
    return (*of_closed(lines, closed), *of_funds(_costs_first(rest), stated))


def _stated_by(number: int) -> tuple[tuple[str, str], ...]:
    said = Line.objects.filter(job_id=number, kind="commitment", state="posted", amount_minor__gt=0)
    rows = said.values_list("grant_ref", "order_no", "doc_ref")
    return tuple((ref or "", order_no or source) for ref, order_no, source in rows)


def of_closed(wanted: Iterable[Wanted], closed: Mapping[str, date]) -> tuple[HeldOne, ...]:
    """The lines of grants that two people closed, with the day: their funds take no entry."""
    found = []
    for line in wanted:
        if line.grant_ref in closed:
            values = {"ref": line.grant_ref, "on": closed[line.grant_ref].isoformat()}
            why = Finding("BUD-472", Level.HOLD, Place(row=line.row), values, minor=line.amount.minor)
            found.append(HeldOne(line.row, line.source, line.amount, why))
    return tuple(found)


def of_judgement(judgement: Judgement) -> tuple[HeldOne, ...]:
    """The same for a file that is only looked at."""
    ready = [
        each
        for each in judgement.lines
        if each.line is not None
        and each.grant is not None
        and each.verdict in (Verdict.READY, Verdict.COMMITMENT)
        and not any(finding.level is Level.HOLD for finding in each.findings)
    ]
    lines = [
        (
            each.line.post_date,
            Wanted(
                each.row,
                each.line.doc_ref,
                each.grant or "",
                each.category,
                each.line.kind == "commitment",
                each.line.amount,
                each.line.post_date,
                each.line.order_no or (each.line.doc_ref if each.line.kind == "commitment" else ""),
                lot=each.line.lot,
            ),
        )
        for each in ready
        if each.line is not None
    ]
    lines.sort(key=lambda item: (item[0], item[1].row))
    return of_funds(_costs_first([wanted for _, wanted in lines]))


def _costs_first(lines: Sequence[Wanted]) -> list[Wanted]:
    """As they are posted: costs, then what was ordered, then what lessens it."""
    return sorted(lines, key=lambda line: 0 if not line.order else 1 if line.amount.minor > 0 else 2)
