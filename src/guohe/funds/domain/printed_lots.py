"""Lots and balances as tables: bought, rate, used and left, and the trial balance of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from guohe.funds.domain.printed import columns, moment
from guohe.kernel.money import Money, total
from guohe.kernel.tables import Kind, Table
from guohe.kernel.texts import say


@dataclass(frozen=True, slots=True)
class LotPosition:
    """Money of one instalment in one currency. ``cost`` is what it cost in the award's currency.

    ``rate``, ``deal_no``, ``dealt_at`` and ``rate_source`` are those of the slip, for money that was exchanged.
    """

    id: int
    source_ref: str
    parent: int | None
    opened_on: date
    journal_id: int
    amount: Money
    used: Money
    cost: Money
    cost_used: Money
    rate: str | None
    deal_no: str | None
    dealt_at: datetime | None
    rate_source: str | None
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
class Balance:
    """One account's sums since the book was opened."""

    account: str
    name: str
    role: str
    debit: Money
    credit: Money

    @property
    def balance(self) -> Money:
        """Debit less credit."""
        return self.debit - self.credit


def lots_table(lots: Sequence[LotPosition], lang: str, title: str) -> Table:
    """A fund's lots in the order in which they are used."""
    rows = [
        (
            lot.opened_on,
            say("funds.lot.name", lang, number=str(lot.id)),
            lot.source_ref,
            lot.rate or "",
            lot.deal_no or "",
            moment(lot.dealt_at),
            lot.rate_source or "",
            lot.amount,
            lot.used,
            lot.left,
            lot.cost,
            lot.cost_left,
            say("funds.lot.reversed", lang) if lot.reversed else "",
        )
        for lot in lots
    ]
    return Table(
        title,
        columns(
            lang,
            ("date", Kind.DATE),
            ("lot", Kind.TEXT),
            ("instalment", Kind.TEXT),
            ("rate", Kind.TEXT),
            ("deal", Kind.TEXT),
            ("dealt", Kind.TEXT),
            ("rate_source", Kind.TEXT),
            ("lot_amount", Kind.MONEY),
            ("used", Kind.MONEY),
            ("left", Kind.MONEY),
            ("cost", Kind.MONEY),
            ("cost_left", Kind.MONEY),
            ("status", Kind.TEXT),
        ),
        rows,
        lang=lang,
    )


def free_by_currency(lots: Sequence[LotPosition]) -> tuple[Money, ...]:
    """What is left of all lots, one amount a currency."""
    currencies = sorted({lot.amount.currency for lot in lots})
    return tuple(
        total(currency, (lot.left for lot in lots if lot.amount.currency == currency))
        for currency in currencies
    )


def balance_table(balances: Sequence[Balance], lang: str, title: str) -> Table:
    """The trial balance, with a note that every currency adds to nothing."""
    sums: dict[str, int] = {}
    for row in balances:
        sums[row.balance.currency] = sums.get(row.balance.currency, 0) + row.balance.minor
    notes = [
        say("funds.balance.sum", lang, amount=str(Money(currency, minor)))
        for currency, minor in sorted(sums.items())
    ]
    return Table(
        title,
        columns(
            lang,
            ("code", Kind.TEXT),
            ("account", Kind.TEXT),
            ("debit", Kind.MONEY),
            ("credit", Kind.MONEY),
            ("balance", Kind.MONEY),
        ),
        [(row.account, row.name, row.debit, row.credit, row.balance) for row in balances],
        notes=notes,
        lang=lang,
    )
