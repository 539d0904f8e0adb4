"""Before money is spent: yes; yes, but; not yet; or ask. Checking reserves nothing and writes nothing.

Amounts of the answer are in the award's currency (``cost_price``). Each rulebook is told the cost's own amount in the
currency that it speaks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from guohe.kernel.digest import digest_of
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money, total
from guohe.kernel.names import Name
from guohe.kernel.texts import say
from guohe.portal.domain.cost_price import LotState, Priced, in_award_currency, in_lots_currency, rates_of
from guohe.portal.domain.cost_rules import (
    COST,
    OVER,
    compares_the_line,
    currency_of_costs,
    decisions_of,
    spoken,
    with_rules,
)
from guohe.programmes.domain.host_books import is_hosts_own
from guohe.rules.domain.facts import Fact
from guohe.rules.domain.judge import NO_NAME, Decision, Explanation
from guohe.rules.domain.values import Book, Outcome


@dataclass(frozen=True, slots=True)
class OverLine(Finding):
    """A budget line that would be passed; the sentence names it in the reader's language."""

    names: Name = NO_NAME

    def sentence(self, lang: str) -> str:
        """The line, its figure, its limit and by how much it would be over."""
        return say(self.code, lang, **{**self.values, "line": self.names.in_language(lang)})


class Verdict(StrEnum):
    """``not_yet``: a change would make it a yes; ``ask``: a person decides."""

    YES = "yes"
    YES_BUT = "yes_but"
    NOT_YET = "not_yet"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of the approved equipment list: its price for one piece with the day it was stated, and where it stands."""

    code: str
    model: str
    price: Money | None
    priced_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody means to spend, on what and when; ``piece`` is the approved line that it buys, where it was named."""

    amount: Money
    category: str
    on: date
    piece: Piece | None = None


@dataclass(frozen=True, slots=True)
class LineState:
    """A budget line with its costs and open orders. ``direct`` lines may give to each other; ``group`` is its broad group."""

    code: str
    name: Name
    approved: Money
    used: Money
    promised: Money
    direct: bool
    group: str = ""

    @property
    def taken(self) -> Money:
        """Costs and open orders."""
        return self.used + self.promised

    @property
    def free(self) -> Money:
        """What is left of it."""
        return self.approved - self.taken


