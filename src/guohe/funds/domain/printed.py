"""Books in words and tables: the same for a page, a file and a terminal, in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from guohe.funds.domain.printed_two import named_words, share_words, two_words
from guohe.funds.domain.trace import (
    BackTrace,
    ConversionCard,
    ForwardTrace,
    LotCard,
    ReceiptCard,
    Share,
    UseCard,
)
from guohe.kernel.money import Money, total
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import minute_there

# The accounts that every book is opened with (operations/open_books.py), each followed by its currency.
# Of these only bank charges are a cost, so theirs is the one code (5900) that a report names without a mapping.
_BANK_CHARGES: Final = "5900"
_OWN_ACCOUNTS: Final = {
    "Bank": "bank",
    "Clearing": "clearing",
    "Grant income": "income",
    "Bank charges": "bank-charges",
    "Exchange": "exchange",
    "Open orders": "open-orders",
    "Open orders, contra": "open-orders-contra",
}
# What imports writes as the source of a claim that a statement's entry shows.
_BANK_STATEMENT: Final = "bank statement"
_ROW_OF_FILE: Final = re.compile(r"^(.+) row (\d+)(?: \([0-9a-f]{12}\))?$")


@dataclass(frozen=True, slots=True)
class Step:
    """One card of the chain. ``leads_to`` is what a click traces: an entry, a document or an instalment.

    A step ``beside`` the one before does not follow from it: the two add up to what came before both.
    """

    kind: str
    title: str
    amount: Money | None
    facts: tuple[str, ...] = ()
    leads_to: str | None = None
    current: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The reader's language, and what the funder calls each code of the budget in it."""

    lang: str
    categories: Mapping[str, str] = field(default_factory=dict)

    def category(self, code: str | None) -> str:
        """The category's name; the code where nobody knows a name; nothing for no category."""
        return "" if code is None else self.categories.get(code, code)


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One entry of a fund, as a list shows it."""

    journal_id: int
    effective_date: date
    kind: str
    source: str
    memo: str
    amount: Money
    reverses: int | None
    reversed_by: int | None


def columns(lang: str, *keys: tuple[str, Kind]) -> tuple[Column, ...]:
    """Columns whose heads stand in the texts as funds.column.KEY."""
    return tuple(Column(key, say(f"funds.column.{key}", lang), kind) for key, kind in keys)


def lot_name(number: int | None, lang: str) -> str:
    """Lot 1 is the first that the fund bought; money not exchanged is named as received."""
    return (
        say("funds.lot.received", lang) if number is None else say("funds.lot.name", lang, number=str(number))
    )


def status_word(reverses: int | None, reversed_by: int | None, lang: str) -> str:
    """Posted, reversed or reversal, with its sign; of the last two the other entry is named."""
    if reversed_by is not None:
        return say("funds.status.reversed-by", lang, entry=f"J-{reversed_by}")
    if reverses is not None:
        return say("funds.status.reversal", lang, entry=f"J-{reverses}")
    return say("funds.status.posted", lang)


def turned(reverses: int | None, reversed_by: int | None, lang: str) -> str:
    """What reversal an entry makes or suffered; nothing for most."""
    if reversed_by is not None:
        return say("funds.reversed-by", lang, entry=f"J-{reversed_by}")
    return "" if reverses is None else say("funds.reverses", lang, entry=f"J-{reverses}")


def moment(at: datetime | None) -> str:
    """A moment as a slip states it, with its offset; nothing for none."""
    return "" if at is None else f"{minute_there(at)} UTC+8"


def clock_time(at: datetime | None) -> str:
    """A moment at UTC+8, for a column whose head says so; nothing for none."""
    return "" if at is None else minute_there(at)


def account_word(name: str, lang: str) -> str:
    """An account that the system opened itself by its name in the reader's language; any other as its host wrote it."""
    words, _, currency = name.rpartition(" ")
    key = _OWN_ACCOUNTS.get(words)
    return name if key is None else say(f"funds.account.{key}", lang, currency=currency)


def own_cost_account(code: str, lang: str) -> str:
    """What the system's own account of bank charges, as 5900-CNY, is called; nothing for any other code."""
    number, _, currency = code.partition("-")
    return say("funds.account.bank-charges", lang, currency=currency) if number == _BANK_CHARGES else ""


def document_word(source: str, lang: str) -> str:
    """A document as it calls itself; the row of a file in the reader's words."""
    found = _ROW_OF_FILE.match(source)
    return source if found is None else say("funds.row-of-file", lang, file=found[1], row=found[2])


