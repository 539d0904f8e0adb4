"""A browser without script: signs in by the demo's role switcher, and reads what a page says."""

from __future__ import annotations

import html
import re

from django.test import Client


def seen_by(username: str) -> Client:
    """A client acting as one of the cast."""
    client = Client()
    assert client.post(f"/en/demo/be/{username}").status_code == 302
    return client


def shown_on(page: str) -> str:
    """What the form of a confirm page says that the page shows."""
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def words(content: bytes) -> str:
    """The text of a page's main column, without tags."""
    page = content.decode("utf-8").partition("<main")[2]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))
