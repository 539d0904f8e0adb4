"""Every answer: only reading and sending are asked of a page, and what a page shows stays with its reader's browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Frame

METHODS: Final = ("GET", "HEAD", "POST")


class AnswerMiddleware:
    """Refuses other methods in words (405), and keeps pages out of every cache but the reader's own.

    ``no-cache``, not ``no-store``: a browser forgets what was typed in a page that it may not store, and a draft is never
    lost; signing out clears what was kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The view's answer, with who may keep it."""
        answer = self.get_response(request) if request.method in METHODS else HttpResponse(status=405)
        if answer.status_code == 405 and isinstance(answer, HttpResponse):
            answer = _in_words(request, allowed=answer.get("Allow", ", ".join(METHODS)))
        if answer.get("Content-Type", "").startswith("text/html") and not answer.has_header("Cache-Control"):
            patch_cache_control(answer, private=True, no_cache=True)
        return answer


def _in_words(request: HttpRequest, *, allowed: str) -> HttpResponse:
    page = Frame(title=say("ui.error.405.title", language()))
    told = render(
        request, "405.html", {"page": page, "method": request.method, "allowed": allowed}, status=405
    )
    told["Allow"] = allowed
    return told
