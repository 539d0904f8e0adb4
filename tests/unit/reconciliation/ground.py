"""Small worlds in which names, amounts, references and days collide often."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from guohe.kernel.money import Money
from guohe.reconciliation.domain.values import Charge, OpenItem, Rate, StatementLine

FIRST = date(2019, 6, 3)
NAMES = (
    "示例科技计划管理中心",
    "示例科技計劃管理中心",
    "Demo Science Programme Centre",
    "示例轨道创新基金会",
    "",
)
REFERENCES = ("DEMO-UETR-2001", "DEMO-UETR-2010", "DEMO-UETR-3001", "DEMO-G1/T2", "")
AMOUNTS = (48_000_000, 47_985_000, 24_000_000, 23_985_000, 12_000_000, 72_000_000, 15_000)
USUAL = Charge(15_000, "EARLIER")


def weekdays(start: date, end: date) -> int:
    """Mondays to Fridays after ``start`` up to ``end``, negative backwards."""
    if end < start:
        return -weekdays(end, start)
    return sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, (end - start).days + 1))


DAYS = st.integers(0, 20).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def some_lines(draw: st.DrawFn, most: int = 7) -> tuple[StatementLine, ...]:
    """Credits and debits, a few returned, cut or exchanged."""
    return tuple(
        StatementLine(
            id=f"L{at}",
            account="DEMO",
            amount=Money("CNY", draw(st.sampled_from(AMOUNTS)) * draw(st.sampled_from((1, 1, 1, -1)))),
            booked_on=draw(DAYS),
            names=(draw(st.sampled_from((*NAMES, NAMES[0] + "拨"))),),
            texts=(draw(st.sampled_from(("INWARD TT", "RETURN 退匯"))), draw(st.sampled_from(REFERENCES))),
            cut=draw(st.sampled_from((0, 11))),
            rate=draw(st.sampled_from((None, Rate("HKD", 8_000, 10_000)))),
        )
        for at in range(draw(st.integers(1, most)))
    )


@st.composite
def some_items(draw: st.DrawFn, most: int = 7) -> tuple[OpenItem, ...]:
    """Receipts and payments of two payers."""
    found = []
    for at in range(draw(st.integers(1, most))):
        sign = draw(st.sampled_from((1, 1, 1, -1)))
        found.append(
            OpenItem(
                id=f"I{at}",
                kind="receipt" if sign > 0 else "payment",
                amount=Money(
                    draw(st.sampled_from(("CNY", "CNY", "HKD"))), sign * draw(st.sampled_from(AMOUNTS))
                ),
                on=draw(DAYS),
                dated=draw(st.sampled_from(("sent", "expected"))),
                names=tuple(draw(st.lists(st.sampled_from(NAMES[:4]), max_size=2, unique=True))),
                references=tuple(
                    draw(st.lists(st.sampled_from(REFERENCES[:4]), min_size=1, max_size=2, unique=True))
                ),
                charges=(USUAL,) if draw(st.booleans()) else (),
            )
        )
    return tuple(found)
