"""Forward from an instalment to every use; back from any line to the instalments that paid for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from django.db import connection

from guohe.audit.queries.facts import FactLine, latest_about
from guohe.funds.domain.trace import (
    BackTrace,
    ConversionCard,
    ForwardTrace,
    LotCard,
    LotsNamed,
    ReceiptCard,
    Share,
    SpentSums,
    TwoPeople,
    UseCard,
    prove,
)
from guohe.identity.queries.accounts import name_told, naming
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.utc8 import day_there

# The newest words about charges and lots that a trace reads: an instalment or an entry has few, however often it was reversed.
_CHARGES: Final = 200

_LOT: Final = (
    "SELECT k.id, k.parent_id, k.source_ref, k.journal_id, k.opened_on, k.currency, k.amount, k.used, k.source_currency, "
    "k.source_amount, k.used_source, k.closed_by IS NOT NULL, "
    "CASE WHEN k.parent_id IS NOT NULL THEN (SELECT count(*) FROM funds_lot AS bought WHERE bought.fund_id = k.fund_id "
    "AND bought.parent_id IS NOT NULL AND (bought.opened_on, bought.id) <= (k.opened_on, k.id)) END"
)
# Every lot of the list, and the lots they came from.
_WAY: Final = (
    "WITH RECURSIVE way AS (SELECT * FROM funds_lot WHERE id = ANY (%s) "
    "UNION SELECT up.* FROM funds_lot AS up JOIN way ON up.id = way.parent_id) "
)
_RECEIPTS: Final = """
    SELECT j.id, j.effective_date, j.source, j.instalment, fund.ref, p.currency, -sum(p.amount) FILTER (WHERE a.role = 'income'),
           coalesce(sum(p.amount) FILTER (WHERE a.role = 'expense'), 0), sum(p.amount) FILTER (WHERE a.role = 'bank'),
           j.reverses, (SELECT back.id FROM funds_journal AS back WHERE back.reverses = j.id)
    FROM funds_journal AS j JOIN funds_posting AS p ON p.journal_id = j.id JOIN funds_account AS a ON a.id = p.account_id
    JOIN funds_fund AS fund ON fund.id = p.fund_id
    WHERE j.id = ANY (%s) OR j.reverses = ANY (%s) GROUP BY j.id, j.effective_date, j.source, j.instalment, fund.ref, p.currency, j.reverses
    HAVING count(*) FILTER (WHERE a.role = 'income') > 0 ORDER BY j.effective_date, j.id
"""
_CONVERSIONS: Final = """
    SELECT j.id, j.effective_date, j.source, sold.currency, sold.amount, bought.currency, -bought.amount, d.rate, d.deal_no,
           d.dealt_at, d.source, j.reverses, (SELECT back.id FROM funds_journal AS back WHERE back.reverses = j.id)
    FROM funds_journal AS j
    JOIN LATERAL (SELECT p.currency, p.amount FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id
                  WHERE p.journal_id = j.id AND a.role = 'exchange' AND p.amount > 0 LIMIT 1) AS sold ON true
    JOIN LATERAL (SELECT p.currency, p.amount FROM funds_posting AS p JOIN funds_account AS a ON a.id = p.account_id
                  WHERE p.journal_id = j.id AND a.role = 'exchange' AND p.amount < 0 LIMIT 1) AS bought ON true
    LEFT JOIN funds_fx_deal AS d ON d.journal_id = coalesce(j.reverses, j.id)
    WHERE j.id = ANY (%s) ORDER BY j.effective_date, j.id
