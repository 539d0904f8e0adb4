"""Two listings read at the same time: the second waits for the first, and says which of its lines that one brought."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from guohe.imports.operations import read_file as operation
from guohe.imports.queries import jobs
from tests.factories.imports import Ground, demo_ground, listing
from tests.factories.people import FINANCE_OFFICE, NOW

pytestmark = pytest.mark.usefixtures("demo_books")
SHARED = [("02/05/2018", f"AP18-{number}", "6110", "10.00") for number in range(1, 4)]
ONE = listing([*SHARED, ("03/05/2018", "OWN-1", "6110", "5.00")], total="35.00")
OTHER = listing([*SHARED, ("04/05/2018", "OWN-2", "6110", "5.00")], total="35.00")


@pytest.fixture
def ground(committed: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def at_once(ground: Ground, monkeypatch: pytest.MonkeyPatch, first: bytes, second: bytes) -> list[int]:
    """Reads one listing, and another from the moment at which the first is written and not committed; both imports."""
    read: list[int] = []

    def take(name: str, content: bytes) -> None:
        with ground.stage.acting(FINANCE_OFFICE):
            read.append(ground.read(name, content).job)

    def other() -> None:
        try:
            take("second.csv", second)
        finally:
            connection.close()

    thread, real = threading.Thread(target=other), operation.record

    def before_it_is_over(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(operation, "record", real)
        thread.start()
        thread.join(2)
        return real(*given, **named)

    monkeypatch.setattr(operation, "record", before_it_is_over)
    take("first.csv", first)
    thread.join(30)
    return read


def test_the_second_counts_what_the_first_brought_and_loses_no_line(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = at_once(ground, monkeypatch, ONE, OTHER)
    with ground.stage.acting(FINANCE_OFFICE):
        one, two = (jobs.job(job).standing for job in (first, second))
        assert (one.ready.lines, one.difference.minor) == (4, 0)
        assert (two.ready.lines, two.already_waits.lines, two.difference.minor) == (1, 3, 0)


def test_the_same_file_at_once_is_one_import(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = at_once(ground, monkeypatch, ONE, ONE)
    assert first == second
