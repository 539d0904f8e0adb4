"""Books of the demo's host, with the finance officer acting."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories.funds import Ground, books
from tests.factories.identity import Stage, the_cast
from tests.factories.people import FINANCE_OFFICE


@pytest.fixture
def stage(db: None) -> Stage:
    """The host and its people."""
    return the_cast()


@pytest.fixture
def ground(stage: Stage) -> Iterator[Ground]:
    """A book with one fund; the test acts as the finance officer."""
    with stage.acting(FINANCE_OFFICE):
        yield books(stage.host)
