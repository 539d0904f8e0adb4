"""What the books' sums leave open, a cost taken back, is settled as the law of single lines settles it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from guohe.funds.domain.at_rates import CostsAtRates, PaidCosts, RatedCosts, TakenBack
from guohe.kernel.clock import UTC8
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.programmes.domain.packs import RatePolicy
from guohe.reporting.domain.fx import Bearer, FxTerms, NotedRate, RateKind
from guohe.reporting.domain.fx_effect import FxEffect, PolicyEffect, figures_of
from guohe.reporting.domain.printed_fx import differences

# At 1.2500: 3,480.02 is 2,784.02 (.016); with 0.02 more 2,784.03 (.032). The first is taken back. Then 0.02 more: the
# rate has turned 0.04 back, which is 0.03 (.032), after a figure of 2,784.03.
COSTS = CostsAtRates(
    paid=(
        PaidCosts("HKD", "travel", 2),
        PaidCosts("HKD", "labour", 1),
        PaidCosts("CNY", "bank_charge", 15000),
    ),
    rated=(RatedCosts("budget", "travel", 278402 + 1), RatedCosts("budget", "labour", 3 - 278403)),
    unrated=(),
    taken_back=(TakenBack("budget", 3, 1, -1, 278402, "travel", 4, "labour"),),
)


def test_a_cost_taken_back_gives_back_its_own_figure_and_the_next_takes_up_the_rest() -> None:
    # 2,784.02 + 0.01 - 2,784.02 of travel; the last cost is told 0.03 less the 0.01 that stood before it.
    assert figures_of(COSTS, RateKind.BUDGET, "CNY") == {"bank_charge": 15000, "travel": 1, "labour": 2}


def test_a_cost_of_another_year_is_taken_back_without_a_figure_of_its_own() -> None:
    other = TakenBack("budget", 3, 1, -1, 278402, None, 4, "labour")
    shown = CostsAtRates(COSTS.paid, COSTS.rated, (), (other,))
    assert figures_of(shown, RateKind.BUDGET, "CNY") == {"bank_charge": 15000, "travel": 278403, "labour": 2}


def test_at_the_lots_rate_costs_are_what_the_lots_cost() -> None:
    assert figures_of(COSTS, None, "CNY") == {"travel": 2, "labour": 1, "bank_charge": 15000}


NOTED_AT = datetime(2018, 3, 5, 11, tzinfo=UTC8)
RATE = NotedRate(
    RateKind.BUDGET,
    date(2018, 3, 5),
    "CNY",
    "HKD",
    "1.2500",
    "a table",
    NOTED_AT,
    Name("A", "A", "A"),
    NOTED_AT,
)
BEARER = "The host bears the exchange difference."
# The lots cost 100.00; the budget rate makes 90.00 of it, the day's rate 95.00.
MADE = {RatePolicy.BANK_ACTUAL: 10000, RatePolicy.BUDGET_RATE: 9000, RatePolicy.DAY_RATE: 9500}


@pytest.mark.parametrize(
    ("policy", "figures"),
    [
        (RatePolicy.BANK_ACTUAL, ["CNY 10.00"]),
        # The same 10.00 is not told a second time with the opposite sign.
        (RatePolicy.BUDGET_RATE, ["CNY 10.00"]),
        (RatePolicy.DAY_RATE, ["CNY −5.00", "CNY 10.00"]),
    ],
)
def test_each_difference_is_told_once_and_who_bears_it_once(policy: RatePolicy, figures: list[str]) -> None:
    effects = [
        PolicyEffect(each, "CNY", {"travel": Money("CNY", minor)}, (), True, None)
        for each, minor in MADE.items()
    ]
    terms = FxTerms(policy, None, Bearer.HOST, 1)
    *told, bearer = differences(FxEffect("G", "2018", terms, tuple(effects), (), RATE), "en")
    assert bearer == BEARER
    assert [sentence.rsplit(": ", 1)[1] for sentence in told] == [f"{figure}." for figure in figures]
