"""The page of equipment has a list that fits, with the sentences of each line below it; its file holds all of both."""

from __future__ import annotations

import csv
import io

import pytest
from pytest_django import Settings

from guohe.equipment.queries.pages import LISTED
from tests.factories.imports import STEEL, demo_ground
from tests.factories.people import FINANCE_OFFICE, NOW
from tests.integration.imports.pages import seen_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_books")]


def test_what_a_line_is_for_stands_below_the_list_and_in_its_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    demo_ground()
    reader, page = seen_by(FINANCE_OFFICE), f"/en/grants/{STEEL}/equipment"
    told = reader.get(page).content.decode()
    listed, uses = (table.partition("</table>")[0] for table in told.split("<table")[1:3])
    # demo/: the load cell is for fatigue tests of welded joints, and open to partners.
    assert ("Fatigue tests" in listed, "Fatigue tests" in uses, "Open to" in uses) == (False, True, True)
    assert "What each line is for" in uses
    rows = list(csv.reader(io.StringIO(reader.get(f"{page}.csv").content.decode("utf-8-sig"))))
    (line,) = [row for row in rows if row[:1] == ["A-1"]]
    assert len(line) == len(LISTED)
    assert any("Fatigue tests" in cell for cell in line)
