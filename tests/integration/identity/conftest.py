"""Web tests of identity run with the sign-in backend, whatever mode the settings start in."""

from __future__ import annotations

import pytest
from pytest_django import Settings


@pytest.fixture
def demo_mode(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo: its mode and its fixed clock (users.md 5.1)."""
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", "2019-07-02T10:00:00+08:00")
