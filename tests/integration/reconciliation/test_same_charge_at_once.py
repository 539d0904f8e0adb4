"""Two people at once: one entry of the ERP is one charge of the bank, and frees no second line."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from guohe.kernel.findings import Refused
from guohe.reconciliation.operations import accept_receipt_charge as operation
from tests.factories.imports import Ground, demo_ground
from tests.factories.people import NOW
from tests.integration.reconciliation.test_groups import SECOND
from tests.integration.reconciliation.test_receipt_charges import ITEM, accept, left, posted_by_the_erp
from tests.integration.reconciliation.test_same_charge import (
    LISTED,
    TAKEN,
    credited,
    listed,
    made_ready,
    posted,
)

pytestmark = pytest.mark.usefixtures("demo_books")
ANOTHER = ("21/06/2019", f"CHARGE {SECOND}", "-50.00")


@pytest.fixture
def ground(committed: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Ground:
    settings.MODE = "demo"
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    return demo_ground()


def at_once(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Any, meanwhile: Any) -> str:
    """Does one thing, and another from the moment at which the first has booked and not committed; what became of the other."""
    told: list[str] = []

    def other() -> None:
        try:
            meanwhile()
            told.append("done")
        except Refused as refusal:
            told.extend(finding.code for finding in refusal.findings)
        finally:
            connection.close()

    thread, real = threading.Thread(target=other), getattr(module, name)

    def before_it_is_over(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(module, name, real)
        thread.start()
        thread.join(2)
        return real(*given, **named)

    monkeypatch.setattr(module, name, before_it_is_over)
    act()
    thread.join(30)
    return ", ".join(told)


def test_two_equal_lines_accepted_at_once_against_one_entry_of_the_erp(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = credited(ground, TAKEN, ANOTHER)
    posted_by_the_erp(ground)
    told = at_once(
        monkeypatch,
        operation,
        "say_is",
        lambda: accept(ground, first, ITEM),
        lambda: accept(ground, second, ITEM),
    )
    # The entry of the ERP is one of the two lines; the books hold two charges of 50.00, and no third.
    assert (told, left(ground)[SECOND]) == ("REC-139", "479900.00")


def test_a_listing_that_is_confirmed_while_its_charge_is_accepted_is_asked_about_it(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    (charge,) = credited(ground, TAKEN)
    job = listed(ground, LISTED)
    made_ready(ground, job)
    confirmed: list[tuple[int, list[str]]] = []
    told = at_once(
        monkeypatch,
        operation,
        "say_is",
        lambda: accept(ground, charge, ITEM),
        lambda: confirmed.append(posted(ground, job)),
    )
    assert (told, confirmed, left(ground)[SECOND]) == ("done", [(0, ["IMP-207"])], "479950.00")
