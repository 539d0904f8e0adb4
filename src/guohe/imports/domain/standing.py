"""Every cent of a file stands somewhere: file total = ready + in the books + waiting + left out; the difference is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final

from guohe.imports.domain.held import RETRIED
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.kernel.names import Name


@dataclass(frozen=True, slots=True)
class Count:
    """How many lines, and how much: ``amount`` in the currency of the book, ``others`` what of the lines is in another."""

    lines: int
    amount: Money
    others: tuple[Count, ...] = ()

    def __add__(self, other: Count) -> Count:
        met: dict[str, Count] = {}
        for each in (*self.others, *other.others):
            code = each.amount.currency
            met[code] = met[code] + each if code in met else each
        return Count(
            self.lines + other.lines, self.amount + other.amount, tuple(met[code] for code in sorted(met))
        )

    def within(self, currency: str) -> Count:
        """Those of the lines that are in one currency."""
        if currency == self.amount.currency:
            return Count(self.lines - sum(each.lines for each in self.others), self.amount)
        nothing = Count(0, Money(currency, 0))
        return next((each for each in self.others if each.amount.currency == currency), nothing)

    @property
    def sums(self) -> str:
        """How much, each currency by itself."""
        own = self.within(self.amount.currency)
        return " + ".join(str(each.amount) for each in (own, *self.others) if each.lines or not self.others)


def counted_in(currency: str, some: Iterable[tuple[str, int, int]]) -> Count:
    """Adds up (currency, lines, minor units); ``currency`` is that of the book."""
    count = Count(0, Money(currency, 0))
    for code, many, minor in some:
        each = Count(many, Money(code, minor))
        count += each if code == currency else Count(many, Money(currency, 0), (each,))
    return count


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the lines of one file stand now. ``already`` and ``already_waits`` came
    with an earlier file, in the books or waiting there; orders are kept apart."""

    stated: Money | None
    ready: Count
    tick: Count
    question: Count
    held: Count
    posted: Count
    rejected: Count
    taken_back: Count
    already: Count
    already_waits: Count
    unread: Count
    orders: Count
    orders_posted: Count
    orders_held: Count

    @property
    def read(self) -> Count:
        """All lines of the file, as they were read."""
        return self.accepted + self.waiting + self.left_out

    @property
    def booked(self) -> Count:
        """In the books, by this import or an earlier one."""
        return self.posted + self.already

    @property
    def accepted(self) -> Count:
        """In the books, or ready for them."""
        return self.ready + self.booked

    @property
    def waiting(self) -> Count:
        """What needs a person first."""
        return self.tick + self.question + self.held + self.unread + self.already_waits

    @property
    def to_resolve(self) -> int:
        """How many lines and open orders of this very import wait for a person, or are held."""
        return self.tick.lines + self.question.lines + self.held.lines + self.orders_held.lines

    @property
    def left_out(self) -> Count:
        """What a person said does not count, or took back."""
        return self.rejected + self.taken_back

    @property
    def total(self) -> Money:
        """The file's own total; the sum of its lines when it states none. Lines in another currency are no part of it."""
        return self.stated if self.stated is not None else self.read.amount

    @property
    def difference(self) -> Money:
        """The file's total less everything its lines became; nothing is confirmed unless this is zero."""
        return self.total - (self.accepted + self.waiting + self.left_out).amount

    @property
    def by_currency(self) -> tuple[Standing, ...]:
        """The same for each currency of the lines, that of the book first; the file's own total is in the book's."""
        everything = self.read + self.orders
        others = [each.amount.currency for each in everything.others]
        if not others:
            return (self,)
        own = self.total.currency
        first = self.stated is not None or everything.within(own).lines
        return tuple(self._within(currency) for currency in ([own] if first else []) + others)

    def _within(self, currency: str) -> Standing:
        stated = self.stated if self.stated is not None and self.stated.currency == currency else None
        parts = {
            each.name: getattr(self, each.name).within(currency)
            for each in fields(self)
            if each.name != "stated"
        }
        return Standing(stated, **parts)


# A line in one of these is neither in the books nor left out; an open order in one of them reserves nothing.
WAITS: Final = ("staged", "tick", "question", "held")
OVER_BUDGET: Final = "BUD-402"


def still_waits(code: str, level: str, state: str, *, held_for: str | None, answered: bool) -> bool:
    """Whether a line waits for one of its findings now: it may have been answered since, and wait for another.

    The books hold only what was ready, so whatever was asked before is settled; but what goes beyond the budget may be told beforehand.
    """
    if state not in ("tick", "question", "held") or answered:
        return False
    if state != "held" or held_for not in RETRIED or code == OVER_BUDGET:
        return True
    return code == held_for or (level != "hold" and code not in RETRIED)


@dataclass(frozen=True, slots=True)
class Cause:
    """All findings of one code in one file: how many lines, how much money, and one of them as a sample.

    ``waits`` says whether a line of it still waits for that very reason, for a person or the books; ``ticked`` who agreed to its
    repairs, in finished words. The sample is of a line that waits, if one does.
    """

    code: str
    lines: int
    amount: Money
    sums: str
    sample: Finding
    tickable: int = 0
    waits: bool = True
    ticked: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """What becomes of its lines: stop, hold, note, or settled once nothing of a hold waits any more."""
        if self.sample.level is Level.HOLD or self.of_books:
            return "hold" if self.waits else "settled"
        return self.sample.level.value

    @property
    def of_books(self) -> bool:
        """For such a reason the books hold a line, whatever level the finding has that is kept of it."""
        return self.code in RETRIED


@dataclass(frozen=True, slots=True)
class JobFacts:
    """One imported file with where its lines stand."""

    number: int
    host_id: int
    kind: str
    state: str
    file_name: str
    file_digest: str
    document_id: int | None
    reading: Mapping[str, object]
    currency: str
    rows_read: int
    column_mapping: int | None
    category_mapping: int | None
    prepared_by: Name
    prepared_by_id: int
    prepared_at: datetime
    confirmed_by: Name | None
    confirmed_at: datetime | None
    reversed_by: Name | None
    reversed_at: datetime | None
    reverse_reason: str
    standing: Standing
    lines: int = 0
    entries: int = 0


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line as read, beside the row as it was, and where it stands. ``lot`` is the money that its file says pays it."""

    number: int
    host_id: int
    job: int
    row: int
    kind: str
    project: str
    account: str
    account_name: str
    posted_on: date
    source: str
    payee: str
    description: str
    order_no: str
    amount: Money
    state: str
    grant_ref: str | None
    category: str | None
    journal_id: int | None
    hold: Finding | None
    repairs: tuple[Mapping[str, str], ...] = ()
    raw: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    lot: str = ""


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What somebody said to a question, and what it did."""

    who: Name
    at: datetime
    answer: str
    chosen: str
    note: str
    effect: str


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """One question about one line, with everything said so far."""

    number: int
    line: LineFacts
    kind: str
    words: str
    finding: Finding | None
    asked_by: Name
    asked_by_id: int
    asked_at: datetime
    due_date: date
    ready: tuple[str, ...]
    state: str
    host_id: int
    grant_ref: str
    answers: tuple[AnswerFacts, ...] = ()

    @property
    def by_the_check(self) -> bool:
        """Nobody put it into words: what was found while a file was read asks it."""
        return self.finding is not None and not self.words
