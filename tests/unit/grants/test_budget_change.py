"""A budget change balances to 0.00, leaves what is taken, and its table adds up again; every fault is told at once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.grants.domain.budget_change import BudgetChange, Line, judge_budget_change, rows_after
from guohe.grants.domain.change_route import change_facts
from guohe.grants.domain.changes import Change, Draft, Kind, State, Step, check_step, check_wish
from guohe.grants.domain.facts import BudgetRowFacts, limits_of
from guohe.kernel.money import Money, total
from guohe.kernel.names import Name

NAME = Name("Demo", "示範", "示例")
AT = datetime(2019, 7, 2, 10, 0, tzinfo=UTC)


def cny(figure: str) -> Money:
    return Money.of("CNY", figure)


def line(code: str, before: str, *, used: str = "0.00", promised: str = "0.00") -> Line:
    group = {"materials": "business", "travel": "business"}.get(code, code)
    return Line(code, NAME, group, code == "indirect", cny(before), cny(used), cny(promised))


LINES = (
    line("equipment", "180000.00", used="150000.00", promised="20000.00"),
    line("materials", "240000.00"),
    line("travel", "90000.00"),
    line("indirect", "120000.00"),
)


def judged(**asked: str) -> BudgetChange:
    return judge_budget_change("CNY", LINES, asked)


def codes(found: BudgetChange) -> list[str]:
    return [finding.code for finding in found.findings]


def test_what_lines_gain_others_give() -> None:
    found = judged(equipment="210000.00", materials="210000")
    assert codes(found) == []
    assert (found.adds, found.takes) == (cny("30000.00"), cny("30000.00"))
    # 210,000.00 approved - 150,000.00 spent - 20,000.00 ordered.
    assert found.moved[0].free == cny("40000.00")


def test_a_change_that_does_not_balance_says_by_how_much() -> None:
    found = judged(equipment="210000.00", materials="215000.00")
    assert codes(found) == ["BUD-301"]
    assert dict(found.findings[0].values) == {
        "adds": "30,000.00",
        "takes": "25,000.00",
        "apart": "CNY 5,000.00",
    }


def test_a_line_keeps_what_is_spent_and_ordered() -> None:
    # 170,000.00 is taken: the last fen below it is refused, and that amount itself is not.
    assert codes(judged(equipment="169999.99", materials="250000.01")) == ["BUD-302"]
    assert codes(judged(equipment="170000.00", materials="250000.00")) == []


def test_every_fault_is_told_in_one_pass() -> None:
    found = judged(equipment="1.00", materials="many", travel="-1.00", consulting="5")
    assert codes(found) == ["BUD-311", "BUD-302", "BUD-303", "BUD-303", "BUD-301"]
    for lang in ("en", "zh-hant", "zh-hans"):
        assert all(finding.sentence(lang) for finding in found.findings)


def test_nothing_asked_is_said() -> None:
    assert codes(judged()) == ["BUD-304"]
    assert codes(judged(equipment="180,000.00")) == ["BUD-304"]


@given(st.lists(st.integers(0, 10**12), min_size=4, max_size=4))
def test_a_change_without_a_fault_keeps_the_total_to_the_fen(minor: list[int]) -> None:
    asked = {each.code: Money("CNY", after).plain for each, after in zip(LINES, minor, strict=True)}
    found = judge_budget_change("CNY", LINES, asked)
    before = total("CNY", (each.before for each in LINES))
    after = total("CNY", (each.after for each in found.moved if each.after is not None))
    assert (after == before) == ("BUD-301" not in codes(found))
    assert found.adds - found.takes == after - before


ROWS = (
    BudgetRowFacts(1, "", "一、经费支出", 1, cny("120.00")),
    BudgetRowFacts(2, "", "（一）直接费用", 2, cny("108.00")),
    BudgetRowFacts(3, "equipment", "设备费", 3, cny("18.00")),
    BudgetRowFacts(4, "materials", "材料费", 3, cny("90.00")),
    BudgetRowFacts(5, "indirect", "（二）间接费用", 2, cny("12.00")),
)


def test_sums_of_the_table_are_added_again() -> None:
    after = rows_after(ROWS, {"equipment": cny("20.00"), "indirect": cny("10.00")})
    assert after is not None
    assert [row.amount.plain for row in after] == ["120.00", "110.00", "20.00", "90.00", "10.00"]


def test_a_table_whose_sums_are_not_its_leaves_is_not_guessed() -> None:
    bent = (*ROWS[:1], BudgetRowFacts(2, "", "（一）直接费用", 2, cny("107.00")), *ROWS[2:])
    assert rows_after(bent, {"equipment": cny("20.00")}) is None


def test_a_category_of_several_rows_is_added_and_changed_as_one() -> None:
    """Tables before 2021 have conferences, travel and exchange as rows of their own, which one category of the pack takes."""
    rows = (
        BudgetRowFacts(1, "", "一、直接费用", 1, cny("100.00")),
        BudgetRowFacts(2, "travel", "会议费", 2, cny("30.00")),
        BudgetRowFacts(3, "equipment", "设备费", 2, cny("40.00")),
        BudgetRowFacts(4, "travel", "差旅费", 2, cny("20.00")),
        BudgetRowFacts(5, "travel", "国际合作与交流费", 2, cny("10.00")),
    )
    assert limits_of(rows) == {"travel": cny("60.00"), "equipment": cny("40.00")}
    # What does not change stays as the table has it.
    same = rows_after(rows, {"travel": cny("60.00"), "equipment": cny("45.00")})
    assert same is not None
    assert [row.amount.plain for row in same] == ["105.00", "30.00", "45.00", "20.00", "10.00"]
    after = rows_after(rows, {"travel": cny("55.00"), "equipment": cny("45.00")})
    assert after is not None
    assert [(row.name, row.amount.plain) for row in after] == [
        ("一、直接费用", "100.00"),
        ("会议费、差旅费、国际合作与交流费", "55.00"),
        ("设备费", "45.00"),
    ]


def test_indirect_cost_is_no_move_between_direct_lines() -> None:
    direct = judged(travel="60000.00", materials="270000.00")
    assert change_facts(Kind.BUDGET, direct) == {
        "change": "between_direct_lines",
        "amount": cny("30000.00"),
        "line": "business",
    }
    mixed = judged(indirect="130000.00", materials="230000.00")
    assert change_facts(Kind.BUDGET, mixed)["change"] == "indirect_line"


def change(*steps: tuple[State, int], kind: Kind = Kind.BUDGET) -> Change:
    draft = Draft(1, 1, {}, {}, "", 7, AT)
    acts = tuple(Step(state, date(2019, 6, day), "L-1", "", 8, NAME, AT) for state, day in steps)
    return Change("DEMO-1", 1, 1, kind, 7, NAME, AT, (draft,), acts)


TODAY = date(2019, 6, 20)


@pytest.mark.parametrize(
    ("found", "to", "on", "evidence", "expected"),
    [
        (change(), State.SENT, 10, "L-1", []),
        (change(), State.GRANTED, 10, "L-1", ["BUD-307"]),
        (change((State.SENT, 10)), State.GRANTED, 10, "L-2", []),
        (change((State.SENT, 10)), State.GRANTED, 9, " ", ["BUD-308", "BUD-309"]),
        (change((State.SENT, 10)), State.SENT, 21, "", ["BUD-307", "BUD-308", "BUD-309"]),
        (change((State.SENT, 10), (State.REFUSED, 11)), State.GRANTED, 12, "L", ["BUD-307"]),
        (change((State.SENT, 10), (State.GRANTED, 11)), State.IN_FORCE, 12, "", []),
        (
            change((State.SENT, 10), (State.GRANTED, 11), kind=Kind.EXTENSION),
            State.IN_FORCE,
            12,
            "",
            [],
        ),
        (change((State.SENT, 10)), State.WITHDRAWN, 12, "", []),
    ],
)
def test_a_step_follows_with_its_day_and_evidence(
    found: Change, to: State, on: int, evidence: str, expected: list[str]
) -> None:
    told = check_step(found, to, on=date(2019, 6, on), evidence=evidence, today=TODAY)
    assert [finding.code for finding in told] == expected
    assert all(finding.sentence("zh-hans") for finding in told)


@pytest.mark.parametrize(
    ("kind", "wanted", "expected"),
    [
        (Kind.EXTENSION, "2021-05-01", []),
        (Kind.EXTENSION, "2021-04-30", ["BUD-310"]),
        (Kind.EXTENSION, "next year", ["BUD-310"]),
        (Kind.EXTENSION, "20211031", ["BUD-310"]),
        (Kind.EXTENSION, "2021-W43-7", ["BUD-310"]),
        (Kind.EXTENSION, "2200-01-01", ["BUD-310"]),
        (Kind.EXTENSION, "2199-12-31", []),
        (Kind.PARTNER, "\u200b", ["BUD-316"]),
        (Kind.PARTNER, "", ["BUD-316"]),
        (Kind.PARTNER, "2021-04-30", ["BUD-316"]),
        (Kind.PARTNER, "Another University", []),
    ],
)
def test_what_is_wanted_is_said_and_differs(kind: Kind, wanted: str, expected: list[str]) -> None:
    found = check_wish(kind, {"to": wanted}, {"to": "2021-04-30"})
    assert [finding.code for finding in found] == expected
