"""A grant's spending as a text ledger, allocated to lots by the law of the books, so that tests compute, not copy.

The twelve accepted lines of the demo file (product/users.md 5.3) stand in DEMO; nothing here is a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from guohe.kernel.money import Money, round_half_up
from guohe.kernel.names import Name
from guohe.kernel.periods import calendar_year, fiscal_year, fiscal_year_of
from guohe.reporting.domain.fx import NO_RATES, FxTerms, RateTable
from guohe.reporting.domain.lines import NOTHING_TOLD, Basis, Lot, Share, SpendLine
from guohe.reporting.domain.report import MappingStrip, Terms, TwinReport, Waiting, make
from guohe.reporting.domain.twin import Category, CostCode, host_columns

# date, document, host account, currency and amount
DEMO = """
2018-04-16  CHARGE-1     bank  CNY     150.00
2018-05-28  PY18-05-077  5210  HKD  21,800.00
2018-06-15  AP18-00655   6110  HKD  48,650.00
2018-06-28  PY18-06-081  5210  HKD  21,800.00
2018-07-09  AP18-00733   6110  HKD  12,300.00
2018-07-12  AP18-00733R  6110  HKD  -1,250.00
2018-07-30  PY18-07-080  5210  HKD  21,800.00
2018-08-20  AP18-00901   7310  HKD 186,000.00
2018-09-14  ST18-0330    6420  HKD   9,872.50
2018-10-05  AP18-01120   6510  HKD  62,000.00
2018-11-16  ST18-0412    6420  HKD   3,480.00
2018-12-21  AP18-01402   6610  HKD   5,900.00
2019-01-29  PY19-01-084  5210  HKD  22,400.00
"""

CATEGORIES = tuple(
    Category(code, Name(en, hant, hans), order)
    for order, (code, en, hant, hans) in enumerate(
        (
            ("equipment", "Equipment", "設備費", "设备费"),
            ("materials", "Materials", "材料費", "材料费"),
            ("testing", "Testing", "測試費", "测试化验加工费"),
            ("travel", "Travel", "差旅費", "差旅/会议/交流"),
            ("labour", "Labour", "勞務費", "劳务费"),
            ("bank_charge", "Bank charge", "銀行手續費", "银行手续费"),
        )
    )
)

ACCOUNTS = {
    "5210": ("Research staff 研究人員", "labour"),
    "6110": ("Consumables 實驗消耗品", "materials"),
    "6420": ("Travel 差旅", "travel"),
    "6510": ("Testing 測試", "testing"),
    "6610": ("Conference 會議", "travel"),
    "7310": ("Equipment 設備", "equipment"),
    "bank": ("Bank charge 銀行手續費", "bank_charge"),
}

MAPPING = MappingStrip(
    number=1,
    decided_by=Name("Mr Test Lau", "劉測試先生", "刘测试先生"),
    decided_on=date(2018, 5, 2),
    codes=tuple(CostCode(account, name, category) for account, (name, category) in sorted(ACCOUNTS.items())),
    why=tuple("first decision" for _ in ACCOUNTS),
)

# 719,850.00 sold at 1.2400 on deal DEMO-FX-1 (demo/bank_cny.csv).
LOT_1 = Lot(1, "DEMO-NKP-2018-001/T1", Money.of("HKD", "892,614.00"), Money.of("CNY", "719,850.00"))


def read(text: str) -> tuple[SpendLine, ...]:
    """The rows of a text ledger, one journal each, not yet allocated."""
    lines = []
    for number, row in enumerate((row for row in text.splitlines() if row.strip()), start=1):
        day, source, account, currency, figure = row.split()
        amount = Money.of(currency, figure)
        lines.append(
            SpendLine(
                journal=number,
                line=1,
                on=date.fromisoformat(day),
                source=source,
                memo="",
                account=account,
                category=ACCOUNTS[account][1],
                amount=amount,
                carried=amount if currency == "CNY" else Money("CNY", 0),
            )
        )
    return tuple(lines)


def allocate(lines: Sequence[SpendLine], lots: Sequence[Lot]) -> tuple[SpendLine, ...]:
    """First in, first out; the cost carried is what cumulative rounding of the lot's use adds (the books' law)."""
    used = {lot.key: 0 for lot in lots}
    out = []
    for line in lines:
        if line.amount.currency != lots[0].amount.currency:
            out.append(line)
            continue
        rest, shares = line.amount.minor, []
        # A return goes back to the lots last used.
        for lot in lots if rest > 0 else reversed(lots):
            if rest == 0:
                break
            before = used[lot.key]
            after = min(max(before + rest, 0), lot.amount.minor)
            if after == before:
                continue
            used[lot.key], rest = after, rest - (after - before)
            shares.append(
                Share(
                    lot.key,
                    Money(lot.amount.currency, after - before),
                    Money(lot.cost.currency, _cost(lot, after) - _cost(lot, before)),
                )
            )
        if rest:
            raise ValueError(f"no money left for {line.source}")
        carried = Money(lots[0].cost.currency, sum(share.carried.minor for share in shares))
        out.append(replace(line, shares=tuple(shares), carried=carried))
    return tuple(out)


def _cost(lot: Lot, used: int) -> int:
    return round_half_up(used * lot.cost.minor, lot.amount.minor)


def report_of(
    lines: Sequence[SpendLine],
    lots: Sequence[Lot] = (LOT_1,),
    *,
    mainland: Sequence[int] = (2018,),
    host: Sequence[int] = (2018,),
    basis: Basis = Basis.BOOKED,
    categories: Sequence[Category] = CATEGORIES,
    waiting: Waiting | None = None,
    fx: FxTerms | None = None,
    rates: RateTable = NO_RATES,
    told_on: Mapping[int, date] = NOTHING_TOLD,
    earlier: Sequence[int] = (),
) -> TwinReport:
    """The twin report of these lines for these years."""
    funder_years = tuple(calendar_year(year) for year in mainland)
    terms = Terms(
        grant="DEMO-NKP-2018-001",
        title=Name("High-strength steel joints", "高強鋼節點", "高强钢节点"),
        pack="DEMO-1",
        pack_version="1.0",
        funder_currency="CNY",
        host_currency="HKD",
        funder_years=funder_years,
        host_years=host_columns(
            (fiscal_year(year) for year in host),
            funder_years,
            fiscal_year_of,
            (line.on for line in lines if line.shares),
        ),
        basis=basis,
        fx=fx or FxTerms(),
    )
    return make(
        terms,
        lines,
        {lot.key: lot for lot in lots},
        categories,
        MAPPING,
        waiting or Waiting(read_to=date(2019, 3, 31)),
        rates=rates,
        told_on=told_on,
        earlier=tuple(calendar_year(year) for year in earlier),
    )


def demo_lines() -> tuple[SpendLine, ...]:
    """The demo's accepted lines, allocated to its first lot."""
    return allocate(read(DEMO), (LOT_1,))