def source_word(source: str, lang: str) -> str:
    """Where a statement comes from: the host's own bank statement in the reader's words, any other as it was typed."""
    return say("funds.bank-statement", lang) if source == _BANK_STATEMENT else source


def _present(*facts: str) -> tuple[str, ...]:
    return tuple(fact for fact in facts if fact)


def receipt_step(receipt: ReceiptCard, lang: str) -> Step:
    """The bank's credit, with what was sent and what was kept on the way."""
    facts = _present(
        receipt.effective_date.isoformat(),
        say("funds.step.sent", lang, amount=str(receipt.sent)),
        say("funds.step.charge", lang, amount=str(receipt.charge)) if receipt.charge else "",
        two_words(receipt.two, lang) if receipt.two else "",
        turned(receipt.reverses, receipt.reversed_by, lang),
    )
    return Step(
        say("funds.step.receipt", lang),
        document_word(receipt.source, lang),
        receipt.credited,
        facts,
        f"J-{receipt.journal_id}",
    )


def conversion_step(deal: ConversionCard, lang: str) -> Step:
    """An exchange with the rate, number, time and source of its slip."""
    dealt = moment(deal.dealt_at) or deal.effective_date.isoformat()
    facts = _present(
        say("funds.step.rate", lang, sold=deal.sold.currency, rate=deal.rate, bought=deal.bought.currency)
        if deal.rate
        else "",
        dealt,
        say("funds.step.sold", lang, amount=str(deal.sold)),
        document_word(deal.rate_source or "", lang),
        turned(deal.reverses, deal.reversed_by, lang),
    )
    return Step(
        say("funds.step.conversion", lang),
        deal.deal_no or document_word(deal.source, lang),
        deal.bought,
        facts,
        f"J-{deal.journal_id}",
    )


def back_steps(line: BackTrace, share: Share, words: Words) -> tuple[Step, ...]:
    """From the instalment to the document, for one share of a line."""
    lang = words.lang
    steps = []
    if share.receipt is not None:
        steps.append(
            Step(
                say("funds.step.instalment", lang),
                share.lot.source_ref,
                share.receipt.sent,
                (line.fund,),
                share.lot.source_ref,
            )
        )
        steps.append(receipt_step(share.receipt, lang))
    steps += [conversion_step(deal, lang) for deal in reversed(share.conversions)]
    steps.append(lot_step(share.lot, lang))
    facts = _present(
        line.effective_date.isoformat(),
        line.memo,
        say("funds.step.carries", lang, amount=str(share.carried)),
        share_words(share.amount, line.amount, lang),
        named_words(line.named, lang) if line.named else "",
        turned(line.reverses, line.reversed_by, lang),
        line.reason or "",
    )
    place = " · ".join(_present(account_word(line.account_name, lang), words.category(line.budget)))
    document = document_word(line.source, lang)
    steps.append(Step(place, document, share.amount, facts, f"J-{line.journal_id}", current=True))
    return tuple(steps)


def lot_step(lot: LotCard, lang: str) -> Step:
    """A lot with what is used and left of it."""
    facts = (
        say("funds.step.lot-opened", lang, day=lot.opened_on.isoformat()),
        say("funds.step.cost", lang, amount=str(lot.cost)),
        say("funds.step.lot-used", lang, amount=str(lot.used)),
        say("funds.step.lot-left", lang, amount=str(lot.left)),
    )
    return Step(
        say("funds.step.lot", lang),
        lot_name(lot.number, lang),
        lot.amount,
        facts,
        lot.source_ref,
    )


def forward_steps(trace: ForwardTrace, lang: str) -> tuple[Step, ...]:
    """From the instalment to what was used and what is left."""
    proof = trace.proof
    # A reference of an instalment holds its grant's code as a rule: then one mention is enough.
    fund = () if trace.source_ref.startswith(trace.fund) else (trace.fund,)
    steps = [Step(say("funds.step.instalment", lang), trace.source_ref, proof.sent, fund, current=True)]
    steps += [receipt_step(receipt, lang) for receipt in trace.receipts]
    steps += [conversion_step(deal, lang) for deal in trace.conversions]
    steps += [lot_step(lot, lang) for lot in trace.lots if lot.parent is not None and not lot.reversed]
    steps.append(
        Step(say("funds.step.used", lang), say("funds.step.lines", lang, count=str(trace.costs)), proof.used)
    )
    steps.append(Step(say("funds.step.left", lang), say("funds.step.in-lots", lang), proof.left, beside=True))
    return tuple(steps)


