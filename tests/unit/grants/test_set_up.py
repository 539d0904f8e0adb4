"""An agreement whose parts do not add up is refused with every reason at once."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from guohe.grants.domain.set_up import PlannedInstalment, check_agreement
from guohe.kernel.money import Money
from tests.factories.grants import agreement

GOOD = agreement()


def test_an_agreement_that_adds_up_has_no_finding() -> None:
    assert list(check_agreement(GOOD, taken=False)) == []


def test_every_fault_is_found_in_one_pass() -> None:
    bad = replace(
        GOOD,
        total=Money.of("CNY", "1200050.00"),
        ends=GOOD.starts,
        partner_share=Money.of("CNY", "1300000.00"),
    )
    assert [finding.code for finding in check_agreement(bad, taken=True)] == [
        "BUD-214",
        "BUD-213",
        "BUD-211",
        "BUD-212",
    ]


def test_the_difference_is_named_with_both_figures() -> None:
    bad = replace(GOOD, total=Money.of("CNY", "1200050.00"))
    (finding,) = check_agreement(bad, taken=False)
    assert finding.sentence("en") == (
        "The instalments add up to CNY 1,200,000.00 but the award is CNY 1,200,050.00: CNY 50.00 apart. "
        "Correct an instalment or the total. Nothing has been saved."
    )
    assert "相差 CNY 50.00" in finding.sentence("zh-hant")
    assert "相差 CNY 50.00" in finding.sentence("zh-hans")


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=8), st.integers(-5, 5))
def test_only_the_exact_sum_passes(parts: list[int], slip: int) -> None:
    bent = replace(
        GOOD,
        total=Money("CNY", max(1, sum(parts) + slip)),
        instalments=tuple(PlannedInstalment(Money("CNY", part)) for part in parts),
    )
    codes = [finding.code for finding in check_agreement(bent, taken=False)]
    assert codes == ([] if bent.total.minor == sum(parts) else ["BUD-211"])
