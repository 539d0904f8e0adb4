"""Lines held for one reason are one group, the biggest money first, and no line is lost between groups."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from guohe.imports.domain.held import NAMED, HeldOne, grouped
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money


def held(row: int, minor: int, line: str = "equipment", code: str = "BUD-402") -> HeldOne:
    return HeldOne(row, f"AP-{row}", Money("HKD", minor), Finding(code, Level.HOLD, values={"line": line}))


def test_groups_and_the_lines_they_name_come_with_the_biggest_money_first() -> None:
    groups = grouped(
        [
            held(2, 100),
            held(3, 900, "travel"),
            held(4, 300),
            held(5, 200),
            held(6, 50),
            held(7, 10, code="MON-321"),
        ]
    )
    assert [(group.code, group.lines, group.amount.minor) for group in groups] == [
        ("BUD-402", 1, 900),
        ("BUD-402", 4, 650),
        ("MON-321", 1, 10),
    ]
    assert [one.source for one in groups[1].first] == ["AP-4", "AP-5", "AP-2"]


@given(
    st.lists(
        st.tuples(
            st.integers(-(10**9), 10**9), st.sampled_from(["a", "b"]), st.sampled_from(["BUD-402", "MON-321"])
        )
    )
)
def test_no_line_and_no_cent_is_lost(told: list[tuple[int, str, str]]) -> None:
    groups = grouped(held(row, minor, line, code) for row, (minor, line, code) in enumerate(told, 1))
    assert sum(group.lines for group in groups) == len(told)
    assert sum(group.amount.minor for group in groups) == sum(minor for minor, _, _ in told)
    assert all(1 <= len(group.first) <= NAMED for group in groups)
