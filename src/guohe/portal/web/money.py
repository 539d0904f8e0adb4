"""Where the money is: every instalment with its stations and clock, the route's usual time, and what to ask the bank."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from guohe.calendars.queries.published import calendars, horizon, version
from guohe.grants.domain.lateness import waited
from guohe.kernel import clock
from guohe.kernel.findings import Finding
from guohe.kernel.texts import LANGUAGES, in_a_row, say
from guohe.portal.domain import money_plots, money_tables, money_words
from guohe.portal.domain.money import Money, Way, asked_day
from guohe.portal.domain.money_reminders import reminders
from guohe.portal.queries.money import money_of
from guohe.portal.queries.money_record import record_of
from guohe.portal.web.calendar_file import calendar_bytes
from guohe.registry.queries.register import sources
from guohe.ui.as_at import reads_as_at
from guohe.ui.formats import answer
from guohe.ui.languages import OWN_NAMES, TAGS, language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant


@reads_as_at
def money(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """As of the day in ``?as_at=``: today when none, or none that can be read (CAL-103)."""
    lang, now = language(), clock.now()
    on, fault = asked_day(request.GET.get("as_at", ""), now.date())
    found = _found(request, ref, on=on)
    chosen = on != now.date()
    frame = Frame(
        title=say("portal.money.title", lang, ref=ref),
        caption=found.grant.title.in_language(lang),
        command=f"guohe money {ref}" + (f" --as-at {on}" if chosen else ""),
        as_at=on if chosen else now,
        permalink=f"/{lang}/grants/{ref}/money" + (f"?as_at={on}" if chosen else ""),
        crumbs=to_grant(ref),
        faulty=fault is not None,
    )
    return answer(
        request,
        template="portal/money.html",
        context={"page": frame, "view": _view(found, fault, lang)},
        table=money_tables.stations_table(found, found.ways, lang),
        record=record_of(found, lang),
        name=f"{ref}-money",
        fmt=fmt,
        status=400 if fault is not None else 200,
    )


def money_calendar(request: HttpRequest, ref: str) -> HttpResponse:
    """The reminders of one grant as an iCalendar file; a calendar program replaces them by their keys."""
    now = clock.now()
    found = _found(request, ref, on=now.date())
    content = calendar_bytes(reminders(found, calendars(found.regions)), lang=language(), now=now)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="money.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _found(request: HttpRequest, ref: str, *, on: Any) -> Money:
    found = money_of(ref, on=on, account=request.user.pk or 0, today=clock.today())
    if found is None:
        raise Http404(ref)
    return found


def _view(found: Money, fault: Finding | None, lang: str) -> dict[str, Any]:
    usual = found.usual
    newest_first = tuple(reversed(found.ways))
    running = next((days for way in newest_first if (days := waited(way.clock)) is not None), None)
    return {
        "ref": found.grant.ref,
        "on": found.on,
        "faults": (fault,) if fault is not None else (),
        "ways": [_way(found, way, lang) for way in newest_first],
        "has_stations": bool(found.ways),
        "usual": money_words.usual_sentence(usual, lang),
        "basis": say("portal.money.usual.basis", lang, on=found.on.isoformat()),
        "strip": money_plots.strip(usual, running) if usual is not None else None,
        "running": running,
        "usual_table": money_tables.usual_table(usual, lang) if usual is not None else None,
        "route": money_words.route_sentence(found, lang, sources()),
        "collapsed": found.collapsed,
        "calendar": say(
            "portal.money.calendar",
            lang,
            places=money_words.places(found.regions, lang),
            version=version(),
            horizon=horizon(found.regions).isoformat(),
        ),
    }


def _way(found: Money, way: Way, lang: str) -> dict[str, Any]:
    working = way.clock.working if way.clock is not None else None
    return {
        "number": str(way.instalment.number),
        "title": say(
            "portal.money.instalment",
            lang,
            number=str(way.instalment.number),
            amount=str(way.instalment.amount),
        ),
        "findings": way.findings,
        "clock": money_words.clock_sentence(way, lang),
        "segments": [
            {"mark": segment, "word": say(f"portal.money.holder.{segment.holder}", lang)}
            for segment in (money_plots.bar(way.clock) if way.clock is not None else ())
        ],
        "told": in_a_row(
            filter(
                None,
                (
                    money_words.bank_sentence(way, lang),
                    money_words.holds_sentence(found, way, lang),
                    money_words.working_sentence(found, way, lang),
                    money_words.unnoticed_sentence(way, lang),
                ),
            ),
            lang,
        ),
        "came_back": money_words.came_back_sentence(way, lang),
        "unidentified": money_words.unidentified_sentence(way, lang),
        "stations": [_station(found, way, station, lang) for station in way.stations],
        "stations_label": say("portal.money.stations", lang, number=str(way.instalment.number)),
        "table": money_tables.way_table(found, way, lang),
        "messages": _messages(found, way, lang) if way.on_its_way else [],
        "excluded": money_tables.excluded_table(working, lang) if working is not None else None,
        "excluded_words": say(
            "portal.money.excluded", lang, count=str(len(working.excluded) if working is not None else 0)
        ),
    }


def _station(found: Money, way: Way, station: Any, lang: str) -> dict[str, Any]:
    part = money_words.part_of(way, station.name)
    days = ""
    if part is not None:
        key = "portal.money.station.so_far" if part.running else "portal.money.station.days"
        days = say(key, lang, days=str(part.days))
    working = part.working if part is not None else None
    return {
        "word": money_words.station_word(found, station, lang),
        "on": station.happened_on,
        "how": station.how,
        "days": days,
        "working": say("portal.money.station.working", lang, days=str(working.days)) if working else "",
        "holder": say(f"portal.money.holder.{part.holder if part else station.stop.holder}", lang),
    }


def _messages(found: Money, way: Way, lang: str) -> list[dict[str, str]]:
    """The message in the reader's language first, then in the other two."""
    order = (lang, *(other for other in LANGUAGES if other != lang))
    return [
        {
            "id": f"message-{way.instalment.number}-{code}",
            "name": OWN_NAMES[code],
            "tag": TAGS[code],
            "text": money_words.bank_message(found, way, code),
        }
        for code in order
    ]
