"""The top bar: at most six places, by what a person does."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """What every page's frame needs from all contexts together."""
    return {"navigation": []}
