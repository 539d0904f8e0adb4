"""``?as_at=`` is honoured by the pages that say so, and refused by every other: a day is never silently ignored."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.ui.formats import View
from guohe.ui.refusals import refusal_answer

_NAME: Final = "as_at"
# Nobody keeps books of such days, and sums of days end near them.
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
_SEEN: Final = 40


def reads_as_at(view: View) -> View:
    """The page shows its figures as of the day in ``?as_at=``, or says why it cannot."""
    view.reads_as_at = True  # type: ignore[attr-defined]
    return view


class AsAtMiddleware:
    """Refuses a day that a page would not look at (MON-540), or that no books know (MON-541)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer, untouched."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """The refusal, or None for the page to go on."""
        asked = request.GET.get(_NAME, "").strip()
        if not asked or request.method not in ("GET", "HEAD"):
            return None
        values = {"seen": asked[:_SEEN]}
        if not getattr(view, "reads_as_at", False):
            code = "MON-540"
        elif _unknown(asked):
            code, values = "MON-541", {**values, "first": _FIRST.isoformat(), "last": _LAST.isoformat()}
        else:
            return None
        return refusal_answer(request, Refused(Finding(code, Level.STOP, Place(pointer=_NAME), values)))


def _unknown(asked: str) -> bool:
    """A day so far away that no page can tell it; what is no day at all, the page itself says in its own words."""
    try:
        return not _FIRST <= date.fromisoformat(asked) <= _LAST
    except ValueError:
        return False
