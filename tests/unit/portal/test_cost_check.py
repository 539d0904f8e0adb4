"""A cost is worked out from the lots once, and the way to a yes is always enough and never from the line itself."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.portal.domain.cost_check import (
    Asked,
    GrantState,
    LineState,
    LotState,
    Verdict,
    check_cost,
    in_award_currency,
)
from guohe.programmes.queries.rulebooks import book
from tests.unit.rules.ground import UNHURRIED

DAY = date(2019, 3, 29)
FIRST = LotState("T1", "1.2400", Money("HKD", 89_261_400), Money("CNY", 71_985_000), Money("HKD", 89_261_400))


def line(code: str, approved: int, taken: int, direct: bool = True) -> LineState:
    """A budget line in fen."""
    return LineState(
        code, Name(code, code, code), Money("CNY", approved), Money("CNY", taken), Money("CNY", 0), direct
    )


def grant(*lines: LineState, lots: tuple[LotState, ...] = (FIRST,)) -> GrantState:
    """A grant of those lines."""
    whole = Money("CNY", sum(each.approved.minor for each in lines))
    return GrantState("G", False, whole, date(2018, 5, 1), date(2021, 5, 1), lines, lots)


@UNHURRIED
@given(st.integers(1, 10**12))
def test_a_cost_within_one_lot_is_the_amount_at_its_rate_rounded_once(minor: int) -> None:
    found = in_award_currency(Money("HKD", minor), "CNY", [FIRST])
    assert found is not None
    assert abs(Fraction(found[0].minor) - Fraction(minor * 100, 124)) <= Fraction(1, 2)


def test_a_cost_over_two_lots_takes_each_at_its_own_rate() -> None:
    left = Money("HKD", 12_400)
    first = LotState("T1", "1.2400", FIRST.amount, FIRST.cost, left)
    second = LotState("T2", "1.0000", Money("HKD", 50_000), Money("CNY", 50_000), Money("HKD", 50_000))
    found = in_award_currency(Money("HKD", 22_400), "CNY", [first, second])
    # 124.00 at 1.24 is 100.00, and 100.00 at 1.00 is 100.00.
    assert found == (Money("CNY", 20_000), (first, second))


def test_the_awards_own_currency_needs_no_rate_and_an_unknown_one_has_none() -> None:
    assert in_award_currency(Money("CNY", 5), "CNY", []) == (Money("CNY", 5), ())
    assert in_award_currency(Money("MOP", 5), "CNY", [FIRST]) is None


@UNHURRIED
@given(st.integers(0, 3_000), st.integers(0, 3_000), st.integers(0, 3_000), st.integers(1, 4_000))
def test_a_yes_means_that_it_fits_and_a_way_means_that_the_move_makes_it_fit(
    taken: int, a: int, b: int, cost: int
) -> None:
    lines = (
        line("equipment", 3_000, taken),
        line("materials", 3_000, a),
        line("labour", 3_000, b),
        line("indirect", 9_000, 0, direct=False),
    )
    found = check_cost(Asked(Money("CNY", cost), "equipment", DAY), grant(*lines), book("demo-budgeted@1.0"))
    assert (found.verdict is Verdict.YES) is (taken + cost <= 3_000)
    if found.verdict is Verdict.NOT_YET:
        assert found.way is not None
        assert found.way.source.code in ("materials", "labour")
        assert found.way.amount.minor == taken + cost - 3_000 <= found.way.source.free.minor
    if found.verdict is Verdict.ASK:
        assert taken + cost - 3_000 > max(3_000 - a, 3_000 - b)


def test_who_may_approve_a_move_follows_its_size() -> None:
    lines = (line("equipment", 0, 0), line("materials", 10_000_000, 0))
    small, large = (
        check_cost(Asked(Money("CNY", fen), "equipment", DAY), grant(*lines), book("demo-budgeted@1.0"))
        for fen in (2_000_000, 2_000_001)
    )
    assert small.way is not None
    assert small.way.route is not None
    assert large.way is not None
    assert large.way.route is not None
    assert (small.way.route.seen.who, large.way.route.seen.who) == ("lau", "officer")


def test_without_a_rulebook_the_budget_is_still_compared_and_the_lack_is_noted() -> None:
    fits = check_cost(Asked(Money("CNY", 10), "equipment", DAY), grant(line("equipment", 10, 0)), None)
    over = check_cost(Asked(Money("CNY", 11), "equipment", DAY), grant(line("equipment", 10, 0)), None)
    assert (fits.verdict, [finding.code for finding in fits.findings]) == (Verdict.YES_BUT, ["RUL-841"])
    assert {finding.code for finding in over.findings} == {"BUD-402", "RUL-841"}
    assert over.verdict is Verdict.ASK
