"""Higher contexts put their own choices on the page of preferences, which knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

Values = Callable[[HttpRequest], Mapping[str, Any] | None]

_parts: dict[str, Values] = {}


def offer(template: str, values: Values) -> None:
    """From now on the page includes ``template`` with what ``values`` gives for the request; None leaves it out."""
    _parts[template] = values


def parts_for(request: HttpRequest) -> list[tuple[str, Mapping[str, Any]]]:
    """The parts that this reader is shown, in the order in which they were offered."""
    told = ((template, values(request)) for template, values in _parts.items())
    return [(template, part) for template, part in told if part is not None]
