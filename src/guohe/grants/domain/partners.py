"""Money passed to a partner stands apart: what was sent, what the partner says it received, and what it says it used.

A transfer is no expense of research; only a statement of use that a second person confirmed is reported use, and received
= reported + balance always. Amounts are in the award's currency; days are those of the papers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money, total
from guohe.kernel.names import Called, Name
from guohe.kernel.texts import called


class Deed(StrEnum):
    """What is done to a tranche, a transfer or a statement after it was written; the words of each stand in a row of its own."""

    MET = "met"
    RECEIVED = "received"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """Where more use than was received comes from, as the partner answers (MON-371)."""

    OWN = "own"
    ERROR = "error"
    ELSEWHERE = "elsewhere"


class State(StrEnum):
    """Where a statement of use stands."""

    ENTERED = "entered"
    ASKED = "asked"
    ERROR = "error"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Act:
    """One deed with its day, evidence and author. ``amount`` is what was received, or what a confirmation counts as use."""

    deed: Deed
    on: date
    amount: Money | None
    evidence: str
    note: str
    by: int
    who: Name


@dataclass(frozen=True, slots=True)
class Tranche:
    """A part of the partner's share, as the agreement plans it; ``met`` shows that its condition is."""

    number: int
    amount: Money
    planned_on: date | None
    condition: str
    met: Act | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A statement that the agreement asks for: of these days, by this day."""

    first_day: date
    last_day: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of what was agreed; ``spent_percent`` of what was received is to be used before the next tranche, if it says so."""

    version: int
    reference: str
    agreed_on: date
    evidence: str
    share: Money
    tranches: tuple[Tranche, ...]
    dues: tuple[Due, ...]
    spent_percent: int | None
    clause: str
    who: Name


@dataclass(frozen=True)
class Transfer:
    """Money sent to the partner; its receipt is what the partner last said of it."""

    number: int
    tranche: int
    amount: Money
    sent_on: date
    evidence: str
    by: int
    who: Name
    acts: tuple[Act, ...] = ()

    @cached_property
    def withdrawn(self) -> bool:
        """Whether it was taken back as recorded wrongly."""
        return any(act.deed is Deed.WITHDRAWN for act in self.acts)

    @cached_property
    def receipt(self) -> Act | None:
        """What the partner last said that it received."""
        return next((act for act in reversed(self.acts) if act.deed is Deed.RECEIVED), None)


@dataclass(frozen=True, slots=True)
class UseRow:
    """Use of one category; no evidence means that it is unsupported."""

    category: str
    amount: Money
    evidence: str


@dataclass(frozen=True)
class Statement:
    """The partner's use of some days, by category."""

    number: int
    first_day: date
    last_day: date
    stated_on: date
    evidence: str
    used: Money
    rows: tuple[UseRow, ...]
    by: int
    who: Name
    acts: tuple[Act, ...] = ()
    over: Money | None = None

    @cached_property
    def state(self) -> State:
        """The last deed, or a question that waits, or entered."""
        deeds = {act.deed for act in self.acts}
        if Deed.WITHDRAWN in deeds:
            return State.WITHDRAWN
        if Deed.CONFIRMED in deeds:
            return State.CONFIRMED
        if self.answer is Answer.ERROR:
            return State.ERROR
        return State.ASKED if self.over is not None and self.answer is None else State.ENTERED

    @cached_property
    def answer(self) -> Answer | None:
        """The partner's last answer to MON-371."""
        last = next((act for act in reversed(self.acts) if act.deed is Deed.ANSWERED), None)
        return Answer(last.note) if last is not None else None

    @cached_property
    def stands(self) -> bool:
        """Whether it answers for its days: an error and a withdrawn one do not."""
        return self.state not in (State.ERROR, State.WITHDRAWN)

    @cached_property
    def confirmation(self) -> Act | None:
        """The act of the second person."""
        if self.state is not State.CONFIRMED:
            return None
        return next((act for act in self.acts if act.deed is Deed.CONFIRMED), None)

    @property
    def authors(self) -> frozenset[int]:
        """Who entered or answered it: none of them confirms."""
        return frozenset((self.by, *(act.by for act in self.acts if act.deed is Deed.ANSWERED)))

    @property
    def unsupported(self) -> Money:
        """Use that nothing shows."""
        return total(self.used.currency, (row.amount for row in self.rows if not row.evidence))

    @property
    def shown(self) -> Money:
        """The counted use that certainly has evidence: nobody says which rows the partner paid with other money."""
        counts = self.confirmation.amount if self.confirmation is not None else None
        none = Money(self.used.currency, 0)
        return max((counts or none) - self.unsupported, none, key=_minor)


@dataclass(frozen=True, slots=True)
class Account:
    """The sums of one partner on a day.

    sent = received + short + unstated; stated = supported + unsupported = reported + beyond; received = reported + balance.
    ``beyond`` is use that the partner paid with other money, ``short`` what did not arrive of transfers it has received;
    ``shown`` is the part of ``reported`` that certainly has evidence.
    """

    sent: Money
    received: Money
    short: Money
    unstated: Money
    stated: Money
    supported: Money
    unsupported: Money
    beyond: Money
    reported: Money
    shown: Money

    @property
    def balance(self) -> Money:
        """What the partner holds: below zero it reports more than it received."""
        return self.received - self.reported


