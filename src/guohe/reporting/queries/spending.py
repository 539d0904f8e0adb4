"""What the books say about a grant's spending, as lines and lots of a report, or as sums that give the same figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from guohe.funds.domain.at_rates import CostsAtRates, GivenRate
from guohe.funds.queries import costs_at_rates, spend_facts
from guohe.funds.queries import lots as funds_lots
from guohe.funds.queries.spend_facts import SpendFact
from guohe.kernel.periods import Period
from guohe.reporting.domain.fx import RateKind, RateTable, up_and_down
from guohe.reporting.domain.lines import LineKey, Lot, Share, SpendLine


def of_grant(ref: str) -> tuple[tuple[SpendLine, ...], dict[int, Lot]]:
    """Every expense line of the grant's fund with the lots that paid for it, and those lots."""
    shares: dict[LineKey, list[Share]] = defaultdict(list)
    for paid in spend_facts.shares_of_fund(ref):
        shares[paid.journal_id, paid.line].append(Share(paid.lot_id, paid.amount, paid.carried))
    lines = tuple(_line(fact, tuple(shares[fact.journal_id, fact.line])) for fact in spend_facts.of_fund(ref))
    return lines, _lots(ref)


def sums_of_grant(ref: str, on: date) -> tuple[tuple[SpendLine, ...], dict[int, Lot]]:
    """The lines up to a day, added up as ``summed`` would add them, and the lots."""
    sums = tuple(
        SpendLine(
            journal=found.journal_id,
            line=found.line,
            on=found.latest,
            source="",
            memo="",
            account=found.account,
            category=found.budget or "",
            amount=found.amount,
            carried=found.carried,
            shares=(Share(found.lot_id, found.amount, found.carried),),
            reverses=found.reverses,
            uses=found.uses,
        )
        for found in spend_facts.sums_of_fund(ref, on)
    )
    return sums, _lots(ref)


def at_rates(ref: str, *, periods: Sequence[Period], on: date, rates: RateTable, base: str) -> CostsAtRates:
    """The lines up to a day, those of some periods added up as ``priced`` would turn them back at each kind of rate."""
    return costs_at_rates.of_fund(
        ref,
        on=on,
        days=[(period.starts, period.ends) for period in periods],
        asked=[kind.value for kind in RateKind],
        base=base,
        rates=given(rates, base),
    )


def given(rates: RateTable, base: str) -> list[GivenRate]:
    """Noted rates as the books are asked with them."""
    return [
        GivenRate(kind.value, quote, on or date.min, *up_and_down(noted.rate, quote, base))
        for (quote, kind, on), noted in rates.items()
    ]


def page_of_grant(
    ref: str,
    *,
    periods: Sequence[Period],
    account: str | None = None,
    categories: Sequence[str] | None = None,
    currency: str | None = None,
    on: date,
    rows: int,
    after: int,
) -> tuple[tuple[SpendLine, ...], int]:
    """One page of the lines of some periods up to a day, without the lots that paid for them, and how many there are."""
    end = on + timedelta(days=1)
    facts, found = spend_facts.page_of_fund(
        ref,
        days=[(period.starts, min(period.ends, end)) for period in periods],
        account=account,
        budgets=categories,
        currency=currency,
        rows=rows,
        after=after,
    )
    return tuple(_line(fact, ()) for fact in facts), found


def _line(fact: SpendFact, shares: tuple[Share, ...]) -> SpendLine:
    return SpendLine(
        journal=fact.journal_id,
        line=fact.line,
        on=fact.effective_date,
        source=fact.source,
        memo=fact.memo,
        account=fact.account,
        category=fact.budget or "",
        amount=fact.amount,
        carried=fact.carried,
        shares=shares,
        reverses=fact.reverses,
        reversed_by=fact.reversed_by,
        uses=len(shares) or 1,
    )


def _lots(ref: str) -> dict[int, Lot]:
    return {lot.id: Lot(lot.id, lot.source_ref, lot.amount, lot.cost) for lot in funds_lots.of_fund(ref)}
