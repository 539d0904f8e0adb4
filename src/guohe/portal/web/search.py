"""The search page: one box, and what was found grouped by kind."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.notices.queries.saved import saved_searches
from guohe.portal.domain.search import question
from guohe.portal.queries.search import MOST, hits_table, search
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame


def search_page(request: HttpRequest, fmt: str) -> HttpResponse:
    """Grants, units, institutions, entries and lines that hold what was asked."""
    lang = language()
    asked = question(request.GET.get("q", ""))
    hits = search(asked, lang, signed_in=request.user.is_authenticated)
    frame = Frame(
        title=say("portal.search.title", lang),
        command=f'guohe search "{asked.text}"'
        if asked.text and '"' not in asked.text
        else "guohe search WORDS",
        as_at=clock.now(),
    )
    groups = [
        {
            "title": say(f"portal.search.kind.{kind}", lang),
            "hits": [(hit, reverse(hit.page, args=[hit.argument])) for hit in found],
        }
        for kind, found in groupby(hits, key=lambda hit: hit.kind)
    ]
    signed_in = request.user.is_authenticated
    view = {
        "asked": asked.text,
        "groups": groups,
        "most": str(MOST),
        "saved": saved_searches(account_of(request)) if signed_in and fmt == "html" else (),
        "may_keep": signed_in and bool(asked.words),
    }
    return answer(
        request,
        template="portal/search.html",
        context={"page": frame, "view": view},
        table=hits_table(asked, hits, lang),
        name="search",
        fmt=fmt,
    )