@dataclass(frozen=True)
class Partner:
    """Everything that was ever written of one partner of a grant."""

    ref: str
    host_id: int
    number: int
    name: Name
    currency: str
    agreements: tuple[Agreement, ...]
    transfers: tuple[Transfer, ...]
    statements: tuple[Statement, ...]

    @property
    def agreement(self) -> Agreement | None:
        """The version in force."""
        return self.agreements[-1] if self.agreements else None

    def seen_on(self, day: date) -> Partner:
        """The same as its papers said on a day."""
        return replace(
            self,
            agreements=tuple(
                replace(each, tranches=tuple(_met_by(tranche, day) for tranche in each.tranches))
                for each in self.agreements
                if each.agreed_on <= day
            ),
            transfers=tuple(
                replace(each, acts=_until(each.acts, day)) for each in self.transfers if each.sent_on <= day
            ),
            statements=tuple(
                replace(each, acts=_until(each.acts, day))
                for each in self.statements
                if each.stated_on <= day
            ),
        ).with_questions()

    def with_questions(self) -> Partner:
        """Each statement that is not settled with what it would be over what was received (MON-371)."""
        left = account_of(self).balance
        asked = []
        for each in self.statements:
            settled = any(act.deed in (Deed.CONFIRMED, Deed.WITHDRAWN) for act in each.acts)
            over = each.used - max(left, Money(self.currency, 0), key=_minor)
            if settled or each.answer is Answer.ERROR:
                asked.append(replace(each, over=None))
                continue
            asked.append(replace(each, over=over if over.minor > 0 else None))
            left -= each.used
        return replace(self, statements=tuple(asked))


def account_of(partner: Partner) -> Account:
    """The sums over what stands: withdrawn transfers and statements that nobody confirmed count for nothing."""
    gone = [each for each in partner.transfers if not each.withdrawn]
    told = [(each, each.receipt.amount) for each in gone if each.receipt and each.receipt.amount]
    kept = [each for each in partner.statements if each.confirmation is not None]
    counted = [each.confirmation.amount for each in kept if each.confirmation and each.confirmation.amount]

    def add(amounts: Iterable[Money]) -> Money:
        return total(partner.currency, amounts)

    sent, received = add(each.amount for each in gone), add(amount for _, amount in told)
    arrived = add(each.amount for each, _ in told)
    stated, unsupported = add(each.used for each in kept), add(each.unsupported for each in kept)
    reported = add(counted)
    return Account(
        sent=sent,
        received=received,
        short=arrived - received,
        unstated=sent - arrived,
        stated=stated,
        supported=stated - unsupported,
        unsupported=unsupported,
        beyond=stated - reported,
        reported=reported,
        shown=add(each.shown for each in kept),
    )


def sent_of(partner: Partner, tranche: Tranche) -> Money:
    """What was sent of a tranche and not taken back."""
    of = (each.amount for each in partner.transfers if each.tranche == tranche.number and not each.withdrawn)
    return total(partner.currency, of)


def counted(partner: Partner, statement: Statement) -> Money:
    """What a confirmation counts as use of the money passed on: never more than is left of what was received."""
    left = max(account_of(partner).balance, Money(partner.currency, 0), key=_minor)
    return min(statement.used, left, key=_minor)


def below_use(partner: Partner, transfer: Transfer, received: Money) -> tuple[Finding, ...]:
    """MON-495 if ``received`` of this transfer would leave less received than is confirmed as used."""
    account = account_of(partner)
    said = transfer.receipt.amount if transfer.receipt is not None else None
    less = (said or Money(partner.currency, 0)) - received
    if less.minor <= 0 or account.received - less >= account.reported:
        return ()
    values = {
        "what": transfer_named(transfer.number),
        "received": str(account.received - less),
        "used": account.reported.figure,
        "statements": ", ".join(
            f"PS-{each.number}" for each in partner.statements if each.confirmation is not None
        ),
    }
    return (fault("MON-495", **values),)


def late(partner: Partner, on: date) -> tuple[Due, ...]:
    """The statements whose day has passed and that did not come, the oldest first."""
    if partner.agreement is None:
        return ()
    came = {(each.first_day, each.last_day) for each in partner.statements if each.stands}
    return tuple(
        due for due in partner.agreement.dues if due.due_on < on and (due.first_day, due.last_day) not in came
    )


def question_of(partner: Partner, statement: Statement) -> Finding:
    """MON-371 of one statement: what is reported with it and all that wait before it, of what was received."""
    waiting = (
        each.used
        for each in partner.statements
        if each.state in (State.ENTERED, State.ASKED) and each.number < statement.number
    )
    account = account_of(partner)
    used = account.reported + total(partner.currency, waiting) + statement.used
    return more_than_received(used, account.received)


def questions(partner: Partner) -> tuple[Finding, ...]:
    """MON-371 of every statement that waits for its answer, and of sums in which more use is counted than was received."""
    found = [question_of(partner, each) for each in partner.statements if each.state is State.ASKED]
    account = account_of(partner)
    if account.balance.minor < 0:
        found.append(more_than_received(account.reported, account.received))
    return tuple(found)


def more_than_received(used: Money, received: Money) -> Finding:
    """Own money, an error, or money from elsewhere?"""
    return Finding("MON-371", Level.HOLD, values={"used": str(used), "received": str(received)})


def transfer_named(number: int) -> Called:
    """A transfer as sentences name it."""
    return called("grants.partner.named.transfer", number=str(number))


def statement_named(number: int) -> Called:
    """A statement of use as sentences name it."""
    return called("grants.partner.named.statement", number=str(number))


def fault(code: str, **values: str) -> Finding:
    """A refusal about a partner's money."""
    return Finding(code, Level.STOP, values=values)


def _met_by(tranche: Tranche, day: date) -> Tranche:
    return tranche if tranche.met is None or tranche.met.on <= day else replace(tranche, met=None)


def _until(acts: tuple[Act, ...], day: date) -> tuple[Act, ...]:
    return tuple(act for act in acts if act.on <= day)


def _minor(amount: Money) -> int:
    return amount.minor
