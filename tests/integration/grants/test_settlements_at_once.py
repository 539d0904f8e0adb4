"""Two people approve two settlements of the same stretch of days at one moment: one of them is settled, and the other is told so."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from guohe.grants.operations import switch_rules
from guohe.kernel.findings import Refused
from tests.factories.imports import demo_ground
from tests.factories.people import NOW
from tests.factories.rulebooks import loaded_beside
from tests.integration.grants.test_rule_settlement import allowed, own, settled, version


def test_of_two_approved_at_once_one_stands(
    committed: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    ground = demo_ground()
    texts = (
        version("1.0", "2018-01-01", "2019", counts="event"),
        version("2.0", "2019", "", counts="event"),
    )
    told: list[str] = []

    def other() -> None:
        try:
            allowed(ground, second)
            told.append("settled")
        except Refused as refusal:
            told.extend(finding.code for finding in refusal.findings)
        finally:
            connection.close()

    thread, real = threading.Thread(target=other), switch_rules.settled_since

    def while_it_is_judged(*values: Any) -> Any:
        if not thread.ident:
            thread.start()
            thread.join(2)
        return real(*values)

    with pytest.MonkeyPatch.context() as patch, loaded_beside(tmp_path, patch, *texts):
        first = settled(ground, "own@1.0", on=date(2019, 3, 29))
        second = settled(ground, "own@2.0", on=date(2019, 2, 1))
        monkeypatch.setattr(switch_rules, "settled_since", while_it_is_judged)
        allowed(ground, first)
        thread.join(30)
        assert told == ["RUL-896"]
        assert own(ground, date(2019, 6, 1)) == (["own@1.0"], [])
