"""A payment leaves by two people, to a verified account, and its state is derived from facts and never set.

prepared → released → in_file → pending, accepted, settled, or rejected; a settled one may come back: returned. One that is in
no file may be withdrawn, and is nothing more then. One of which the bank says only that it holds a duplicate is duplicate:
nothing shows that a first copy was taken, and it takes up its instalment until an answer or a line of the account says more, or two
people say with the bank's paper what became of it: settled, or unpaid (domain/clarification.py).
Amounts are in the currency of both accounts. Sources: users.md US-22; ledger study 2.4.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final, Literal, cast

from guohe.exchange.domain.payment_file import IDENTIFIER_CHARS, fits_identifier
from guohe.exchange.domain.payment_status import State
from guohe.grants.domain.facts import ClaimFacts
from guohe.grants.domain.stations import BOUNCED, RESENT, RETURNED
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money
from guohe.kernel.texts import called
from guohe.kernel.utc8 import day_there

ReleaseState = Literal[
    "prepared",
    "released",
    "in_file",
    "pending",
    "accepted",
    "settled",
    "rejected",
    "returned",
    "withdrawn",
    "duplicate",
    "unpaid",
]
# What a bank may say of a payment: a status of its report, or that a copy was refused because it holds another.
Said = State | Literal["copy"]
# A payment in one of these no longer takes up its instalment.
ENDED: Final = frozenset({"rejected", "returned", "withdrawn", "unpaid"})
# What a bank says in these neither takes nor rejects a payment: part of its file was taken, or a copy of the file was refused.
SILENT: Final = frozenset({"partly", "copy"})
# What is said of an instalment that went, and that it came back.
WENT: Final = frozenset({"sent", "credited", RESENT})
CAME_BACK: Final = frozenset({BOUNCED, RETURNED})
# Signs of the digest that tell one cut reference from another.
_MARK: Final = 8


@dataclass(frozen=True, slots=True)
class CallBack:
    """Somebody called the payee on a number known from before, and the payee confirmed the account."""

    called_on: date
    called_by: int
    spoke_to: str
    number_known_from: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PayeeAccount:
    """A payee's account as recorded once; a change is another record, with a call-back of its own."""

    holder: str
    tail: str
    currency: str
    country: str
    recorded_by: int
    recorded_at: datetime
    call_backs: tuple[CallBack, ...] = ()

    @property
    def verified(self) -> CallBack | None:
        """The latest call-back by someone other than the recorder, on or after the day of the record."""
        good = [
            call
            for call in self.call_backs
            if call.called_by != self.recorded_by and call.called_on >= day_there(self.recorded_at)
        ]
        return max(good, key=lambda call: call.called_on, default=None)


@dataclass(frozen=True, slots=True)
class DebitFacts:
    """The line of a statement that took the payment out of the payer's account; ``charge`` was taken beside it."""

    booked_on: date
    charge: Money
    evidence: str
    stated_by: int
    stated_at: datetime


@dataclass(frozen=True, slots=True)
class MovementFacts:
    """A line of a statement that brought the payment back, or took a charge for it; ``amount`` is positive."""

    kind: Literal["return", "charge"]
    booked_on: date
    amount: Money
    evidence: str
    stated_by: int
    stated_at: datetime


@dataclass(frozen=True, slots=True)
class WithdrawalFacts:
    """Who said that a payment is not to leave any more, when, and why."""

    by: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ClarificationFacts:
    """What somebody said became of a payment, on which paper, and whether another confirmed it or somebody dismissed it.

    ``other`` is the message or reference under which it was paid, ``on`` the day of that, or of the paper that says that it never was.
    """

    number: int
    became: Literal["paid", "unpaid"]
    other: str
    on: date
    evidence: str
    by: int
    at: datetime
    answered: Literal["", "confirmed", "dismissed"] = ""
    answered_by: int | None = None
    answered_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """One payment of an instalment with everything that is known of it."""

    number: int
    instalment_ref: str
    end_to_end_id: str
    uetr: str
    amount: Money
    payee: PayeeAccount
    requested_on: date
    prepared_by: int
    prepared_at: datetime
    released_by: int | None = None
    released_at: datetime | None = None
    message_id: str = ""
    file_digest: str = ""
    answers: tuple[Said, ...] = ()
    debit: DebitFacts | None = None
    movements: tuple[MovementFacts, ...] = ()
    withdrawal: WithdrawalFacts | None = None
    clarifications: tuple[ClarificationFacts, ...] = ()

    @property
    def unclear(self) -> bool:
        """The bank called it a duplicate, and neither the bank nor a line of an account has said more."""
        known = [answer for answer in self.answers if answer not in SILENT]
        return "copy" in self.answers and not known and self.debit is None

    @property
    def to_confirm(self) -> ClarificationFacts | None:
        """What somebody said became of it and nobody has answered."""
        return next((each for each in self.clarifications if not each.answered), None)

    @property
    def clarified(self) -> ClarificationFacts | None:
        """What two people said became of it, while nothing else says more."""
        told = [each for each in self.clarifications if each.answered == "confirmed"]
        return told[-1] if told and self.unclear else None

    @property
    def state(self) -> ReleaseState:
        """Where the payment stands; the bank's latest word counts once the file is written.

        A debit on the payer's statement settles it, unless the bank says that it was rejected or came back, as a line of
        that statement may.
        """
        if self.withdrawal is not None:
            return "withdrawn"
        if self.released_by is None:
            return "prepared"
        if not self.message_id:
            return "released"
        known = [answer for answer in self.answers if answer not in SILENT]
        unknown: ReleaseState = "duplicate" if "copy" in self.answers else "in_file"
        if self.clarified is not None:
            unknown = "settled" if self.clarified.became == "paid" else "unpaid"
        last = cast(ReleaseState, known[-1]) if known else unknown
        if any(each.kind == "return" for each in self.movements):
            return "returned"
        return "settled" if self.debit is not None and last not in ENDED else last

    @property
    def ended(self) -> bool:
        """Rejected, returned, withdrawn or never paid: the instalment is free again."""
        return self.state in ENDED


