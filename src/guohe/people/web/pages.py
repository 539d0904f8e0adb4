"""The people of a grant, everybody whom one sees, and the payroll of a grant against its books."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from guohe.grants.queries import find
from guohe.identity.queries.sight import hosts_held, see_money
from guohe.kernel import clock
from guohe.kernel.texts import say
from guohe.people.domain.reconciled import Stand
from guohe.people.domain.shares import WHOLE, PersonMonth
from guohe.people.queries import pages
from guohe.people.queries.found import people_by_id, see_anybody, see_people_of
from guohe.people.queries.payroll import compared
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.way_back import to_grant

# Beyond the longest bar, so that the mark at its end is seen whole.
_EDGE: Final = 100


@require_safe
def of_grant(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """The people of the grant, by month and project."""
    lang, now = language(), clock.now()
    try:
        grant, view = pages.of_grant(ref, now.date())
    except find.GrantNotFound:
        raise Http404(ref) from None
    frame = Frame(
        title=say("people.title", lang, ref=ref),
        caption=grant.title.in_language(lang),
        command=f"guohe people plan {ref}",
        as_at=now,
        permalink=f"/grants/{ref}/people",
        crumbs=to_grant(ref),
    )
    links = []
    if view.rights.prepare:
        links.append((say("people.do.plan", lang), reverse("people:of-grant-plan", args=[ref])))
    if view.rights.money:
        links.append((say("people.to_payroll", lang), reverse("people:of-grant-payroll", args=[ref])))
    return _answer(request, frame, view, links, fmt=fmt, name=f"{ref}-people")


@require_safe
def everybody(request: HttpRequest, fmt: str) -> HttpResponse:
    """Everybody whom one sees, of all projects."""
    may = see_anybody()
    lang, now = language(), clock.now()
    view = pages.of_hosts(now.date())
    frame = Frame(
        title=say("people.title.all", lang), command="guohe people show", as_at=now, permalink="/people"
    )
    links = []
    if may.prepare:
        links.append((say("people.do.new", lang), reverse("people:people-new")))
    if may.imports:
        links.append((say("people.do.payroll", lang), reverse("people:people-payroll")))
    return _answer(request, frame, view, links, fmt=fmt, name="people")


@require_safe
def payroll(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """Each person's month of the payroll against the labour lines of the books."""
    lang, now = language(), clock.now()
    try:
        grant = find.grant(ref)
    except find.GrantNotFound:
        raise Http404(ref) from None
    see_people_of(grant.host_id, ref)
    see_money(grant.host_id, ref)
    found = compared(grant)
    people = people_by_id(frozenset(each.person for each in found if each.person is not None))
    on_screen = fmt == "html"
    table = pages.payroll_table(ref, found, people, lang, named=on_screen)
    differ = sum(each.stand is not Stand.AGREED for each in found)
    frame = Frame(
        title=table.title,
        caption=grant.title.in_language(lang),
        command=f"guohe people check {ref}",
        as_at=now,
        permalink=f"/grants/{ref}/people/payroll",
        crumbs=(*to_grant(ref), Crumb(say("people.short", lang), reverse("people:of-grant", args=[ref]))),
    )
    return answer(
        request,
        template="people/payroll.html",
        context={
            "page": frame,
            "table": table if found else None,
            "printed": pages.payroll_table(ref, found, people, lang, named=False),
            "lead": say(
                "people.payroll.lead" if differ or not found else "people.payroll.lead.none",
                lang,
                count=str(differ),
                rows=str(len(found)),
            ),
        },
        table=table,
        name=f"{ref}-payroll",
        fmt=fmt,
    )


def _answer(
    request: HttpRequest, frame: Frame, view: pages.View, links: list[tuple[str, str]], *, fmt: str, name: str
) -> HttpResponse:
    lang = language()
    # One scale for everybody, so that bars of two people can be compared.
    widest = max((month.total for each in view.people for month in each.months), default=0)
    context: dict[str, Any] = {
        "page": frame,
        "findings": view.findings(named=True),
        "printed": view.findings(named=False),
        "people": [_shown(each, view, widest, lang) for each in view.people],
        "links": links,
        "money": view.rights.money,
    }
    return answer(
        request,
        template="people/people.html",
        context=context,
        table=[pages.months_table(view, lang), pages.people_table(view, lang, named=False)],
        record=pages.record_of(view, lang),
        name=name,
        fmt=fmt,
    )


def _shown(each: pages.Shown, view: pages.View, widest: int, lang: str) -> dict[str, Any]:
    links = []
    if not view.here and hosts_held("view_people", "prepare"):
        links = [
            (
                say(f"people.do.{what}", lang, code=each.person.code),
                reverse(f"people:people-{what}", args=[each.person.id]),
            )
            for what in ("contract", "cost")
        ]
    return {
        "code": each.person.code,
        "name": each.person.name.in_language(lang),
        "facts": pages.facts(each, view, lang),
        "links": links,
        "width": max(widest, WHOLE) + _EDGE,
        "runs": [
            {
                "span": pages.span_text(run),
                "text": pages.run_text(run, view.here, lang),
                "over": run.like.over,
                "marks": _marks(run.like, view.here),
            }
            for run in each.runs
        ],
    }


def _marks(month: PersonMonth, here: str) -> list[dict[str, Any]]:
    """The bar of a month: this grant first, then the others, then what lies elsewhere; they stand side by side."""
    parts = sorted(month.parts, key=lambda part: (part.ref != here, part.ref))
    kinds = [("here" if part.ref == here else "other", part.points) for part in parts]
    if month.elsewhere:
        kinds.append(("elsewhere", month.elsewhere))
    marks, at = [], 0
    for kind, points in kinds:
        marks.append({"kind": kind, "x": at, "width": points})
        at += points
    return marks