"""
# Only a page's uses are named; the others are put in order and passed over.
_USES: Final = """
    SELECT p.journal_id, p.line, p.effective_date, j.source, j.memo, a.code, a.name, b.code, a.role,
           a.purpose IS NOT DISTINCT FROM 'bank_charge', p.currency, p.amount, p.lot_id, p.part, p.source_currency,
           p.carried, j.reverses, (SELECT back.id FROM funds_journal AS back WHERE back.reverses = j.id)
    FROM (SELECT q.journal_id, q.line, q.effective_date, q.account_id, q.budget_line_id, q.currency, q.amount,
                 part.lot_id, part.amount AS part, k.source_currency, part.source_amount AS carried
          FROM funds_allocation AS part JOIN funds_lot AS k ON k.id = part.lot_id
          JOIN funds_posting AS q ON q.journal_id = part.journal_id AND q.line = part.line
          JOIN funds_account AS of ON of.id = q.account_id AND of.role IN ('expense', 'income')
          WHERE part.lot_id = ANY (%s)
          ORDER BY q.effective_date, q.journal_id, q.line, part.lot_id LIMIT %s OFFSET %s) AS p
    JOIN funds_account AS a ON a.id = p.account_id JOIN funds_journal AS j ON j.id = p.journal_id
    LEFT JOIN funds_budget_line AS b ON b.id = p.budget_line_id
    ORDER BY p.effective_date, p.journal_id, p.line, p.lot_id
"""
_SPENT: Final = """
    SELECT coalesce(sum(part.source_amount) FILTER (WHERE a.role = 'expense' AND a.purpose IS NOT DISTINCT FROM 'bank_charge'), 0),
           coalesce(sum(part.source_amount) FILTER (WHERE a.role = 'expense' AND a.purpose IS DISTINCT FROM 'bank_charge'), 0),
           coalesce(sum(part.source_amount) FILTER (WHERE a.role = 'income'), 0), count(*),
           count(DISTINCT (part.journal_id, part.line)) FILTER (WHERE a.role = 'expense' AND a.purpose IS DISTINCT FROM 'bank_charge')
    FROM funds_allocation AS part JOIN funds_posting AS q ON q.journal_id = part.journal_id AND q.line = part.line
    JOIN funds_account AS a ON a.id = q.account_id
    WHERE part.lot_id = ANY (%s) AND a.role IN ('expense', 'income')
"""
_LINES: Final = """
    SELECT p.journal_id, p.line, p.effective_date, j.source, j.memo, a.code, a.name, b.code, fund.ref, j.kind, p.currency,
           p.amount, j.reverses, (SELECT back.id FROM funds_journal AS back WHERE back.reverses = j.id), j.reason,
           CASE WHEN fund.lot_policy = 'specified' THEN j.key END
    FROM funds_journal AS j JOIN funds_posting AS p ON p.journal_id = j.id JOIN funds_account AS a ON a.id = p.account_id
    JOIN funds_fund AS fund ON fund.id = p.fund_id LEFT JOIN funds_budget_line AS b ON b.id = p.budget_line_id
    WHERE j.id = ANY (%s) AND EXISTS (SELECT FROM funds_allocation AS part
                                      WHERE part.journal_id = p.journal_id AND part.line = p.line)
    ORDER BY j.effective_date, j.id, p.line
