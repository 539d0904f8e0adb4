"""The language a request chose ends with the test that sent it: tests run in random order and know nothing of each other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def language_of_one_test() -> Iterator[None]:
    """Django leaves a request's language with the thread, as a server sets it anew for each request."""
    yield
    translation.deactivate()
