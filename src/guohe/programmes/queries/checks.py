"""Drafts and receipts of checks, read back as facts; what somebody answered before is offered again, never taken over unseen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from guohe.identity.queries import holders_of, hosts_visible
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.names import Name
from guohe.kernel.utc8 import day_there
from guohe.programmes.domain.answers import APPLICANT
from guohe.programmes.domain.calls import Call
from guohe.programmes.domain.can_apply import Checked, check, needed
from guohe.programmes.domain.receipts import make_again
from guohe.programmes.models import CheckDraft, CheckReceipt
from guohe.programmes.queries.calls import books_of, call, questions
from guohe.programmes.queries.rulebooks import all_books, book_on
from guohe.rules.domain.facts import Fact, fact_of

# A host's own rules stand in books of this scheme, whose funder is the host's code.
HOST_SCHEME = "host"


@dataclass(frozen=True, slots=True)
class Draft:
    """What has been answered for a call. ``unknown`` are the questions answered with "I do not know"."""

    call: Call
    answers: Mapping[str, Fact]
    unknown: tuple[str, ...]
    saved_at: datetime | None

    @property
    def asked(self) -> tuple[str, ...]:
        """Every question there is to answer by now, answered ones among them."""
        order = [each.fact for each in questions()]
        return needed(books_of(self.call), self.call.later, self.answers, order)

    @property
    def next(self) -> str | None:
        """The first question without an answer, or None when all are answered."""
        return next(
            (fact for fact in self.asked if fact not in self.answers and fact not in self.unknown), None
        )

    @property
    def checked(self) -> Checked:
        """The call judged on what has been answered so far."""
        return check(self.call, books_of(self.call), self.answers)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A kept check. ``own`` when it is the reader's own."""

    number: str
    call: str
    verdict: str
    stored: bytes
    made_at: datetime
    own: bool

    @property
    def same_again(self) -> bool:
        """Whether making it again today, from the versions it names, gives the same bytes."""
        return make_again(self.stored, all_books()) == self.stored


@dataclass(frozen=True, slots=True)
class Before:
    """An answer from an earlier check, to be looked at before it is used again."""

    fact: Fact
    call: str
    day: date


def host_of() -> int:
    """The host for which the acting person asks: the first that they see. Raises Refused (APP-121) for nobody's."""
    seen = hosts_visible()
    if not seen:
        raise Refused(Finding("APP-121", Level.STOP))
    return seen[0].host


def draft(found: Call, account: int) -> Draft:
    """The acting person's draft of a call; an empty one where nothing has been answered."""
    row = CheckDraft.objects.filter(host_id=host_of(), account_id=account, call=found.code).first()
    return Draft(found, {}, (), None) if row is None else _draft(found, row)


def drafts(account: int) -> tuple[tuple[str, datetime], ...]:
    """The calls for which the acting person has begun a check, the newest first."""
    rows = CheckDraft.objects.filter(account_id=account).order_by("-saved_at", "call")
    return tuple((row.call, row.saved_at) for row in rows)


def receipt(number: str, account: int) -> Receipt | None:
    """The receipt of a number that the acting person may see."""
    row = CheckReceipt.objects.filter(number=number).first()
    return None if row is None else _receipt(row, account)


def receipts(account: int) -> tuple[Receipt, ...]:
    """The acting person's own receipts, the newest first."""
    rows = CheckReceipt.objects.filter(account_id=account).order_by("-made_at", "number")
    return tuple(_receipt(row, account) for row in rows)


def before(fact: str, found: Call, account: int) -> Before | None:
    """What the acting person answered to the same question for another call: in a draft first, then in a receipt."""
    rows = CheckDraft.objects.filter(account_id=account).exclude(call=found.code).order_by("-saved_at")
    for row in rows:
        if row.answers.get(fact) is not None:
            return Before(fact_of(row.answers[fact]), row.call, day_there(row.saved_at))
    for kept in receipts(account):
        for decision in json.loads(kept.stored)["decisions"]:
            if fact in decision["facts"]:
                told = fact_of(decision["facts"][fact])
                return Before(without_application(fact, told, kept.call), kept.call, day_there(kept.made_at))
    return None


def contact(on: date) -> tuple[Name, ...]:
    """Whom to ask at one's own host: who decides the host's own rules, or else whoever prepares for it."""
    for host in hosts_visible():
        own = [each for each in all_books() if HOST_SCHEME in each.schemes and each.funder == host.code]
        for known in dict.fromkeys(each.id for each in own):
            try:
                book = book_on(known, on)
            except Refused:
                continue
            return (book.people[book.rules[0].decides],)
        found = [
            holder.person.name
            for holder in holders_of(host.host, on)
            if any(held.word == "prepare" and held.scope_kind == "host" for held in holder.capabilities)
        ]
        if found:
            return tuple(found)
    return ()


def without_application(fact: str, told: Fact, call_code: str) -> Fact:
    """The projects that a person named, without the application that the check itself added at the end."""
    if fact != "holdings" or not isinstance(told, tuple) or not told:
        return told
    return told[:-1] if told[-1].person == APPLICANT and call(call_code).type else told


def _draft(found: Call, row: CheckDraft) -> Draft:
    answers = {fact: fact_of(plain) for fact, plain in row.answers.items() if plain is not None}
    unknown = tuple(fact for fact, plain in row.answers.items() if plain is None)
    return Draft(found, answers, unknown, row.saved_at)


def _receipt(row: CheckReceipt, account: int) -> Receipt:
    return Receipt(
        row.number, row.call, row.verdict, bytes(row.stored), row.made_at, row.account_id == account
    )