@dataclass(frozen=True, slots=True)
class GrantState:
    """What is known of a grant when it is asked; ``ends`` is the first day after it. A lump sum has no lines but ``total``."""

    ref: str
    lump_sum: bool
    total: Money
    starts: date
    ends: date
    lines: tuple[LineState, ...]
    lots: tuple[LotState, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The cheapest way to a yes: so much from one line to another, and who may approve it under which rules."""

    amount: Money
    source: LineState
    routes: tuple[Explanation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """``after`` is what the line (or the whole grant) would have taken; ``free`` what would be left, below zero when over."""

    asked: Asked
    verdict: Verdict
    cost: Money | None
    line: LineState | None
    after: Money | None
    limit: Money | None
    findings: tuple[Finding, ...]
    decisions: tuple[Decision, ...]
    way: Way | None

    @property
    def free(self) -> Money | None:
        """What would be left."""
        return None if self.after is None or self.limit is None else self.limit - self.after

    @property
    def explanations(self) -> tuple[Explanation, ...]:
        """Why, for each rule that was not met or cannot tell."""
        return tuple(
            spoken(self.decisions, with_sum=self.after is not None, of_equipment=_of_equipment(self.line))
        )

    @property
    def number(self) -> str:
        """A number to quote: the same check of the same books has the same one, and nothing is stored."""
        told = b"\n".join(each.stored() for each in self.decisions)
        parts = (self.asked.category, str(self.asked.amount), str(self.asked.on), str(self.after), told)
        return f"CHK-{digest_of(parts).hex()[:10].upper()}"


def check_cost(
    asked: Asked, grant: GrantState, books: Sequence[Book], left_out: Sequence[Finding] = ()
) -> Answer:
    """The answer with every finding at once; the strictest decides. ``books`` are all that judge the award on the day: the
    funder's, where somebody has written them, and the host's own; ``left_out`` says which cannot, and why."""
    line = next((each for each in grant.lines if each.code == asked.category), None)
    limit = grant.total if grant.lump_sum else line.approved if line else None
    taken = total(grant.total.currency, (each.taken for each in grant.lines))
    before = taken if grant.lump_sum else line.taken if line else None
    priced = in_award_currency(asked.amount, grant.total.currency, grant.lots)
    cost, lots = priced if priced is not None else (None, ())
    after = None if before is None or cost is None else before + cost

    told = {book.label: told_cost(asked, grant, cost, lots, book) for book in books}
    used = {each[0].amount.currency: each for each in (lots, *(one.lots for one in told.values())) if each}
    found = [*_price_findings(asked, grant, priced is not None, used), *_day_findings(asked, grant)]
    found += [*_unpriced(asked, told, books), *_piece_findings(asked)]
    if limit is None:
        known = ", ".join(each.code for each in grant.lines)
        found.append(Finding("BUD-431", Level.HOLD, values={"seen": asked.category[:40], "known": known}))
    over = None
    if after is not None and limit is not None and after > limit:
        over = after - limit
        named = line.code if line else grant.ref
        values = {"line": named, "figure": str(after), "limit": str(limit), "over": str(over)}
        names = line.name if line else Name(grant.ref, grant.ref, grant.ref)
        found.append(OverLine(OVER, Level.STOP, values=values, names=names))

    found += left_out
    if not left_out and all(is_hosts_own(book) for book in books):
        found.append(Finding("RUL-841", Level.NOTE, values={"ref": grant.ref}))
    facts = _facts(asked, grant, after, limit)
    decisions = decisions_of(books, lambda book: facts | _own_amount(asked, told[book.label]), asked.on)
    said = spoken(decisions, with_sum=after is not None, of_equipment=_of_equipment(line))
    findings = with_rules(found, said, limit)
    curable = {each.finding().rule for each in said if over is not None and compares_the_line(each, limit)}
    way = _way(grant, line, over, books, asked.on) if line is not None and over is not None else None
    verdict = _verdict(findings, curable, way)
    return Answer(asked, verdict, cost, line, after, limit, findings, decisions, way)


def _verdict(found: Sequence[Finding], curable: Collection[str | None], way: Way | None) -> Verdict:
    """A change of the budget turns only an over-spent line into a yes, nothing else that stops or holds."""
    levels = {
        each.level for each in found if each.code != OVER and (not each.rule or each.rule not in curable)
    }
    if levels & {Level.STOP, Level.HOLD}:
        return Verdict.ASK
    if any(finding.code == OVER for finding in found):
        return Verdict.ASK if way is None else Verdict.NOT_YET
    return Verdict.YES_BUT if levels else Verdict.YES


def _facts(asked: Asked, grant: GrantState, after: Money | None, limit: Money | None) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "category": asked.category,
        "date": asked.on,
        "mode": "lump_sum" if grant.lump_sum else "budgeted",
        "project_starts": grant.starts,
        "project_ends": grant.ends - timedelta(days=1),
        "total_approved": grant.total,
    }
    if asked.piece is not None and asked.piece.price is not None:
        # Whether its specifications were explained stands nowhere in the books: it is asked for until it does.
        facts |= {"unit_price": asked.piece.price, "explained": False}
    if after is not None and limit is not None:
        facts |= {"total_after": after} if grant.lump_sum else {"line_after": after, "line_approved": limit}
    return facts


def _of_equipment(line: LineState | None) -> bool:
    """Whether what only equipment is asked is asked: not of a line of another broad group."""
    return line is None or line.group in ("", "equipment")


def _piece_findings(asked: Asked) -> list[Finding]:
    """A line of the list without a price tells no unit price (RUL-904)."""
    if asked.piece is None or asked.piece.price is not None:
        return []
    values = {"code": asked.piece.code, "model": asked.piece.model}
    return [Finding("RUL-904", Level.NOTE, values=values)]


def told_cost(
    asked: Asked, grant: GrantState, cost: Money | None, lots: tuple[LotState, ...], book: Book
) -> Priced:
    """The cost's own amount as a book is told it: as it was asked, or in the one currency of the rules that read it.

    What cannot be worked out into that currency stays as it was asked, so that such a rule cannot tell.
    """
    wanted, award = currency_of_costs(book), grant.total.currency
    if wanted is None or wanted == asked.amount.currency or cost is None:
        return Priced(asked.amount, ())
    if wanted == award:
        return Priced(cost, lots)
    return in_lots_currency(cost, wanted, grant.lots) or Priced(asked.amount, ())


def _unpriced(asked: Asked, told: Mapping[str, Priced], books: Sequence[Book]) -> list[Finding]:
    """A book whose rules on one cost speak a currency for which no lot has a rate, once each (BUD-491)."""
    return [
        Finding(
            "BUD-491",
            Level.NOTE,
            values={"label": book.label, "currency": wanted, "seen": str(asked.amount), "day": str(asked.on)},
        )
        for book in books
        if (wanted := currency_of_costs(book)) is not None and wanted != told[book.label].amount.currency
    ]


def _own_amount(asked: Asked, told: Priced) -> dict[str, Fact]:
    """``this_cost``; where it was worked out, what was asked and by which lots' rates."""
    facts: dict[str, Fact] = {COST: told.amount}
    if told.amount.currency != asked.amount.currency:
        facts |= {f"{COST}_as_asked": asked.amount, f"{COST}_rates": rates_of(told.lots)}
    return facts


def _price_findings(
    asked: Asked, grant: GrantState, priced: bool, used: Mapping[str, Sequence[LotState]]
) -> list[Finding]:
    award = grant.total.currency
    if not priced:
        values = {"currency": asked.amount.currency, "award": award, "day": str(asked.on)}
        return [Finding("BUD-432", Level.HOLD, values=values)]
    return [
        Finding(
            "MON-331",
            Level.NOTE,
            values={"pair": f"{award}/{currency}", "day": str(asked.on), "lots": rates_of(lots)},
        )
        for currency, lots in used.items()
    ]


def _day_findings(asked: Asked, grant: GrantState) -> list[Finding]:
    if asked.on < grant.starts:
        return [Finding("BUD-403", Level.HOLD, values={"date": str(asked.on), "starts": str(grant.starts)})]
    if asked.on >= grant.ends:
        return [Finding("BUD-404", Level.HOLD, values={"date": str(asked.on), "ends": str(grant.ends)})]
    return []


def _way(grant: GrantState, line: LineState, over: Money, books: Sequence[Book], on: date) -> Way | None:
    """From the first other direct line, in the budget's order, that has enough left. Indirect cost neither gives nor takes."""
    givers = [each for each in grant.lines if each is not line and each.direct and over <= each.free]
    if not line.direct or not givers:
        return None
    facts: dict[str, Fact] = {"change": "between_direct_lines", "amount": over}
    said = decisions_of(books, lambda book: facts, on)
    return Way(over, givers[0], tuple(each for one in said for each in one.explained(Outcome.DECIDED)))
