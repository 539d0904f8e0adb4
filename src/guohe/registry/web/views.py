"""Views of the register translate a day and a code, make one call, and answer."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from guohe.kernel import clock
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.texts import say
from guohe.registry.domain.register import InstitutionUnknown, UnitUnknown
from guohe.registry.queries.institution_pages import (
    institution_name,
    institution_page,
    institutions_page,
    listings_section,
    listings_sources,
)
from guohe.registry.queries.register import register
from guohe.registry.queries.sections import together
from guohe.registry.queries.timeline_pages import timeline_page
from guohe.registry.queries.unit_pages import hosts, kinds, unit_page, units_page
from guohe.ui.as_at import reads_as_at
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame


@dataclass(frozen=True, slots=True)
class _Asked:
    """The day a reader asked for. ``query`` keeps it in the links of the page; ``faults`` say what was not readable."""

    on: date
    query: str
    faults: tuple[Finding, ...] = ()

    @property
    def status(self) -> int:
        return 400 if self.faults else 200

    @property
    def option(self) -> str:
        """The same day on the command line."""
        return f" --as-at {self.on}" if self.query else ""


def _asked(request: HttpRequest) -> _Asked:
    text = request.GET.get("as_at", "").strip()
    if not text:
        return _Asked(clock.today(), "")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        fault = Finding("UNT-203", Level.STOP, Place(pointer="as_at"), {"seen": text[:40]})
        return _Asked(clock.today(), "", (fault,))
    return _Asked(day, f"?as_at={day}")


def _faults_record(faults: tuple[Finding, ...]) -> dict[str, Any]:
    return {"findings": [fault.as_json(language()) for fault in faults]} if faults else {}


@reads_as_at
def units(request: HttpRequest, fmt: str) -> HttpResponse:
    """The list of units on a day."""
    lang, asked = language(), _asked(request)
    host, kind = request.GET.get("host", ""), request.GET.get("kind", "")
    everything = request.GET.get("all") == "1"
    faults = asked.faults
    try:
        found = units_page(on=asked.on, lang=lang, host=host, kind=kind, everything=everything)
    except InstitutionUnknown:
        faults = (*faults, Finding("UNT-202", Level.STOP, Place(pointer="host"), {"seen": host[:40]}))
        host = ""
        found = units_page(on=asked.on, lang=lang, kind=kind, everything=everything)
    # What the page was asked, its command asks too.
    chosen = "".join(
        f" --{name} {shlex.quote(value)}"
        for name, value in (("host", host), ("kind", kind if kind in kinds() else ""))
        if value
    )
    page = Frame(
        title=say("registry.units.title", lang),
        command=f"guohe units{asked.option}{chosen}{' --all' if everything else ''}",
        as_at=asked.on,
        faulty=bool(faults),
    )
    title = say("registry.units.title", lang)
    return answer(
        request,
        template="registry/units.html",
        name="units",
        fmt=fmt,
        status=400 if faults else 200,
        context={
            "page": page,
            "asked": asked,
            "faults": faults,
            "found": found,
            "shown": str(found.shown),
            "hidden": str(found.hidden),
            "everything": everything,
            "hosts": [(code, institution_name(code, asked.on, lang), code == host) for code in hosts()],
            "kinds": [(code, say(f"registry.kind.{code}", lang), code == kind) for code in kinds()],
        },
        table=together(title, found.sections, lang),
        record={
            "on": asked.on,
            "shown": found.shown,
            "not_standing": found.hidden,
            "units": [register().unit(row[1].text) for section in found.sections for row in section.rows],
            **_faults_record(faults),
        },
    )


@reads_as_at
def unit(request: HttpRequest, code: str, fmt: str) -> HttpResponse:
    """One unit on a day."""
    lang, asked = language(), _asked(request)
    try:
        found = unit_page(code, on=asked.on, lang=lang)
    except UnitUnknown:
        raise Http404(say("UNT-201", lang, seen=code[:40])) from None
    known = found.unit.code
    return answer(
        request,
        template="registry/unit.html",
        name=f"unit-{known}",
        fmt=fmt,
        status=asked.status,
        context={
            "page": Frame(
                title=found.name,
                caption=found.kind,
                command=f"guohe unit {known}{asked.option}",
                as_at=asked.on,
                permalink=f"/id/unit/{known}{asked.query}",
                crumbs=(Crumb(say("registry.units.title", lang), reverse("registry:units") + asked.query),),
                faulty=bool(asked.faults),
            ),
            "asked": asked,
            "faults": asked.faults,
            "found": found,
        },
        table=together(found.name, found.sections, lang),
        record={
            "on": asked.on,
            "name": found.name,
            "unit": found.unit,
            "successors": [after.code for after in register().successors(known)],
            "sources": [register().sources[row[0].text] for row in found.sources.rows],
            **_faults_record(asked.faults),
        },
    )


@reads_as_at
def permanent_unit(request: HttpRequest, code: str) -> HttpResponse:
    """The permanent address leads to the page, with its query."""
    query = request.META.get("QUERY_STRING", "")
    address = reverse("registry:unit", args=[code])
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


@reads_as_at
def institutions(request: HttpRequest, fmt: str) -> HttpResponse:
    """All institutions on a day, and the printed lists of who may apply."""
    lang, asked = language(), _asked(request)
    sections = institutions_page(on=asked.on, lang=lang)
    listings = listings_section(on=asked.on, lang=lang)
    title = say("registry.institutions.title", lang)
    return answer(
        request,
        template="registry/institutions.html",
        name="institutions",
        fmt=fmt,
        status=asked.status,
        context={
            "page": Frame(
                title=title,
                command=f"guohe institutions{asked.option}",
                as_at=asked.on,
                faulty=bool(asked.faults),
            ),
            "asked": asked,
            "faults": asked.faults,
            "sections": (*sections, listings, listings_sources(on=asked.on, lang=lang)),
        },
        table=together(title, sections, lang),
        record={
            "on": asked.on,
            "institutions": register().institutions,
            "listings": register().listings,
            **_faults_record(asked.faults),
        },
    )


@reads_as_at
def institution(request: HttpRequest, code: str, fmt: str) -> HttpResponse:
    """One institution on a day."""
    lang, asked = language(), _asked(request)
    try:
        found = institution_page(code, on=asked.on, lang=lang)
    except InstitutionUnknown:
        raise Http404(say("UNT-202", lang, seen=code[:40])) from None
    known = found.institution.code
    back = Crumb(say("registry.institutions.title", lang), reverse("registry:institutions") + asked.query)
    return answer(
        request,
        template="registry/institution.html",
        name=f"institution-{known}",
        fmt=fmt,
        status=asked.status,
        context={
            "page": Frame(
                title=found.name,
                caption=say(f"registry.region.{found.institution.region}", lang),
                command=f"guohe institution {known}{asked.option}",
                as_at=asked.on,
                crumbs=(back,),
                faulty=bool(asked.faults),
            ),
            "asked": asked,
            "faults": asked.faults,
            "found": found,
        },
        table=together(found.name, found.sections, lang),
        record={
            "on": asked.on,
            "name": found.name,
            "institution": found.institution,
            "listings": [listing.code for listing in register().named_in(known)],
            "units": [unit.code for unit in register().units_of(known)],
            **_faults_record(asked.faults),
        },
    )


@reads_as_at
def timeline(request: HttpRequest, fmt: str) -> HttpResponse:
    """What had happened by a day."""
    lang, asked = language(), _asked(request)
    found = timeline_page(on=asked.on, lang=lang)
    return answer(
        request,
        template="registry/timeline.html",
        name="timeline",
        fmt=fmt,
        status=asked.status,
        context={
            "page": Frame(
                title=say("registry.timeline.title", lang),
                command=f"guohe timeline{asked.option}",
                as_at=asked.on,
                faulty=bool(asked.faults),
            ),
            "asked": asked,
            "faults": asked.faults,
            "found": found,
            "sections": (found.entries, found.money, found.bodies, found.topologies, found.sources),
        },
        table=[found.entries.table(lang), found.money.table(lang)],
        record={
            "on": asked.on,
            "entries": register().timeline_until(asked.on),
            "money": [step for step in register().money if step.as_of.first <= asked.on],
            "sources": [register().sources[row[0].text] for row in found.sources.rows],
            **_faults_record(asked.faults),
        },
    )
