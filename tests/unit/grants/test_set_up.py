"""An agreement whose parts do not add up is refused with every reason at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
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


def test_what_cannot_be_written_is_told_where_it_was_given() -> None:
    """The database refused these, and its reason was told in words of something else."""
    for amount in ("0.00", "-100000.00"):
        other = Money.of("CNY", "1200000.00") - Money.of("CNY", amount)
        plans = tuple(PlannedInstalment(each) for each in (other, Money.of("CNY", amount)))
        (finding,) = check_agreement(replace(GOOD, instalments=plans), taken=False)
        assert (finding.code, finding.place.pointer) == ("RUL-912", "instalments")
        assert finding.sentence("en").startswith(f"Amount {Money.of('CNY', amount)}: ")
    for codes in ((), ("A", "A")):
        (finding,) = check_agreement(replace(GOOD, project_codes=codes), taken=False)
        assert (finding.code, finding.place.pointer) == ("RUL-913", "project_codes")


@pytest.mark.parametrize(
    ("ref", "written"),
    [
        ("N_PolyU504/18", "N_PolyU504-18"),
        ("ITP/023/19LP", "ITP-023-19LP"),
        ("A B", "A-B"),
        ("<b>x", "b-x"),
        ("..", "N_PolyU504-18"),
        ("new", "N_PolyU504-18"),
        ("DEMO.csv", "N_PolyU504-18"),
        ("X\u202e\U0001f600", "X"),
        ("-1", "1"),
        ("R" * 61, "R" * 60),
        ("", "N_PolyU504-18"),
    ],
)
def test_a_reference_that_no_address_holds_is_told_with_one_that_does(ref: str, written: str) -> None:
    """As the Research Grants Council and the Innovation and Technology Fund write theirs, a slash would end the address."""
    (finding,) = check_agreement(replace(GOOD, ref=ref), taken=False)
    assert (finding.code, finding.place.pointer) == ("RUL-910", "ref")
    for lang in ("en", "zh-hant", "zh-hans"):
        assert written in finding.sentence(lang)
    assert list(check_agreement(replace(GOOD, ref=written), taken=False)) == []


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=8), st.integers(-5, 5))
def test_only_the_exact_sum_passes(parts: list[int], slip: int) -> None:
    bent = replace(
        GOOD,
        total=Money("CNY", max(1, sum(parts) + slip)),
        instalments=tuple(PlannedInstalment(Money("CNY", part)) for part in parts),
    )
    codes = [finding.code for finding in check_agreement(bent, taken=False)]
    assert codes == ([] if bent.total.minor == sum(parts) else ["BUD-211"])
