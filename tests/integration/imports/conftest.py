"""The demo's books, ready to import into."""

from __future__ import annotations

import pytest

from tests.factories.imports import Ground, demo_ground


@pytest.fixture
def ground(db: None) -> Ground:
    """Books with nothing imported yet."""
    return demo_ground()
