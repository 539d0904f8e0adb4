"""That the bank was not the slow part is said of a way that is done, and only where every other holder took longer."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.grants.domain.clock import Clock, Part
from guohe.grants.domain.facts import InstalmentFacts
from guohe.kernel.money import Money
from guohe.portal.domain.money import Way
from guohe.portal.domain.money_words import bank_sentence

START = date(2018, 3, 5)


def way(*held: tuple[str, int], awaited: str | None = None) -> Way:
    """An instalment that these held for these days, one after the other."""
    ends = list(accumulate((days for _, days in held), initial=0))
    parts = tuple(
        Part(f"station-{number}", holder, START + timedelta(ends[number]), START + timedelta(ends[number + 1]), None, False)
        for number, (holder, _) in enumerate(held)
    )  # fmt: skip
    clock = Clock(parts, START, START + timedelta(ends[-1]), None, None, awaited, ())
    instalment = InstalmentFacts("G/T1", 1, Money.of("CNY", "1.00"), None, "", 1)
    return Way(instalment, (), clock, (), 0)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (way(("authority", 38), ("bank", 4), ("host", 22)), True),
        # Held twice, 4 + 20 days: more than the host's 22.
        (way(("authority", 38), ("bank", 4), ("host", 22), ("bank", 20)), False),
        (way(("authority", 38), ("bank", 22), ("host", 22)), False),
        (way(("authority", 3), ("bank", 4), ("host", 22)), False),
        # Nobody compared, nobody known, or not done yet.
        (way(("bank", 4)), False),
        (way(("authority", 38), ("host", 22)), False),
        (way(("unknown", 38), ("bank", 4), ("host", 22)), False),
        (way(("authority", 38), ("bank", 4), ("host", 22), awaited="spendable"), False),
        # A desk that it only passed is no comparison.
        (way(("tax", 0), ("authority", 38), ("bank", 4)), True),
    ],
)
def test_it_is_said_only_where_it_is_true(found: Way, said: bool) -> None:
    assert bool(bank_sentence(found, "en")) is said


@given(
    st.lists(
        st.tuples(st.sampled_from(["authority", "bank", "host", "tax"]), st.integers(0, 90)),
        min_size=1,
        max_size=8,
    )
)
def test_the_banks_days_are_fewer_than_any_others_wherever_it_is_said(held: list[tuple[str, int]]) -> None:
    found = way(*held)
    if bank_sentence(found, "en"):
        sums: dict[str, int] = {}
        for holder, days in held:
            sums[holder] = sums.get(holder, 0) + days
        assert all(sums["bank"] < days for holder, days in sums.items() if holder != "bank" and days)
        assert f"{sum(sums.values())}, against" in bank_sentence(found, "en")
