"""What a page showed is bound by its form: a line that moved, came or went since is named, and nothing else is."""

from __future__ import annotations

import pytest

from guohe.imports.domain.shown import (
    LineNow,
    ShownGroups,
    ShownLines,
    grouped,
    lines_in,
    shown_in,
)
from guohe.kernel.money import Money


def line(number: int, *, state: str = "staged", ref: str = "G-1", category: str = "travel") -> LineNow:
    return LineNow(number, f"AP-{number}", state, ref, "actual", "6110 Goods", category, Money("HKD", 1000))


def codes(shown: ShownLines, *lines: LineNow, asked: tuple[int, ...] = (1, 2)) -> list[tuple[str, str]]:
    ready = {each.number for each in lines if each.state == "staged"}
    found = shown.changed(asked, {each.number: each for each in lines}, ready)
    return [(finding.code, finding.values["doc"]) for finding in found]


def test_each_line_is_posted_as_it_was_shown_or_named() -> None:
    shown = ShownLines({1: ("G-1", "travel"), 2: ("G-1", "travel")})
    assert codes(shown, line(1), line(2)) == []
    assert codes(shown, line(1), line(2), asked=(1,)) == []
    assert codes(shown, line(1), line(2, state="question")) == [("IMP-311", "AP-2")]
    assert codes(shown, line(1, ref="G-2"), line(2)) == [("IMP-313", "AP-1")]
    assert codes(shown, line(1), line(2, category="materials")) == [("IMP-313", "AP-2")]
    assert codes(shown, line(3), asked=(3,)) == [("IMP-314", "AP-3")]


def test_sums_are_of_the_very_lines_that_were_shown() -> None:
    shown = ShownGroups(grouped([line(1), line(2)]))
    assert shown.changed([line(2), line(1)]) == ()
    (more,) = shown.changed([line(1), line(2), line(3)])
    told = {name: more.values[name] for name in ("was_lines", "was_amount", "lines", "amount")}
    assert (more.code, told) == (
        "IMP-310",
        {"was_lines": "2", "was_amount": "HKD 20.00", "lines": "3", "amount": "HKD 30.00"},
    )
    # As many and as much, and still not the same.
    assert [each.code for each in shown.changed([line(1), line(3)])] == ["IMP-310"]
    moved = shown.changed([line(1), line(2, category="materials")])
    assert [each.values["now"] for each in moved] == ["materials", "travel"]
    for lang in ("en", "zh-hant", "zh-hans"):
        assert "HKD 30.00" in more.sentence(lang)


def test_a_form_says_what_was_written_into_it() -> None:
    lines = ShownLines({1: ("G-1", "travel"), 2: ("G-1", "travel"), 3: ("", '"<b>')})
    groups = ShownGroups(grouped([line(1), line(2), line(3, ref="G-2")]))
    assert (shown_in(lines.written()), shown_in(groups.written())) == (lines, groups)
    assert lines_in(lines.record()) == lines  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["", "1", "null", "[]", "{}", '"groups"', '{"groups": [1]}', '{"groups": [["a"]]}', '{"lines": [[1]]}',
     '{"lines": [["a", "b", ["x"]]]}', '{"lines": 3}', "[" * 100_000],
)  # fmt: skip
def test_what_no_page_of_ours_wrote_says_nothing(text: str) -> None:
    assert shown_in(text) is None