def letters_apart(one: str, other: str) -> int:
    """How many letters must be changed, added or left out to turn one name into the other."""
    previous = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        current = [row]
        for column, opposite in enumerate(other, 1):
            current.append(
                min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (letter != opposite))
            )
        previous = current
    return previous[-1]


def check_release(
    *,
    instalment_ref: str,
    number: int,
    amount: Money,
    planned: Money,
    earlier: Iterable[ReleaseFacts],
    name: str,
    payee: PayeeAccount,
    condition: str,
    condition_met: bool,
    sent: ClaimFacts | None = None,
) -> tuple[Finding, ...]:
    """Everything that stands against preparing or releasing this payment, at once.

    ``name`` is the payee's name as the instruction gives it. ``earlier`` are the other payments of the instalment;
    ``sent`` is what says that it was sent by another way (see ``sent_elsewhere``).
    """
    at = Place(pointer=instalment_ref)
    found = [*_name(name, payee, at)]
    if sent is not None:
        found.append(went_elsewhere(sent, at))
    if number > 1 and not condition_met:
        values = {"number": str(number), "condition": condition or "-"}
        found.append(Finding("PAY-362", Level.STOP, at, values))
    if payee.verified is None:
        found.append(Finding("PAY-364", Level.STOP, at, {"tail": payee.tail}))
    if amount.currency != planned.currency:
        values = {"amount": str(amount), "planned": str(planned)}
        found.append(Finding("PAY-366", Level.STOP, at, values))
    else:
        live = [one.amount for one in earlier if not one.ended and one.amount.currency == amount.currency]
        taken = Money(amount.currency, sum(one.minor for one in live))
        if planned < taken + amount:
            values = {"amount": str(amount), "taken": str(taken), "planned": str(planned)}
            found.append(Finding("PAY-365", Level.STOP, at, values, minor=amount.minor))
    return tuple(found)


def went_elsewhere(sent: ClaimFacts, at: Place) -> Finding:
    """PAY-381: a payment of what was sent by another way would pay it twice."""
    values = {
        "on": sent.happened_on.isoformat(),
        "evidence": sent.evidence or called("payments.evidence.none"),
        "source": sent.source,
    }
    return Finding("PAY-381", Level.STOP, at, values)


def sent_elsewhere(claims: Iterable[ClaimFacts], earlier: Collection[ReleaseFacts]) -> ClaimFacts | None:
    """What says last that an instalment was sent by another way than a payment of ours, unless it came back since.

    ``claims`` are those of the instalment that stand, oldest first. Where a payment of ours left and did not come to nothing, the sums
    speak. One that was rejected, returned or withdrawn, or has not left, sent nothing: what is said after it came back is of
    another way, by the day on which it happened or by the moment at which it was said.
    """
    if any(one.message_id and not one.ended for one in earlier):
        return None
    said = list(claims)
    return _went(said) or (_went(sorted(said, key=lambda claim: claim.stated_at)) if earlier else None)


def _went(claims: Iterable[ClaimFacts]) -> ClaimFacts | None:
    """The last of these that says that the instalment went, unless a later one says that it came back."""
    last: ClaimFacts | None = None
    for claim in claims:
        if claim.station in WENT:
            last = claim
        elif claim.station in CAME_BACK:
            last = None
    return last


def _name(name: str, payee: PayeeAccount, at: Place) -> Sequence[Finding]:
    apart = letters_apart(name, payee.holder)
    if apart == 0:
        return []
    values = {"seen": name[:60], "verified": payee.holder[:60]}
    return [Finding("PAY-361" if apart == 1 else "PAY-363", Level.STOP, at, values)]


def end_to_end_id(instalment_ref: str, earlier: int) -> str:
    """Our reference of a payment: the instalment's, and from its second payment on with a count.

    Where that is too long for a bank, or holds a sign that none takes, the grant's is cut and marked with its digest: always the same.
    """
    ref, _, number = instalment_ref.rpartition("/T")
    count = f"/T{number}" + ("" if earlier == 0 else f"-{earlier + 1}")
    if fits_identifier(ref + count):
        return ref + count
    mark = sha256(ref.encode()).hexdigest()[:_MARK].upper() + count
    kept = re.sub(r"[^A-Za-z0-9]+", "-", ref).strip("-")[: IDENTIFIER_CHARS - len(mark) - 1].strip("-")
    return f"{kept}-{mark}" if kept else mark
