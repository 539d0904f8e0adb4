"""Deadlines planned backwards: the list with its load, one call with a preview of moved days, and calendar files."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.texts import say
from guohe.programmes.domain.deadlines import DEADLINE, Planned
from guohe.programmes.queries import deadline_pages
from guohe.programmes.queries.calls import call
from guohe.programmes.queries.deadline_file import deadline_bytes
from guohe.programmes.queries.deadlines import Due, due, schedule
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame

AHEAD: Final = 60
# A year of days: past it the calendars of the places end soon.
MOST: Final = 366


def calendar(request: HttpRequest, fmt: str) -> HttpResponse:
    """What is due in the days ahead, and how much falls on each day."""
    lang, on = language(), clock.today()
    days, faults = _days(request)
    found = due(on, days)
    table, load = deadline_pages.due_table(found, lang), deadline_pages.load_table(found, lang)
    return answer(
        request,
        template="programmes/calendar.html",
        context={
            "page": Frame(
                title=table.title,
                command=f"guohe deadlines --next {days}",
                as_at=on,
                faulty=bool(faults),
                sources=(deadline_pages.calendars_text(lang),),
            ),
            "faults": faults,
            "days": days,
            "table": table.but_empty("hour", "asks"),
            "links": [reverse("programmes:deadlines", args=[each.call.code]) for each in found],
            # What the list says already is not said twice: only where many fall together can some be moved.
            "load": load if any(row[1] != 1 for row in load.rows) else None,
            "ics": f"{reverse('programmes:calendar-file')}?next={days}",
        },
        table=[table, load],
        name="deadlines",
        fmt=fmt,
        status=400 if faults else 200,
    )


def deadlines(request: HttpRequest, code: str, fmt: str) -> HttpResponse:
    """One call planned back; days in the address move steps, as a preview."""
    lang, on = language(), clock.today()
    try:
        found = call(code)
    except Refused as refusal:
        raise Http404(refusal.findings[0].sentence(lang)) from None
    moved, faults = _moved(request)
    planned = schedule(found, on=on, moved=moved)
    table = deadline_pages.schedule_table(planned, lang)
    rules = [_why(each) for each in reversed(planned.steps)]
    return answer(
        request,
        template="programmes/deadlines.html",
        context={
            "page": Frame(
                title=table.title,
                command=_command(code, moved),
                as_at=on,
                crumbs=(Crumb(say("programmes.calendar.title", lang), reverse("programmes:calendar")),),
                faulty=bool(faults),
                sources=(deadline_pages.calendars_text(lang),),
            ),
            "faults": faults,
            "findings": planned.findings,
            "table": table,
            "links": rules,
            "steps": [
                (
                    each.step,
                    deadline_pages.step_text(each.step, lang),
                    deadline_pages.date_or_blank(each.day),
                    deadline_pages.date_or_blank(moved.get(each.step)),
                )
                for each in reversed(planned.steps)
                if each.step != DEADLINE
            ],
            "ics": f"{reverse('programmes:deadlines-file', args=[code])}?{request.GET.urlencode()}",
        },
        table=table,
        record=deadline_pages.schedule_record(planned, lang),
        name=f"deadlines-{code}",
        fmt=fmt,
        status=400 if faults else 200,
    )


def calendar_file(request: HttpRequest) -> HttpResponse:
    """What is due in the days ahead, for a calendar program."""
    days, _ = _days(request)
    return _file(due(clock.today(), days), "deadlines")


def deadlines_file(request: HttpRequest, code: str) -> HttpResponse:
    """One call planned back, for a calendar program."""
    try:
        found = call(code)
    except Refused as refusal:
        raise Http404(refusal.findings[0].sentence(language())) from None
    moved, _ = _moved(request)
    planned = schedule(found, on=clock.today(), moved=moved)
    steps = tuple(Due(found, each, each.day) for each in planned.steps if each.day is not None)
    return _file(steps, f"deadlines-{code}")


def _file(found: tuple[Due, ...], name: str) -> HttpResponse:
    demo = settings.MODE == "demo"
    content = deadline_bytes(found, lang=language(), now=clock.now(), demo=demo)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{"DEMO-" if demo else ""}{name}.ics"'
    return response


def _days(request: HttpRequest) -> tuple[int, tuple[Finding, ...]]:
    text = request.GET.get("next", "").strip()
    if not text:
        return AHEAD, ()
    if text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= MOST:
        return int(text[:4]), ()
    values = {"seen": text[:20], "most": str(MOST)}
    return AHEAD, (Finding("CAL-117", Level.STOP, Place(pointer="next"), values),)


def _moved(request: HttpRequest) -> tuple[dict[str, date], tuple[Finding, ...]]:
    """The days in the address, by step; a field left empty moves nothing."""
    moved: dict[str, date] = {}
    faults = []
    for name in request.GET:
        text = request.GET.get(name, "").strip()
        if not text:
            continue
        try:
            moved[name] = date.fromisoformat(text)
        except ValueError:
            faults.append(Finding("RUL-824", Level.STOP, Place(pointer=name), {"seen": text[:40]}))
    return moved, tuple(faults)


def _why(each: Planned) -> str | None:
    if each.asks is None:
        return None
    return reverse(
        "programmes:rule", args=[each.asks.book.id, f"{each.asks.rule.id}@{each.asks.book.version}"]
    )


def _command(code: str, moved: dict[str, date]) -> str:
    words = [f"--move {step}={day}" for step, day in moved.items() if step.isascii() and step.isidentifier()]
    return " ".join(("guohe deadlines", code, *words))
