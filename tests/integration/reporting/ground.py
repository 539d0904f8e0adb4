"""A grant in the real books: agreement, mapping, money received and exchanged, and the rows of a text ledger posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from guohe.funds.operations.convert_currency import convert
from guohe.funds.operations.load_budget import BudgetLimit, load_budget
from guohe.funds.operations.open_books import open_account, open_book, open_months, open_standard_accounts
from guohe.funds.operations.post_entries import Entry, Line, post
from guohe.funds.operations.receive_instalment import receive
from guohe.grants.domain.facts import MappingRowFacts
from guohe.grants.domain.set_up import Agreement, PlannedInstalment
from guohe.grants.operations.decide_mapping import decide_mapping
from guohe.grants.operations.set_up_grant import set_up_grant
from guohe.grants.queries import find
from guohe.kernel.clock import UTC8
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.programmes.queries.packs import pack
from tests.factories.identity import Stage
from tests.factories.people import FINANCE_OFFICE, INVESTIGATOR, NOW
from tests.unit.reporting.ledger import ACCOUNTS, read

GRANT = "DEMO-NKP-2018-001"
_SPACE = UUID("6f1c2a52-0000-4000-8000-0000000000e0")


@dataclass(frozen=True, slots=True)
class Exchange:
    """An instalment that came and was exchanged whole on one slip."""

    instalment: str
    sent: str
    credited: str
    bought: str
    rate: str
    on: date


FIRST = Exchange("T1", "720,000.00", "719,850.00", "892,614.00", "1.2400", date(2018, 4, 20))


def demo_grant(stage: Stage, ledger: str, exchanges: Sequence[Exchange] = (FIRST,)) -> int:
    """Sets up the grant and posts the ledger's rows; gives the book. The charge row of the ledger is the bank's own."""
    with stage.acting(FINANCE_OFFICE):
        book = open_book(host_id=stage.host, code="HK", name="Hong Kong", on=date(2018, 1, 1))
        open_months(book=book, first=date(2018, 1, 1), count=24)
        open_standard_accounts(book=book, currencies=("CNY", "HKD"), on=date(2018, 1, 1))
        for account, (name, _) in ACCOUNTS.items():
            if account != "bank":
                open_account(
                    book=book, code=account, name=name, currency="HKD", role="expense", on=date(2018, 1, 1)
                )
        actor = stage.account(FINANCE_OFFICE)
        total = Money.of("CNY", "1,200,000.00")
        set_up_grant(
            host_id=stage.host,
            book=book,
            agreement=Agreement(
                ref=GRANT,
                title=Name("High-strength steel joints", "高強鋼節點", "高强钢节点"),
                unit_code="cnerc-steel",
                funder=Name("Demo agency", "示範機構", "示例机构"),
                pack="DEMO-1",
                pack_version="1.0",
                total=total,
                starts=date(2018, 5, 1),
                ends=date(2020, 5, 1),
                instalments=(
                    PlannedInstalment(Money.of("CNY", "720,000.00")),
                    PlannedInstalment(Money.of("CNY", "480,000.00")),
                ),
                project_codes=("ZZ01-DEMO",),
                fx_policy="bank_actual",
                lot_policy="fifo",
                partner=Name("Demo partner", "示範夥伴", "示例伙伴"),
                partner_share=Money("CNY", 0),
            ),
            investigator_id=stage.account(INVESTIGATOR),
            actor=actor,
            now=NOW,
        )
        limits = [BudgetLimit(category.code, total, enforced=False) for category in pack("DEMO-1").categories]
        load_budget(fund=find.grant(GRANT).fund, version=1, lines=limits)
        decide_mapping(
            host_id=stage.host,
            pack="DEMO-1",
            in_force_from=date(2018, 5, 1),
            rows=[
                MappingRowFacts(account, name, category, "first decision")
                for account, (name, category) in ACCOUNTS.items()
                if account != "bank"
            ],
            note="",
            actor=actor,
            now=NOW,
        )
        for exchange in exchanges:
            _arrived(book, exchange)
        rows = [line for line in read(ledger) if line.account != "bank"]
        post(
            book=book,
            entries=[_entry(line.source, line.on, line.account, line.category, line.amount) for line in rows],
        )
    return book


def _arrived(book: int, exchange: Exchange) -> None:
    ref = f"{GRANT}/{exchange.instalment}"
    credited = Money.of("CNY", exchange.credited)
    receive(
        book=book,
        fund=GRANT,
        source_ref=ref,
        sent=Money.of("CNY", exchange.sent),
        credited=credited,
        on=exchange.on,
        source=f"credit {exchange.instalment}",
        key=uuid5(_SPACE, f"{book} receipt {ref}"),
        charge_budget="bank_charge",
    )
    convert(
        book=book,
        fund=GRANT,
        sold=credited,
        bought=Money.of("HKD", exchange.bought),
        rate=exchange.rate,
        deal_no=f"DEMO-FX-{exchange.instalment}",
        dealt_at=datetime(exchange.on.year, exchange.on.month, exchange.on.day, 11, tzinfo=UTC8),
        source="deal slip",
        on=exchange.on,
        key=uuid5(_SPACE, f"{book} exchange {ref}"),
    )


def _entry(source: str, on: date, account: str, category: str, amount: Money) -> Entry:
    return Entry(
        key=uuid5(_SPACE, f"{source} {on} {amount}"),
        kind="spend",
        effective_date=on,
        source=source,
        memo=f"{source} of the demo",
        lines=(
            Line(account, amount, fund=GRANT, budget=category),
            Line(f"1000-{amount.currency}", -amount, fund=GRANT),
        ),
    )
