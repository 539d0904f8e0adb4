"""Books in words and tables: the same for a page, a file and a terminal, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final

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

# Hong Kong, Macao and Beijing share one offset.
UTC8: Final = timezone(timedelta(hours=8), "UTC+8")


@dataclass(frozen=True, slots=True)
class Step:
    """One card of the chain. ``leads_to`` is what a click traces: an entry, a document or an instalment."""

    kind: str
    title: str
    amount: Money | None
    facts: tuple[str, ...] = ()
    leads_to: str | None = None
    current: bool = False


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


def turned(reverses: int | None, reversed_by: int | None, lang: str) -> str:
    """What reversal an entry makes or suffered; nothing for most."""
    if reversed_by is not None:
        return say("funds.reversed-by", lang, entry=f"J-{reversed_by}")
    return "" if reverses is None else say("funds.reverses", lang, entry=f"J-{reverses}")


def moment(at: datetime | None) -> str:
    """A moment as a slip states it, with its offset; nothing for none."""
    return "" if at is None else at.astimezone(UTC8).strftime("%Y-%m-%d %H:%M UTC+8")


def _present(*facts: str) -> tuple[str, ...]:
    return tuple(fact for fact in facts if fact)


def receipt_step(receipt: ReceiptCard, lang: str) -> Step:
    """The bank's credit, with what was sent and what was kept on the way."""
    facts = _present(
        receipt.effective_date.isoformat(),
        say("funds.step.sent", lang, amount=str(receipt.sent)),
        say("funds.step.charge", lang, amount=str(receipt.charge)) if receipt.charge else "",
        turned(receipt.reverses, receipt.reversed_by, lang),
    )
    return Step(
        say("funds.step.receipt", lang), receipt.source, receipt.credited, facts, f"J-{receipt.journal_id}"
    )


def conversion_step(deal: ConversionCard, lang: str) -> Step:
    """An exchange with the rate, number, time and source of its slip."""
    dealt = moment(deal.dealt_at) or deal.effective_date.isoformat()
    facts = _present(
        say("funds.step.rate", lang, rate=deal.rate) if deal.rate else "",
        dealt,
        say("funds.step.sold", lang, amount=str(deal.sold)),
        deal.rate_source or "",
        turned(deal.reverses, deal.reversed_by, lang),
    )
    return Step(
        say("funds.step.conversion", lang),
        deal.deal_no or deal.source,
        deal.bought,
        facts,
        f"J-{deal.journal_id}",
    )


def back_steps(line: BackTrace, share: Share, lang: str) -> tuple[Step, ...]:
    """From the instalment to the document, for one share of a line."""
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
        say("funds.step.share", lang, part=str(share.amount), whole=str(line.amount))
        if share.amount != line.amount
        else "",
        turned(line.reverses, line.reversed_by, lang),
        line.reason or "",
    )
    place = " · ".join(_present(line.account_name, line.budget or ""))
    steps.append(Step(place, line.source, share.amount, facts, f"J-{line.journal_id}", current=True))
    return tuple(steps)


def lot_step(lot: LotCard, lang: str) -> Step:
    """A lot with what is used and left of it."""
    facts = (
        say("funds.step.cost", lang, amount=str(lot.cost)),
        say("funds.step.lot-used", lang, amount=str(lot.used)),
        say("funds.step.lot-left", lang, amount=str(lot.left)),
    )
    return Step(
        say("funds.step.lot", lang),
        say("funds.lot.name", lang, number=str(lot.id)),
        lot.amount,
        facts,
        lot.source_ref,
    )


def forward_steps(trace: ForwardTrace, lang: str) -> tuple[Step, ...]:
    """From the instalment to what was used and what is left."""
    proof = trace.proof
    steps = [
        Step(say("funds.step.instalment", lang), trace.source_ref, proof.sent, (trace.fund,), current=True)
    ]
    steps += [receipt_step(receipt, lang) for receipt in trace.receipts]
    steps += [conversion_step(deal, lang) for deal in trace.conversions]
    steps += [lot_step(lot, lang) for lot in trace.lots if lot.parent is not None and not lot.reversed]
    lines = len(
        {(use.journal_id, use.line) for use in trace.uses if use.role == "expense" and not use.charge}
    )
    steps.append(
        Step(say("funds.step.used", lang), say("funds.step.lines", lang, count=str(lines)), proof.used)
    )
    steps.append(Step(say("funds.step.left", lang), say("funds.step.in-lots", lang), proof.left))
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


def uses_table(uses: Sequence[UseCard], award: str, lang: str, title: str) -> Table:
    """Every cost that an instalment paid, with the share and the cost it carries."""
    rows = [
        (
            use.effective_date,
            f"J-{use.journal_id}",
            use.source,
            use.memo,
            use.account_name,
            use.budget or "",
            use.amount,
            use.carried,
            turned(use.reverses, use.reversed_by, lang),
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


def lines_table(lines: Sequence[BackTrace], lang: str, title: str) -> Table:
    """Lines with the lots and instalments that paid for each share."""
    rows = [
        (
            line.effective_date,
            f"J-{line.journal_id}",
            line.source,
            line.account_name,
            line.budget or "",
            share.amount,
            share.carried,
            share.lot.source_ref,
            say("funds.lot.name", lang, number=str(share.lot.id)),
            share.conversions[0].rate if share.conversions and share.conversions[0].rate else "",
            turned(line.reverses, line.reversed_by, lang),
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
                row.source,
                row.memo,
                row.amount,
                turned(row.reverses, row.reversed_by, lang),
            )
            for row in rows
        ],
        lang=lang,
    )


_KINDS = ("receipt", "conversion", "spend", "reversal", "order", "order release")


def kind_word(kind: str, lang: str) -> str:
    """What kind of entry it is, in the reader's words where the books know the kind."""
    return say(f"funds.kind.{kind.replace(' ', '-')}", lang) if kind in _KINDS else kind
