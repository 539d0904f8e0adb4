"""A calendar program has no session: at addresses that end in .ics it may say a name and a calendar password (HTTP Basic).

Nothing secret stands in the address. At every other address such a password is not even looked at.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from guohe.identity.operations.calendar_password import account_of_calendar
from guohe.kernel import clock
from guohe.kernel.storable import storable
from guohe.kernel.texts import say
from guohe.ui.languages import language

_READING = ("GET", "HEAD")


class CalendarDoor:
    """Stands after authentication by session and before the middleware that asks who acts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The calendar; 401 where nobody may see it without signing in, so that the program asks for the password."""
        if not _is_calendar(request.path) or request.user.is_authenticated:
            return self.get_response(request)
        said = request.headers.get("Authorization")
        if said is not None and request.method in _READING:
            account = _account(said)
            if account is None:
                return _asked()
            request.user = account  # type: ignore[assignment]
        response = self.get_response(request)
        to_sign_in = response.status_code == 302 and not request.user.is_authenticated
        return _asked() if to_sign_in else response


def _is_calendar(path: str) -> bool:
    """Whether the address is a calendar's by the list of addresses: another page's may end in the same letters by its argument."""
    try:
        return resolve(path).route.endswith(".ics")
    except Resolver404:
        return False


def _account(said: str) -> object | None:
    scheme, _, value = said.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, password = base64.b64decode(value.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    if not storable(name, password):
        return None
    return account_of_calendar(username=name, password=password, now=clock.now())


def _asked() -> HttpResponse:
    told = f"ACC-635 {say('ACC-635', language())}\n"
    response = HttpResponse(told, status=401, content_type="text/plain; charset=utf-8")
    response["WWW-Authenticate"] = 'Basic realm="Guohe calendars", charset="UTF-8"'
    return response
