"""The cost of a file grows with its rows and not faster, counted in calls."""

from __future__ import annotations

from sys import setprofile
from types import FrameType

from guohe.exchange.domain.open_text import open_text
from guohe.exchange.domain.read_listing import read_listing
from guohe.imports.domain.judge import judge
from tests.unit.exchange.demo import line, rows
from tests.unit.imports.facts_of_the_demo import facts


def _file(count: int, *, fault: str = "") -> bytes:
    lines = [
        line(
            fault or f"{number % 900 + 1},{number % 1000:03d}.{number % 100:02d}",
            ref=f"AP-{number}",
            day="2018-06-01",
        )
        for number in range(count)
    ]
    return rows(*lines).encode()


def _calls(data: bytes) -> int:
    """The calls that reading and judging make: a cost that is the same on every machine. Seconds are for bench/."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    opened = open_text(data)
    assert opened.grid is not None
    setprofile(count)
    try:
        judge(read_listing(opened.grid), facts())
    finally:
        setprofile(None)
    return calls


def _per_row(data: bytes, count: int) -> float:
    return _calls(data) / count


def test_a_row_costs_the_same_in_a_large_file_as_in_a_small_one() -> None:
    small, large = _per_row(_file(1_000), 1_000), _per_row(_file(8_000), 8_000)
    assert large <= small * 1.05


def test_a_row_that_is_faulty_costs_the_same_however_many_there_are() -> None:
    few = _per_row(_file(500, fault="12,3OO.00"), 500)
    assert _per_row(_file(4_000, fault="12,3OO.00"), 4_000) <= few * 1.05


def test_totals_on_every_other_row_are_checked_without_comparing_all_pairs() -> None:
    def totalled(count: int) -> bytes:
        lines = [
            text
            for number in range(count)
            # References of this file alone: what another test has read is remembered and would cost less.
            for text in (line("1.00", ref=f"AP-{count}-{number}"), 'Sub-total,,,,,,,"1.00",')
        ]
        return rows(*lines).encode()

    assert _per_row(totalled(4_000), 4_000) <= _per_row(totalled(500), 500) * 1.05