"""


def _rows(sql: str, values: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def _lot(row: tuple[Any, ...]) -> LotCard:
    own, award = row[5], row[8]
    return LotCard(
        id=row[0],
        parent=row[1],
        source_ref=row[2],
        journal_id=row[3],
        opened_on=row[4],
        amount=Money(own, row[6]),
        used=Money(own, row[7]),
        cost=Money(award, row[9]),
        cost_used=Money(award, row[10]),
        reversed=row[11],
        number=row[12],
    )


def _receipts(journals: Iterable[int], turned: Iterable[int] = ()) -> list[ReceiptCard]:
    """What these entries received, and what the reversals of ``turned`` gave back."""
    found = [
        ReceiptCard(
            journal_id=row[0],
            effective_date=row[1],
            source=row[2],
            source_ref=row[3] or "",
            fund=row[4],
            sent=Money(row[5], int(row[6])),
            charge=Money(row[5], int(row[7])),
            credited=Money(row[5], int(row[8] or 0)),
            reverses=row[9],
            reversed_by=row[10],
        )
        for row in _rows(_RECEIPTS, [sorted(set(journals)), sorted(set(turned))])
    ]
    two = _two_people({card.source_ref for card in found if card.charge})
    return [replace(card, two=two.get(card.journal_id)) for card in found]


def _two_people(instalments: Collection[str]) -> dict[int, TwoPeople]:
    """By entry, who prepared and who confirmed a charge that one person may not book alone, as the log tells."""
    told = latest_about(
        [f"instalment:{ref}" for ref in instalments],
        limit=_CHARGES,
        only=("imports.charge_prepared", "imports.charge_confirmed"),
        asking={"who": naming("actor")},
    ) if instalments else ()  # fmt: skip
    prepared = {each.details["charge"]: each for each in told if each.action == "imports.charge_prepared"}
    found = {}
    for each in told:
        first = prepared.get(each.details["charge"])
        if each.action == "imports.charge_confirmed" and first is not None:
            found[int(str(each.details["journal"]))] = TwoPeople(
                _named(first), day_there(first.at), _named(each), day_there(each.at)
            )
    return found


def _named(fact: FactLine) -> Name:
    return name_told(fact.told["who"]) or Name(*[f"#{fact.actor}"] * 3)


def entry_subject(key: UUID) -> str:
    """How the log names an entry before it has a number."""
    return f"entry:{key.hex}"


def _lots_named(keys: Collection[UUID]) -> dict[str, LotsNamed]:
    """By the log's name of an entry, who last said which lots pay it."""
    told = latest_about(
        {entry_subject(key) for key in keys},
        limit=_CHARGES,
        only=("imports.lots_named",),
        asking={"who": naming("actor")},
    ) if keys else ()  # fmt: skip
    return {
        each.subject: LotsNamed(_named(each), day_there(each.at), bool(each.details.get("by_file")))
        for each in told
    }


def _conversions(journals: Iterable[int]) -> list[ConversionCard]:
    return [
        ConversionCard(
            journal_id=row[0],
            effective_date=row[1],
            source=row[2],
            sold=Money(row[3], row[4]),
            bought=Money(row[5], row[6]),
            rate=row[7],
            deal_no=row[8],
            dealt_at=row[9],
            rate_source=row[10],
            reverses=row[11],
            reversed_by=row[12],
        )
        for row in _rows(_CONVERSIONS, [sorted(set(journals))])
    ]


def uses_of(lots: Iterable[LotCard], *, rows: int | None = None, after: int = 0) -> tuple[UseCard, ...]:
    """What these lots paid, by day and entry: all of it, or ``rows`` after the first ``after``."""
    return tuple(
        UseCard(
            journal_id=row[0],
            line=row[1],
            effective_date=row[2],
            source=row[3],
            memo=row[4],
            account=row[5],
            account_name=row[6],
            budget=row[7],
            role=row[8],
            charge=row[9],
            line_amount=Money(row[10], row[11]),
            lot_id=row[12],
            amount=Money(row[10], row[13]),
            carried=Money(row[14], row[15]),
            reverses=row[16],
            reversed_by=row[17],
        )
        for row in _rows(_USES, [sorted({lot.id for lot in lots}), rows, after])
    )


def _spent(lots: Iterable[LotCard], currency: str) -> SpentSums:
    charge, used, refunded, uses, costs = _rows(_SPENT, [[lot.id for lot in lots]])[0]
    return SpentSums(
        charge=Money(currency, int(charge)),
        used=Money(currency, int(used)),
        refunded=Money(currency, int(refunded)),
        uses=uses,
        costs=costs,
    )