def forward_proof(trace: ForwardTrace, lang: str) -> str:
    """The proof line of an instalment, difference and all."""
    proof = trace.proof
    refunded = say("funds.proof.refunded", lang, amount=proof.refunded.figure) if proof.refunded else ""
    return say(
        "funds.proof.forward",
        lang,
        currency=proof.sent.currency,
        sent=proof.sent.figure,
        charge=proof.charge.figure,
        used=proof.used.figure,
        refunded=refunded,
        left=proof.left.figure,
        difference=proof.difference.figure,
    )


def back_proof(line: BackTrace, lang: str) -> str:
    """The proof line of one cost: what its lots paid, and the cost it carries."""
    parts = " + ".join(share.amount.figure for share in line.shares)
    return say(
        "funds.proof.back",
        lang,
        amount=str(line.amount),
        parts=parts,
        carried=str(line.carried),
        difference=line.difference.figure,
    )


def uses_table(uses: Sequence[UseCard], award: str, words: Words, title: str) -> Table:
    """Every cost that an instalment paid, with the share and the cost it carries."""
    lang = words.lang
    rows = [
        (
            use.effective_date,
            f"J-{use.journal_id}",
            document_word(use.source, lang),
            use.memo,
            account_word(use.account_name, lang),
            words.category(use.budget),
            use.amount,
            use.carried,
            status_word(use.reverses, use.reversed_by, lang),
        )
        for use in uses
    ]
    carried = total(award, (use.carried for use in uses))
    return Table(
        title,
        columns(
            lang,
            ("date", Kind.DATE),
            ("entry", Kind.TEXT),
            ("source", Kind.TEXT),
            ("memo", Kind.TEXT),
            ("account", Kind.TEXT),
            ("category", Kind.TEXT),
            ("amount", Kind.MONEY),
            ("carried", Kind.MONEY),
            ("status", Kind.TEXT),
        ),
        rows,
        totals=(say("funds.total", lang), "", "", "", "", "", None, carried, ""),
        lang=lang,
    )


def lines_table(lines: Sequence[BackTrace], words: Words, title: str) -> Table:
    """Lines with the lots and instalments that paid for each share."""
    lang = words.lang
    rows = [
        (
            line.effective_date,
            f"J-{line.journal_id}",
            document_word(line.source, lang),
            account_word(line.account_name, lang),
            words.category(line.budget),
            share.amount,
            share.carried,
            share.lot.source_ref,
            lot_name(share.lot.number, lang),
            share.conversions[0].rate if share.conversions and share.conversions[0].rate else "",
            status_word(line.reverses, line.reversed_by, lang),
        )
        for line in lines
        for share in line.shares
    ]
    return Table(
        title,
        columns(
            lang,
            ("date", Kind.DATE),
            ("entry", Kind.TEXT),
            ("source", Kind.TEXT),
            ("account", Kind.TEXT),
            ("category", Kind.TEXT),
            ("amount", Kind.MONEY),
            ("carried", Kind.MONEY),
            ("instalment", Kind.TEXT),
            ("lot", Kind.TEXT),
            ("rate", Kind.TEXT),
            ("status", Kind.TEXT),
        ),
        rows,
        lang=lang,
    )


def journals_table(rows: Sequence[JournalRow], lang: str, title: str) -> Table:
    """Entries of a fund, newest first."""
    return Table(
        title,
        columns(
            lang,
            ("date", Kind.DATE),
            ("entry", Kind.TEXT),
            ("kind", Kind.TEXT),
            ("source", Kind.TEXT),
            ("memo", Kind.TEXT),
            ("amount", Kind.MONEY),
            ("status", Kind.TEXT),
        ),
        [
            (
                row.effective_date,
                f"J-{row.journal_id}",
                kind_word(row.kind, lang),
                document_word(row.source, lang),
                row.memo,
                row.amount,
                status_word(row.reverses, row.reversed_by, lang),
            )
            for row in rows
        ],
        lang=lang,
    )


_KINDS = ("receipt", "conversion", "spend", "reversal", "order", "order release", "order invoice")


def kind_word(kind: str, lang: str) -> str:
    """What kind of entry it is, in the reader's words where the books know the kind."""
    return say(f"funds.kind.{kind.replace(' ', '-')}", lang) if kind in _KINDS else kind
