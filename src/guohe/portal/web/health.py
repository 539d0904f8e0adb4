"""Jobs and health: what runs, how old each source is, and which kind of books these are."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from guohe.kernel import clock
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import catalogue, say
from guohe.kernel.utc8 import minute_there
from guohe.notices.queries.standing import mail_standing, standing_text
from guohe.portal.queries.health import Source, job_counts, server_version, sources
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
        [(_job(job, lang), _state(state, lang), count) for job, state, count in job_counts()],
        lang=lang,
    )
    ages = Table(
        say("portal.health.sources", lang),
        [
            Column("source", say("portal.health.source", lang)),
            Column("last", say("portal.health.last_read", lang)),
        ],
        [(say(f"portal.source.{source.kind}", lang), _last(source, lang)) for source in sources()],
        lang=lang,
    )
    facts = [
        (say("portal.health.mode", lang), say(f"portal.health.mode.{settings.MODE}", lang)),
        (say("portal.health.database", lang), f"PostgreSQL {server_version()}"),
        (say("notices.health.title", lang), standing_text(mail_standing(), lang)),
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


def _last(source: Source, lang: str) -> str:
    """When a file of this kind was last read; what came otherwise is told as what it is."""
    if source.read_at is not None:
        return _moment(source.read_at)
    if source.entered and source.entered_at is not None:
        what = say(f"portal.health.what.{source.kind}", lang, count=str(source.entered))
        return say("portal.health.entered", lang, when=_moment(source.entered_at), what=what)
    return say("portal.health.never_read", lang)


def _moment(at: datetime) -> str:
    return minute_there(at)


def _job(name: str, lang: str) -> str:
    key = f"portal.health.job.{name}"
    return say(key, lang) if key in catalogue() else say("portal.health.job.other", lang, name=name)


def _state(state: str, lang: str) -> str:
    key = f"portal.health.state.{state}"
    return say(key, lang) if key in catalogue() else state