def forward(source_ref: str, *, with_uses: bool = True) -> ForwardTrace:
    """Where the instalment ``source_ref`` went, to the cent. Raises Refused (MON-347) when nothing of it was received.

    Without ``with_uses`` its uses are counted and added up, and not told one by one: a page asks ``uses_of`` for its own.
    """
    lots = [
        _lot(row)
        for row in _rows(
            _LOT + " FROM funds_lot AS k WHERE k.source_ref = %s ORDER BY k.opened_on, k.id",
            [source_ref],
        )
    ]
    if not lots:
        raise Refused(Finding("MON-347", Level.STOP, values={"ref": source_ref}))
    currency = lots[0].cost.currency
    spent = _spent(lots, currency)
    brought = {lot.journal_id for lot in lots if lot.parent is None}
    cards = _receipts(brought, turned=brought)
    receipts = [card for card in cards if card.journal_id in brought]
    conversions = _conversions(lot.journal_id for lot in lots if lot.parent is not None)
    return ForwardTrace(
        source_ref=source_ref,
        fund=receipts[0].fund,
        receipts=(*receipts, *(card for card in cards if card.reverses in brought)),
        conversions=tuple(conversions),
        lots=tuple(lots),
        uses=uses_of(lots) if with_uses else (),
        found=spent.uses,
        costs=spent.costs,
        proof=prove(receipts, lots, spent, currency),
    )


def _back(journals: list[int]) -> tuple[BackTrace, ...]:
    lines = _rows(_LINES, [journals])
    parts = _rows(
        "SELECT a.journal_id, a.line, a.amount, a.source_amount, a.lot_id FROM funds_allocation AS a "
        "WHERE a.journal_id = ANY (%s) ORDER BY a.lot_id",
        [journals],
    )
    paid: dict[tuple[int, int], list[tuple[Any, ...]]] = {}
    for part in parts:
        paid.setdefault((part[0], part[1]), []).append(part)
    lots = {
        row[0]: _lot(row)
        for row in _rows(
            _WAY + _LOT + " FROM way AS k",
            [sorted({part[4] for part in parts})],
        )
    }
    receipts = {
        card.journal_id: card
        for card in _receipts(lot.journal_id for lot in lots.values() if lot.parent is None)
    }
    deals = {
        card.journal_id: card
        for card in _conversions(lot.journal_id for lot in lots.values() if lot.parent is not None)
    }

    named = _lots_named([row[15] for row in lines if row[15] is not None])

    def share(amount: Money, carried: int, lot: LotCard) -> Share:
        way: list[ConversionCard] = []
        root = lot
        while root.parent is not None:
            way.append(deals[root.journal_id])
            root = lots[root.parent]
        return Share(
            amount, Money(lot.cost.currency, carried), lot, tuple(way), receipts.get(root.journal_id)
        )

    return tuple(
        BackTrace(
            journal_id=row[0],
            line=row[1],
            effective_date=row[2],
            source=row[3],
            memo=row[4],
            account=row[5],
            account_name=row[6],
            budget=row[7],
            fund=row[8],
            kind=row[9],
            amount=Money(row[10], row[11]),
            reverses=row[12],
            reversed_by=row[13],
            reason=row[14],
            named=named.get(entry_subject(row[15])) if row[15] is not None else None,
            shares=tuple(
                share(Money(row[10], part[2]), part[3], lots[part[4]]) for part in paid[row[0], row[1]]
            ),
        )
        for row in lines
    )


def back(journal_id: int, line: int | None = None) -> tuple[BackTrace, ...]:
    """What paid for each line of an entry, or for one ``line`` of it. Raises Refused (MON-397) when one sees no such entry."""
    if not _rows("SELECT 1 FROM funds_journal WHERE id = %s", [journal_id]):
        raise Refused(Finding("MON-397", Level.STOP, values={"entry": f"J-{journal_id}"}))
    return tuple(each for each in _back([journal_id]) if line is None or each.line == line)


def by_source(source: str) -> tuple[BackTrace, ...]:
    """What paid for every line of the entries that a document (AP18-00901) made, reversals included."""
    journals = [
        row[0] for row in _rows("SELECT id FROM funds_journal WHERE source = %s ORDER BY id", [source])
    ]
    if not journals:
        raise Refused(Finding("MON-348", Level.STOP, values={"source": source}))
    return _back(journals)
