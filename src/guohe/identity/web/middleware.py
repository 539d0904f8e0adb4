"""Each request is one transaction in which the signed-in account acts; a request of nobody sees nothing.

An exception undoes everything the request wrote. In demo mode a newcomer, not signed in, is shown the demo as
the finance officer sees it; in any other mode nobody is nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from guohe.db.once import keep
from guohe.identity.domain.demo_cast import FIRST_SEEN_AS
from guohe.identity.operations.act_as import acting, acting_to_read
from guohe.identity.operations.sign_in import account_for_request, account_of_session
from guohe.kernel import clock

_FAILED = "guohe_failed"
_READING = ("GET", "HEAD")


class ActingMiddleware:
    """Opens ``acting()`` around the view, after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer, its writes committed only if it did not fail."""
        account = _of_session(request)
        if account is not None:
            with _acting(request, account):
                # Only now is it known whether the account is open and the session its own; if not, nobody acts.
                if request.user.pk == account:
                    return self._answer(request, account)
        if settings.MODE == "demo" and not request.user.is_authenticated:
            newcomer = account_for_request(FIRST_SEEN_AS)
            if newcomer is not None:
                request.user = newcomer
        account = request.user.pk
        if account is None:
            return self.get_response(request)
        with _acting(request, account):
            return self._answer(request, account)

    def _answer(self, request: HttpRequest, account: int) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 500 or hasattr(request, _FAILED):
            transaction.set_rollback(True)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = _acting_on(response, account)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Marks a request whose view raised, whatever page is made of it."""
        setattr(request, _FAILED, True)


def _of_session(request: HttpRequest) -> int | None:
    """The account that the session names, not asked for yet."""
    session = getattr(request, "session", None)
    named = session.get(SESSION_KEY) if session is not None else None
    return int(named) if named is not None else None


@contextmanager
def _acting(request: HttpRequest, account: int) -> Iterator[None]:
    """What a page reads it asks once; a request that writes asks as often as it needs to know."""
    if request.method not in _READING:
        with acting(account, on=clock.today(), door="web"):
            yield
        return
    with acting_to_read(account, on=clock.today(), door="web") as told:
        keep(account_of_session, told, account)
        yield


def _acting_on(response: StreamingHttpResponse, account: int) -> Iterator[bytes]:
    # The content is made after the view's own transaction has ended, so it gets one of its own.
    content = iter(response)

    def stream() -> Iterator[bytes]:
        with acting(account, on=clock.today(), door="web"):
            yield from content

    return stream()
