"""The cost of a file grows with its rows and not faster; the floor is far below what bench/ measures, so that it never flickers."""

from __future__ import annotations

import time

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


def _seconds(data: bytes) -> float:
    started = time.process_time()
    opened = open_text(data)
    assert opened.grid is not None
    judge(read_listing(opened.grid), facts())
    return time.process_time() - started


def test_cost_is_linear_and_above_ten_thousand_rows_a_second() -> None:
    _seconds(_file(100))
    small, large = min(_seconds(_file(3_000)) for _ in range(3)), _seconds(_file(24_000))
    assert large < 24 * small
    assert large < 2.4


def test_file_in_which_every_row_is_faulty_is_no_slower_than_that() -> None:
    assert _seconds(_file(12_000, fault="12,3OO.00")) < 2.4


def test_totals_on_every_other_row_are_checked_without_comparing_all_pairs() -> None:
    lines = [
        text
        for number in range(6_000)
        for text in (line("1.00", ref=f"AP-{number}"), 'Sub-total,,,,,,,"1.00",')
    ]
    assert _seconds(rows(*lines).encode()) < 2.4
