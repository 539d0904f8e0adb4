"""Today: what needs somebody, and the grants one sees."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from guohe.grants.queries.rule_change_pages import news_text
from guohe.grants.queries.rule_changes import newer_books
from guohe.identity.domain.capabilities import Word
from guohe.identity.queries.sight import hosts_held
from guohe.kernel import clock
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.portal.queries.attention import needs_attention
from guohe.portal.queries.tables import grants_table
from guohe.portal.web.grants import grant_links
from guohe.portal.web.items import shown
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame

# A button that the acting person would be refused is not offered: the right it needs, its page and its words.
ACTIONS: tuple[tuple[Word | None, str, str], ...] = (
    ("import", "imports:new", "portal.today.import"),
    ("prepare", "imports:set-up", "portal.today.set_up"),
    (None, "portal:health", "portal.health.title"),
)


def today(request: HttpRequest, fmt: str) -> HttpResponse:
    """The five lists of users.md US-23 in one, the longest wait first."""
    lang = language()
    signed_in = request.user.is_authenticated
    items = needs_attention(on=clock.today()) if signed_in else ()
    table = Table(
        say("portal.today.needs", lang),
        [
            Column("shape", say("portal.health.status", lang)),
            Column("subject", say("portal.grants.ref", lang)),
            Column("sentence", say("portal.today.needs", lang)),
            Column("days", say("portal.health.count", lang), Kind.NUMBER),
        ],
        [(item.shape, item.subject, say(item.key, lang, **item.named), item.days) for item in items],
        lang=lang,
    )
    grants = grants_table(lang)
    view = {
        "person": request.user.name.in_language(lang) if request.user.is_authenticated else "",
        "items": [shown(item, lang) for item in items],
        "grants": grants,
        "links": grant_links(grants),
        "news": [
            {**each, "url": f"{reverse('grants:rule-changes', args=[each['book']])}?{each['query']}"}
            for each in (news_text(newer_books(clock.today()), lang, on=clock.today()) if signed_in else ())
        ],
        "actions": [
            {"url": reverse(page), "label": say(words, lang)}
            for word, page, words in ACTIONS
            if word is None or (signed_in and hosts_held(word))
        ],
    }
    frame = Frame(
        title=say("portal.today.title", lang), command="guohe status", as_at=clock.now(), permalink="/"
    )
    return answer(
        request,
        template="portal/today.html",
        context={"page": frame, "view": view},
        table=table,
        name="needs-attention",
        fmt=fmt,
    )
