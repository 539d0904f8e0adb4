"""What a grant is asked when two versions are compared: its own figures, and nothing that Guohe does not hold."""

from __future__ import annotations

from datetime import date

from guohe.grants.domain.budget_change import Line
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.rule_cases import cases_of
from guohe.kernel.money import Money
from guohe.kernel.names import Name

NAME = Name("A", "甲", "甲")
ON = date(2019, 7, 2)


def cny(amount: str) -> Money:
    return Money.of("CNY", amount)


GRANT = GrantFacts(
    ref="G-1", host_id=1, host_code="polyu", book=1, fund=1, title=NAME, unit_code="U", funder=NAME, pack="DEMO-1",
    pack_version="1.0", currency="CNY", total=cny("1000.00"), starts=date(2018, 5, 1), ends=date(2021, 5, 1),
    fx_policy="lot", lot_policy="fifo", investigator=NAME, partner=NAME, partner_share=cny("50.00"), project_codes=(),
)  # fmt: skip
LINES = (
    Line("equipment", NAME, "equipment", False, cny("600.00"), cny("100.00"), cny("20.00")),
    Line("labour", NAME, "labour", False, cny("300.00"), cny("10.00"), cny("0.00")),
    Line("indirect", NAME, "indirect", True, cny("100.00"), cny("5.00"), cny("0.00")),
)


def test_a_budgeted_grant_is_asked_by_award_line_change_and_request() -> None:
    facts = {"change": "between_direct_lines", "amount": cny("30.00")}
    found = {each.key: each.facts for each in cases_of(GRANT, LINES, [("C-3", facts)], lump_sum=False, on=ON)}
    changes = [f"change:{kind}" for kind in ("budget", "extension", "partner", "investigator", "equipment")]
    lines = ["line:equipment", "line:labour", "line:indirect"]
    assert list(found) == ["award", *lines, *changes, "request:C-3"]
    award = found["award"]
    # 600 + 300 direct, 100 indirect; taken 100 + 20 + 10 + 5.
    assert (award["direct"], award["indirect"]) == (cny("900.00"), cny("100.00"))
    assert (award["equipment_purchase"], award["total_after"]) == (cny("600.00"), cny("135.00"))
    assert (award["partner_share"], award["total_approved"]) == (cny("50.00"), cny("1000.00"))
    assert award["project_ends"] == date(2021, 4, 30)
    line = found["line:equipment"]
    assert (line["line_after"], line["line_approved"]) == (cny("120.00"), cny("600.00"))
    assert found["change:extension"]["change"] == "duration"
    assert found["request:C-3"]["amount"] == cny("30.00")
    assert not {"person", "holdings"} & award.keys(), "what a person holds elsewhere is not known here"


def test_a_lump_sum_has_no_lines_and_a_missing_budget_no_figures() -> None:
    found = {each.key: each.facts for each in cases_of(GRANT, (), [], lump_sum=True, on=ON)}
    assert "change:budget" not in found
    assert found["award"]["mode"] == "lump_sum"
    assert not {"direct", "indirect", "total_after"} & found["award"].keys()
