"""A durable server for each test: it is killed and recovered, and what one story left stops no other, in any order."""

from collections.abc import Iterator

import pytest

from tests.integration.crash.site import Site, opened


@pytest.fixture
def site() -> Iterator[Site]:
    with opened() as made:
        yield made
