"""The counts shown at the end are those of pytest's own closing lines, errors counted as failures."""

import pytest

from setup.checks import Tally, only_unit


@pytest.mark.parametrize(
    ("closing", "passed", "failed"),
    [
        ("===== 12 passed in 0.30s =====", 12, 0),
        ("===== 2 failed, 10 passed, 1 error in 3.1s =====", 10, 3),
        ("===== 1 passed, 3 errors in 3.1s =====", 1, 3),
        ("===== no tests ran in 0.01s =====", 0, 0),
    ],
)
def test_a_closing_line_is_read(closing: str, passed: int, failed: int) -> None:
    tally = Tally()
    tally.add_pytest(f"tests/a.py ..F\nE  assert '9 passed' == '8 passed'\n{closing}\n")
    if "no tests" not in closing:
        assert (tally.passed, tally.failed) == (passed, failed)


def test_two_runs_add_up() -> None:
    tally = Tally()
    tally.add_pytest("== 3 passed in 1s ==")
    tally.add_pytest("== 1 failed, 4 passed in 1s ==")
    assert (tally.passed, tally.failed) == (7, 1)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["tests/unit"], True),
        (["tests/unit/kernel", "-k", "money", "tests/unit/setup"], True),
        (["tests/unit", "tests/integration"], False),
        (["-k", "money"], False),
        (["tests"], False),
        ([], False),
    ],
)
def test_only_unit_paths_need_no_database(arguments: list[str], expected: bool) -> None:
    assert only_unit(arguments) is expected
