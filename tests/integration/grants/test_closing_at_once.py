"""A budget comes into force while somebody closes the grant: one waits for the other, and neither is broken off by the database."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from guohe.funds.queries import budget
from guohe.grants.domain.closing import Item, Stand
from guohe.grants.operations import move_change
from guohe.grants.operations.close_grant import approve_closing, prepare_closing
from guohe.kernel.findings import Refused
from tests.factories.changes import decided, loaded, prepared, sent
from tests.factories.effects import LATE
from tests.factories.imports import STEEL, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW, RESEARCH_OFFICE


def test_a_budget_comes_into_force_before_the_grant_is_closed(
    committed: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    points = (Item("reports", Stand.DONE, evidence=("report 1",)),)
    monkeypatch.setattr("guohe.grants.queries.closing._sources", [lambda ref, on: points])
    monkeypatch.setattr("guohe.grants.queries.closing._books", lambda grant, on: ())
    ground = demo_ground()
    stage = ground.stage
    change = prepared(ground)
    sent(ground, change)
    decided(ground, change, FINANCE_OFFICE)
    with stage.acting(RESEARCH_OFFICE, on=LATE.date()):
        office = stage.account(RESEARCH_OFFICE)
        closing = prepare_closing(ref=STEEL, note="kept", evidence="R-9", actor=office, now=LATE)
    told: list[str] = []

    def close() -> None:
        try:
            with stage.acting(FINANCE_OFFICE, on=LATE.date()):
                approve_closing(ref=STEEL, number=closing, actor=ground.finance, now=LATE)
            told.append("closed")
        except Refused as refusal:
            told.extend(finding.code for finding in refusal.findings)
        except Exception as fault:  # noqa: BLE001 -- whatever the database said is told by the test
            told.append(f"{type(fault).__name__} {fault}")
        finally:
            connection.close()

    thread, real = threading.Thread(target=close), move_change.write_step

    def while_it_closes(*values: Any, **named: Any) -> Any:
        # The new limits are in the books, and the step is not written yet.
        thread.start()
        thread.join(1)
        return real(*values, **named)

    monkeypatch.setattr(move_change, "write_step", while_it_closes)
    assert loaded(ground, change, RESEARCH_OFFICE) == 2
    thread.join(30)
    assert told == ["closed"]
    with stage.acting(FINANCE_OFFICE, on=LATE.date()):
        assert {each.version for each in budget.position(STEEL)} == {2}
