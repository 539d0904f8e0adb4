"""One durable server for this folder's tests; it is killed and recovered, and kept between them."""

from collections.abc import Iterator

import pytest

from tests.integration.crash.site import Site, opened


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with opened() as made:
        yield made
