"""Each request is one transaction in which the signed-in account acts; a request of nobody sees nothing.

An exception undoes everything the request wrote. In demo mode a newcomer, not signed in, is shown the demo as
the finance officer sees it; in any other mode nobody is nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from guohe.db.once import asking_once
from guohe.identity.domain.demo_cast import FIRST_SEEN_AS
from guohe.identity.operations.act_as import acting
from guohe.identity.operations.sign_in import account_for_request
from guohe.kernel import clock

_FAILED = "guohe_failed"
_READING = ("GET", "HEAD")


class ActingMiddleware:
    """Opens ``acting()`` around the view, after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer, its writes committed only if it did not fail."""
        if settings.MODE == "demo" and not request.user.is_authenticated:
            newcomer = account_for_request(FIRST_SEEN_AS)
            if newcomer is not None:
                request.user = newcomer
        account = request.user.pk
        if account is None:
            return self.get_response(request)
        # What a page reads it asks once; a request that writes asks as often as it needs to know.
        keeping = asking_once() if request.method in _READING else nullcontext()
        with acting(account, on=clock.today(), door="web"), keeping:
            response = self.get_response(request)
            if response.status_code >= 500 or hasattr(request, _FAILED):
                transaction.set_rollback(True)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = _acting_on(response, account)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Marks a request whose view raised, whatever page is made of it."""
        setattr(request, _FAILED, True)


def _acting_on(response: StreamingHttpResponse, account: int) -> Iterator[bytes]:
    # The content is made after the view's own transaction has ended, so it gets one of its own.
    content = iter(response)

    def stream() -> Iterator[bytes]:
        with acting(account, on=clock.today(), door="web"):
            yield from content

    return stream()
