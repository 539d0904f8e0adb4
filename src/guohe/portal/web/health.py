"""Jobs and health: what runs, how old each source is, and which kind of books these are."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from guohe.kernel import clock
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.portal.queries.health import job_counts, server_version, sources
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Frame


def health(request: HttpRequest, fmt: str) -> HttpResponse:
    """Every figure is counted at this moment; a source that was never read says so."""
    lang = language()
    jobs = Table(
        say("portal.health.jobs", lang),
        [
            Column("job", say("portal.health.job", lang)),
            Column("state", say("portal.health.status", lang)),
            Column("count", say("portal.health.count", lang), Kind.NUMBER),
        ],
        [(job, state, count) for job, state, count in job_counts()],
        lang=lang,
    )
    ages = Table(
        say("portal.health.sources", lang),
        [
            Column("source", say("portal.health.source", lang)),
            Column("last", say("portal.health.last_read", lang)),
        ],
        [
            (
                say(f"portal.source.{name}", lang),
                when.astimezone(clock.UTC8).strftime("%Y-%m-%d %H:%M")
                if when
                else say("portal.health.never_read", lang),
            )
            for name, when in sources()
        ],
        lang=lang,
    )
    facts = [
        (say("portal.health.mode", lang), say(f"portal.health.mode.{settings.MODE}", lang)),
        (say("portal.health.database", lang), f"PostgreSQL {server_version()}"),
    ]
    frame = Frame(
        title=say("portal.health.title", lang), command="guohe verify", as_at=clock.now(), permalink="/health"
    )
    return answer(
        request,
        template="portal/health.html",
        context={"page": frame, "view": {"jobs": jobs, "sources": ages, "facts": facts}},
        table=[ages, jobs],
        name="health",
        fmt=fmt,
    )
