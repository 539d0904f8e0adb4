"""Before a host has a book, setting up an award begins with opening one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.factories.identity import the_cast
from tests.factories.people import NOW, RESEARCH_OFFICE
from tests.integration.imports.pages import seen_by, words


def test_without_a_book_the_first_step_leads_to_opening_one(
    db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.MODE = "demo"
    settings.STATIC_ROOT = tmp_path
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    the_cast()
    told = seen_by(RESEARCH_OFFICE).get("/en/grants/new", follow=True)
    assert told.redirect_chain[-1][0] == "/en/books/new"
    assert "A grant is kept in a book, and there is none yet." in words(told.content)
