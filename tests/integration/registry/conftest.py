"""The register needs neither a database nor a session: its pages run without both here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

_NEEDS_DATABASE = ("Session", "Authentication", "Acting", "LoginRequired", "MessageMiddleware")


@pytest.fixture
def visitor() -> Iterator[Client]:
    """Someone who is not signed in, in demo mode."""
    middleware = [name for name in settings.MIDDLEWARE if not any(word in name for word in _NEEDS_DATABASE)]
    with override_settings(
        ROOT_URLCONF="tests.integration.registry.addresses",
        MIDDLEWARE=middleware,
        MODE="demo",
        STATIC_ROOT=Path(__file__).parent,
    ):
        yield Client()
