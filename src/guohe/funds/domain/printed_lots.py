"""Lots and balances as tables: bought, rate, used and left, and the trial balance of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from guohe.funds.domain.printed import account_word, clock_time, columns, document_word, lot_name
from guohe.kernel.money import Money, total
from guohe.kernel.tables import Kind, Table
from guohe.kernel.texts import say


@dataclass(frozen=True, slots=True)
class LotPosition:
    """Money of one instalment in one currency. ``cost`` is what it cost in the award's currency.

    ``number`` is its place among the lots that the fund bought by exchange, in order; None for money as it was received.
    ``rate``, ``deal_no``, ``dealt_at`` and ``rate_source`` are those of the slip, for money that was exchanged.
    ``spent`` is what of it costs used to this day, less what came back: no more comes back.
    """

    id: int
    number: int | None
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
    spent: Money

    @property
    def code(self) -> str:
        """How a command, a page and a listing name this lot and no other."""
        return f"L-{self.id}"

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
            lot_name(lot.number, lang),
            lot.source_ref,
            lot.rate or "",
            lot.deal_no or "",
            clock_time(lot.dealt_at),
            document_word(lot.rate_source or "", lang),
            lot.amount,
            lot.used,
            lot.left,
            lot.cost,
            lot.cost_left,
            say("funds.status.reversed" if lot.reversed else "funds.status.posted", lang),
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


# What a page shows of a lot in one table, and what stands on its slip in another: both fit a page of usual width.
_MONEY_OF_A_LOT: Final = (
    "lot",
    "date",
    "instalment",
    "lot_amount",
    "used",
    "left",
    "cost",
    "cost_left",
    "status",
)
_LOT_IN_SHORT: Final = ("lot", "rate", "lot_amount", "used", "left", "cost", "cost_left")
_SLIP_OF_A_LOT: Final = ("lot", "deal", "rate", "dealt", "rate_source")


def money_and_slips(whole: Table, lang: str) -> tuple[Table, Table]:
    """The columns of ``lots_table`` as two narrower tables; money as it was received has no slip."""
    money = _chosen(whole, _MONEY_OF_A_LOT, whole.title)
    slips = _chosen(whole, _SLIP_OF_A_LOT, say("funds.lots.slips", lang))
    deal = _SLIP_OF_A_LOT.index("deal")
    return money, replace(slips, rows=[row for row in slips.rows if row[deal]])


def lots_in_short(whole: Table) -> Table:
    """The columns of ``lots_table`` that fit upright paper: what was bought at which rate, used, left, and their cost."""
    return _chosen(whole, _LOT_IN_SHORT, whole.title)


def _chosen(whole: Table, keys: Sequence[str], title: str) -> Table:
    at = {column.key: place for place, column in enumerate(whole.columns)}
    places = [at[key] for key in keys]
    return replace(
        whole,
        title=title,
        columns=[whole.columns[place] for place in places],
        rows=[[row[place] for place in places] for row in whole.rows],
    )


def lots_proof(lots: Sequence[LotPosition], currency: str, lang: str) -> tuple[str, bool]:
    """What was received equals what costs carried and what is left, as one sum, and whether it does."""
    received = total(currency, (lot.cost for lot in lots if lot.parent is None and not lot.reversed))
    left = total(currency, (lot.cost_left for lot in lots))
    # What children hand on is counted once: a converted lot's use is its children's cost.
    handed_on = total(currency, (lot.cost for lot in lots if lot.parent is not None and not lot.reversed))
    used = total(currency, (lot.cost_used for lot in lots if not lot.reversed)) - handed_on
    difference = received - used - left
    words = say(
        "funds.lots.sum",
        lang,
        cost=str(received),
        used=used.figure,
        left=left.figure,
        difference=difference.figure,
    )
    return words, not difference


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
        [(row.account, account_word(row.name, lang), row.debit, row.credit, row.balance) for row in balances],
        notes=notes,
        lang=lang,
    )
