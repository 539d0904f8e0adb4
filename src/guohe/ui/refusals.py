"""A refusal that no page caught is still told in words, with nothing written and no traceback."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.core.exceptions import BadRequest, EmptyResultSet
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.defaults import page_not_found

from guohe.kernel.findings import Refused
from guohe.kernel.storable import TOO_MANY_FIGURES, storable
from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.plain import json_text

_TOO_LONG: Final = re.compile(rf"/{TOO_MANY_FIGURES}(?=/|\.|$)")


class RefusalMiddleware:
    """Turns Refused into a page or JSON: 403 when a right is missing, 422 otherwise.

    It stands before (outside) the middleware that opens the transaction, which then sees the exception first and
    takes everything back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer, untouched; an address with a NUL, which no table holds, is answered 400."""
        if not storable(request.path) or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The refusal in the reader's language; a number too long for any table names no page; any other exception goes on."""
        if isinstance(exception, DataError | EmptyResultSet) and _TOO_LONG.search(request.path):
            return page_not_found(request, Http404(), template_name="404.html")
        return refusal_answer(request, exception) if isinstance(exception, Refused) else None


def refusal_answer(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Why nothing was done, as a page or, where JSON was asked for, as JSON."""
    lang, findings = language(), refusal.findings
    status = 403 if all(finding.code.startswith("ACC-") for finding in findings) else 422
    if request.method in ("GET", "HEAD"):
        findings = tuple(finding.when_reading() for finding in findings)
    if request.path.endswith(".json"):
        told = json_text({"findings": [finding.as_json(lang) for finding in findings]})
        return HttpResponse(told, content_type="application/json", status=status)
    page = Frame(title=say("ui.error.403.title" if status == 403 else "ui.refused.title", lang))
    return render(request, "ui/refused.html", {"page": page, "findings": findings}, status=status)
