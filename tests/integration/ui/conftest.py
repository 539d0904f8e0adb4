"""The gallery runs in a real server without a database: pages need none."""

from __future__ import annotations

import copy
import threading
from collections.abc import Iterator
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

# What a page needs of the product's own middleware; the rest needs a session or an actor.
_PAGES_ONLY = (
    "Answer",
    "Security",
    "WhiteNoise",
    "CSP",
    "Locale",
    "Common",
    "Csrf",
    "XFrame",
    "Htmx",
    "Refusal",
)


def _settings() -> dict[str, object]:
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [Path(__file__).parent / "templates"]
    return {
        "ROOT_URLCONF": "tests.integration.ui.gallery",
        "TEMPLATES": templates,
        "MIDDLEWARE": _middleware(),
        "MODE": "demo",
        "STATIC_ROOT": Path(__file__).parent,
    }


def _middleware() -> list[str]:
    chosen = [name for name in settings.MIDDLEWARE if name.rpartition(".")[2].startswith(_PAGES_ONLY)]
    refusals = "guohe.ui.refusals.RefusalMiddleware"
    return chosen if refusals in chosen else [*chosen, refusals]


@pytest.fixture
def gallery_settings() -> Iterator[None]:
    """The gallery's addresses, demo mode, no session."""
    with override_settings(**_settings()):
        yield


class _Quiet(WSGIRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """A test's output shows the test's own words only."""


@pytest.fixture(scope="module")
def gallery_server() -> Iterator[str]:
    """The gallery's address on this machine."""
    with override_settings(**_settings()):
        server = make_server("127.0.0.1", 0, WSGIHandler(), handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()
