"""The checklist follows the policy study, section 4.2: per payer and per payment, open where the sources leave it open."""

from __future__ import annotations

import pytest

from guohe.kernel.money import Money
from guohe.payments.domain.filing import Grade, Payer, checklist, filing_rule, threshold

AT, ABOVE = Money.of("USD", "50000.00"), Money.of("USD", "50000.01")


@pytest.mark.parametrize(
    ("payer", "equivalent", "filed_before", "rule", "need"),
    [
        (Payer("university", "CN"), ABOVE, False, "above_threshold", "needed"),
        (Payer("enterprise", "CN"), AT, False, "below_threshold", "not_needed"),
        (Payer("university", "CN"), ABOVE, True, "filed_before", "not_needed"),
        (Payer("university", "CN"), None, False, "unknown_equivalent", "ask"),
        (Payer("budget_funded", "CN"), ABOVE, False, "exempt_budget", "ask"),
        # Guangdong files although a budget-funded payer may be exempt.
        (Payer("budget_funded", "CN", guangdong=True), AT, False, "guangdong", "needed"),
        (Payer("university", "HK"), ABOVE, False, "no_crossing", "not_needed"),
    ],
)
def test_the_tax_filing_is_answered_per_payer_and_payment(
    payer: Payer, equivalent: Money | None, filed_before: bool, rule: str, need: str
) -> None:
    assert filing_rule(payer, "HK", equivalent, filed_before=filed_before) == rule
    items = checklist(payer, "HK", equivalent, filed_before=filed_before, done={})
    assert (items[0].code, items[0].need, items[0].is_open) == ("tax_filing", need, need != "not_needed")


def test_every_answer_carries_the_grade_of_its_source() -> None:
    items = checklist(Payer("university", "CN"), "HK", ABOVE, filed_before=False, done={"agreement": "A-1"})
    assert all(item.grades for item in items)
    assert {item.code: item.is_open for item in items}["agreement"] is False
    statistics = next(item for item in items if item.code == "statistics_code")
    assert statistics.grades == (Grade("sourced", "S35c"), Grade("code_unknown"))


def test_the_threshold_is_fifty_thousand_dollars() -> None:
    assert threshold() == AT
