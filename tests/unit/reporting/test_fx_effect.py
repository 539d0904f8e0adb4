"""What the books' sums leave open, a cost taken back, is settled as the law of single lines settles it."""

from __future__ import annotations

from guohe.funds.domain.at_rates import CostsAtRates, PaidCosts, RatedCosts, TakenBack
from guohe.reporting.domain.fx import RateKind
from guohe.reporting.domain.fx_effect import figures_of

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
