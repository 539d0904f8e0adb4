"""The day on which rights are held is the clock's: no page, form or address says it to the database."""

from __future__ import annotations

import ast

from tests.architecture.ground import PRODUCT, python_files

# The clock at a door; what a door or the daily job hands on; the day on which the demo's cast and a new deployment begin.
DAYS = {"clock.today()", "now.date()", "on", "day", "SINCE", "max(starts, now.date())"}
# acting() itself, and the second connection of a long import, which says the actor and day that its own transaction has.
TOLD_TO_THE_DATABASE = {"identity/operations/act_as.py", "imports/operations/carry_out_run.py"}


def test_every_door_says_the_clocks_day() -> None:
    found, said = [], set()
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("acting", "acting_at_keyboard")
            ):
                days = {ast.unparse(word.value) for word in node.keywords if word.arg == "on"}
                said |= days
                found += [f"{path.relative_to(PRODUCT)}:{node.lineno} {day}" for day in days - DAYS]
    assert found == []
    assert {"clock.today()", "now.date()"} <= said


def test_the_actor_and_the_day_are_told_to_the_database_in_one_place() -> None:
    telling = {
        str(path.relative_to(PRODUCT))
        for path in python_files()
        if "guohe.on" in path.read_text(encoding="utf-8")
    }
    assert telling == TOLD_TO_THE_DATABASE
