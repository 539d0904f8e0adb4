"""Every cent has a way forward and a way back, and both ways end in a proof line whose difference is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from guohe.kernel.money import Money, total
from guohe.kernel.names import Name


@dataclass(frozen=True, slots=True)
class TwoPeople:
    """Who prepared what the bank kept beyond what one person books, who confirmed it, and when."""

    preparer: Name
    prepared_on: date
    confirmer: Name
    confirmed_on: date


@dataclass(frozen=True, slots=True)
class LotsNamed:
    """Who said which lots pay a cost, and when; ``by_file`` where a listing's own column says it and that person confirmed it."""

    who: Name
    on: date
    by_file: bool


@dataclass(frozen=True, slots=True)
class ReceiptCard:
    """An instalment that arrived: what was sent, what the bank kept, what was credited; ``two`` where two people booked that."""

    journal_id: int
    effective_date: date
    source: str
    source_ref: str
    fund: str
    sent: Money
    charge: Money
    credited: Money
    reverses: int | None
    reversed_by: int | None
    two: TwoPeople | None = None


@dataclass(frozen=True, slots=True)
class ConversionCard:
    """An exchange: two amounts from the slip, the printed rate, its number, time and source."""

    journal_id: int
    effective_date: date
    source: str
    sold: Money
    bought: Money
    rate: str | None
    deal_no: str | None
    dealt_at: datetime | None
    rate_source: str | None
    reverses: int | None
    reversed_by: int | None


@dataclass(frozen=True, slots=True)
class LotCard:
    """A lot with what is used and left of it, in its own currency and in the award's.

    ``number`` is its place among the lots that the fund bought by exchange, in order; None for money as it was received.
    """

    id: int
    number: int | None
    parent: int | None
    source_ref: str
    journal_id: int
    opened_on: date
    amount: Money
    used: Money
    cost: Money
    cost_used: Money
    reversed: bool

    @property
    def left(self) -> Money:
        """What can still be used of it."""
        return self.amount - self.used

    @property
    def cost_left(self) -> Money:
        """The cost of what is left."""
        return self.cost - self.cost_used


@dataclass(frozen=True, slots=True)
class UseCard:
    """One cost line and the share of it that one lot paid. A split line has more than one."""

    journal_id: int
    line: int
    effective_date: date
    source: str
    memo: str
    account: str
    account_name: str
    budget: str | None
    role: str
    charge: bool
    line_amount: Money
    lot_id: int
    amount: Money
    carried: Money
    reverses: int | None
    reversed_by: int | None

    @property
    def split(self) -> bool:
        """Whether other lots paid the rest of the line."""
        return self.amount != self.line_amount


@dataclass(frozen=True, slots=True)
class ProofLine:
    """sent = charge + used + refunded + left, in the award's currency. ``difference`` is 0.00 or the books are wrong."""

    sent: Money
    charge: Money
    used: Money
    refunded: Money
    left: Money

    @property
    def difference(self) -> Money:
        """What the right side lacks."""
        return self.sent - self.charge - self.used - self.refunded - self.left


@dataclass(frozen=True, slots=True)
class SpentSums:
    """What the lots of one instalment paid, in the award's currency, and in how many uses; costs are less what came back.

    ``costs`` counts the cost lines among the uses, bank charges apart.
    """

    charge: Money
    used: Money
    refunded: Money
    uses: int
    costs: int


@dataclass(frozen=True, slots=True)
class ForwardTrace:
    """Where one instalment went. ``uses`` may be one page of them, by day and entry; ``found`` counts them all.

    ``costs`` counts the cost lines among them, bank charges apart.
    """

    source_ref: str
    fund: str
    receipts: tuple[ReceiptCard, ...]
    conversions: tuple[ConversionCard, ...]
    lots: tuple[LotCard, ...]
    uses: tuple[UseCard, ...]
    found: int
    costs: int
    proof: ProofLine


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a line that one lot paid, with the whole way back to the receipt."""

    amount: Money
    carried: Money
    lot: LotCard
    conversions: tuple[ConversionCard, ...]
    receipt: ReceiptCard | None


@dataclass(frozen=True, slots=True)
class BackTrace:
    """What paid for one line. ``difference`` is the line less its shares; ``named`` says whose word chose the lots."""

    journal_id: int
    line: int
    effective_date: date
    source: str
    memo: str
    account: str
    account_name: str
    budget: str | None
    fund: str
    kind: str
    amount: Money
    reverses: int | None
    reversed_by: int | None
    reason: str | None
    shares: tuple[Share, ...]
    named: LotsNamed | None = None

    @property
    def carried(self) -> Money:
        """The line's cost in the award's currency."""
        return total(self.shares[0].carried.currency, (share.carried for share in self.shares))

    @property
    def difference(self) -> Money:
        """What no lot paid."""
        return self.amount - total(self.amount.currency, (share.amount for share in self.shares))


def prove(
    receipts: Sequence[ReceiptCard], lots: Sequence[LotCard], spent: SpentSums, currency: str
) -> ProofLine:
    """Each term from its own rows: receipts from entries, costs from allocations, the rest from lots."""
    return ProofLine(
        sent=total(currency, (receipt.sent for receipt in receipts if receipt.sent.minor > 0)),
        charge=spent.charge,
        used=spent.used,
        refunded=spent.refunded,
        left=total(currency, (lot.cost_left for lot in lots)),
    )
