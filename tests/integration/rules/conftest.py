"""Rulebooks need neither a database nor a session: their pages run without both here, for somebody who is not signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings

_NEEDS_DATABASE = ("Session", "Authentication", "Acting", "LoginRequired", "MessageMiddleware")


def nobody(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware in whose requests nobody is signed in."""

    def with_nobody(request: HttpRequest) -> HttpResponse:
        request.user = AnonymousUser()
        return answer(request)

    return with_nobody


@pytest.fixture
def visitor() -> Iterator[Client]:
    """Someone who is not signed in, in demo mode."""
    middleware = [name for name in settings.MIDDLEWARE if not any(word in name for word in _NEEDS_DATABASE)]
    with override_settings(
        ROOT_URLCONF="tests.integration.rules.addresses",
        MIDDLEWARE=[f"{__name__}.nobody", *middleware],
        MODE="demo",
        STATIC_ROOT=Path(__file__).parent,
    ):
        yield Client()
