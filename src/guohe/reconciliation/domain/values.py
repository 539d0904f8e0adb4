"""A match says which bank lines are which expected money, to the last minor unit, and every reason for and against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from guohe.kernel.money import Money

Kind = Literal["one", "bundle", "split", "reversal"]
# Items that one line is, whole: what came back, and a charge on a line of its own.
ONE_LINE: Final = frozenset({"return", "charge", "receipt_charge"})


@dataclass(frozen=True, slots=True)
class Rate:
    """An exchange printed on a line: one unit of ``currency`` bought ``numerator / denominator`` of the line's own."""

    currency: str
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry of a statement. Money in is positive.

    ``names``: the texts in which the payer may stand. ``texts``: everything else that was written. ``cut``: the length at
    which this bank cuts a name, 0 if it does not. ``account`` is never more than the last four signs. ``charge_words`` are
    this bank's own words for a charge, and ``charges_netted`` says that it books none on a line of its own.
    """

    id: str
    account: str
    amount: Money
    booked_on: date
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    cut: int = 0
    rate: Rate | None = None
    charge_words: tuple[str, ...] = ()
    charges_netted: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """What this route's banks kept before, and of which payment."""

    minor: int
    seen_with: str


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Money that somebody expects or has sent. A receipt or a return is positive, a payment negative, a charge nothing less itself:
    ``charge`` beside a payment that left, ``receipt_charge`` beside money that came in.

    ``dated`` says what ``on`` is: the day it was reported as sent (of a payment, the day it was asked for), or the day it is
    expected. ``names`` are the other side's, in every script and wording that it uses. ``account`` is the one that a
    payment leaves or a receipt came to, by its last four signs, and ``uetr`` its own; both are empty where they are not known. ``since`` is the
    day on which the bank was told of a payment, or credited a receipt: no line of an earlier day is it.
    """

    id: str
    kind: Literal["receipt", "payment", "exchange", "return", "charge", "receipt_charge"]
    amount: Money
    on: date
    dated: Literal["sent", "expected"] = "expected"
    names: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    charges: tuple[Charge, ...] = ()
    account: str = ""
    uetr: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """The id of a line or an item inside a reason; a page calls it by its own name for it."""

    id: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for (positive) or against (negative) a match. ``values`` fill its sentence (texts/reasons.toml)."""

    key: str
    weight: int
    values: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Match:
    """Lines and items that belong together; ids are sorted.

    The law of amounts: lines = items - charge, in the lines' currency; of a reversal, the lines add to -charge. Where nothing
    explains the difference (``explained``), it is in no charge: the charge is nil.
    ``points`` are the sum of the weights of its reasons, and nothing else.
    """

    kind: Kind
    lines: tuple[str, ...]
    items: tuple[str, ...]
    charge: Money
    reasons: tuple[Reason, ...]

    @property
    def explained(self) -> bool:
        """Whether its amounts add up; what bears a reference and another amount is shown, and settled by nobody but a person."""
        return not any(reason.key in ("more_than_sent", "less_than_sent") for reason in self.reasons)

    @property
    def points(self) -> int:
        """The sum of the weights, unbounded: what two matches are compared by."""
        return sum(reason.weight for reason in self.reasons)

    @property
    def confidence(self) -> int:
        """Points between 0 and 100, for a person to read."""
        return max(0, min(100, self.points))

    @property
    def speaks_for(self) -> tuple[Reason, ...]:
        """The reasons for it, the weightiest first."""
        return tuple(
            sorted((each for each in self.reasons if each.weight > 0), key=lambda each: -each.weight)
        )

    @property
    def speaks_against(self) -> tuple[Reason, ...]:
        """The reasons against it, the weightiest first."""
        return tuple(sorted((each for each in self.reasons if each.weight < 0), key=lambda each: each.weight))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What may be settled without a person, and for every other line its guesses, the best first."""

    automatic: tuple[Match, ...]
    guesses: Mapping[str, tuple[Match, ...]]
