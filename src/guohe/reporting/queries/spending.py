"""What the books say about a grant's spending, as lines and lots of a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from guohe.funds.queries import lots as funds_lots
from guohe.funds.queries import spend_facts, trace
from guohe.funds.queries.lots import LotPosition
from guohe.reporting.domain.lines import LineKey, Lot, Share, SpendLine


def of_grant(ref: str) -> tuple[tuple[SpendLine, ...], dict[int, Lot]]:
    """Every expense line of the grant's fund with the lots that paid for it, and those lots."""
    facts = spend_facts.of_fund(ref)
    lots = funds_lots.of_fund(ref)
    shares = _shares(lots)
    only = {
        currency: of_currency[0]
        for currency, of_currency in _by_currency(lots).items()
        if len(of_currency) == 1
    }
    lines = tuple(
        SpendLine(
            journal=fact.journal_id,
            line=fact.line,
            on=fact.effective_date,
            source=fact.source,
            memo=fact.memo,
            account=fact.account,
            category=fact.budget or "",
            amount=fact.amount,
            carried=fact.carried,
            shares=(Share(only[fact.amount.currency].id, fact.amount, fact.carried),)
            if fact.amount.currency in only
            else tuple(shares.get((fact.journal_id, fact.line), ())),
            reverses=fact.reverses,
            reversed_by=fact.reversed_by,
        )
        for fact in facts
    )
    return lines, {lot.id: Lot(lot.id, lot.source_ref, lot.amount, lot.cost) for lot in lots}


def _by_currency(lots: Sequence[LotPosition]) -> dict[str, list[LotPosition]]:
    found: dict[str, list[LotPosition]] = defaultdict(list)
    for lot in lots:
        found[lot.amount.currency].append(lot)
    return found


def _shares(lots: Sequence[LotPosition]) -> dict[LineKey, list[Share]]:
    """Which lot paid how much of each line. A currency with one lot needs no asking: that lot paid for everything."""
    found: dict[LineKey, list[Share]] = defaultdict(list)
    split = {currency for currency, of_currency in _by_currency(lots).items() if len(of_currency) > 1}
    asked = {
        lot.source_ref
        for lot in lots
        if lot.amount.currency in split and lot.amount.currency != lot.cost.currency
    }
    for source_ref in sorted(asked):
        for use in trace.forward(source_ref).uses:
            if use.amount.currency in split:
                found[use.journal_id, use.line].append(Share(use.lot_id, use.amount, use.carried))
    return found
