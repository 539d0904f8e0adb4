"""The list of grants, and the home of one: money line, four figures, what waits, what happened."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from guohe.grants.domain.facts import GrantFacts
from guohe.identity.queries.sight import holds, money_in_view
from guohe.kernel import clock
from guohe.kernel.money import Money
from guohe.kernel.tables import Table
from guohe.kernel.texts import LANGUAGES, catalogue, say
from guohe.portal.queries.home import Event, GrantHome, home_of
from guohe.portal.queries.tables import claims_table, grants_table, not_reserved, received_how, record_of
from guohe.portal.web.items import shown
from guohe.programmes.queries.packs import pack
from guohe.reporting.domain.periods import years_text
from guohe.ui.formats import answer
from guohe.ui.languages import TAGS, language
from guohe.ui.page import Crumb, Frame

# The parts of a grant and the pages that show them, in the order of a finance officer's day.
PARTS = (
    ("money", "portal:money"),
    ("lines", "imports:lines"),
    ("questions", "imports:questions"),
    ("budget", "portal:budget"),
    ("orders", "imports:orders"),
    ("changes", "grants:changes"),
    ("rules", "grants:rules"),
    ("equipment", "equipment:list"),
    ("people", "people:of-grant"),
    ("check", "portal:check"),
    ("fx", "reporting:fx"),
    ("journals", "funds:journals"),
    ("recon", "reconciliation:recon"),
    ("reports", "reporting:list"),
    ("partners", "grants:partners"),
    ("closing", "grants:closing"),
)


def grant_links(table: Table) -> list[str | None]:
    """The home of each grant in a table of grants; none of one whose money, the last column, is not told."""
    return [None if row[-1] is None else reverse("portal:grant", args=[row[0]]) for row in table.rows]


def _part_open(part: str, host: int, ref: str) -> bool:
    """Whether the acting person may see this part of a grant whose money they see."""
    if part == "people":
        return holds("view_people", host, ref)
    # Bank and ledger are compared with the whole host's money in view.
    return part != "recon" or money_in_view(host)


def all_grants(request: HttpRequest, fmt: str) -> HttpResponse:
    """The grants one may see."""
    lang = language()
    table = grants_table(lang)
    frame = Frame(title=table.title, command="guohe grants", as_at=clock.now(), permalink="/grants")
    return answer(
        request,
        template="portal/grants.html",
        context={"page": frame, "table": table, "links": grant_links(table)},
        table=table,
        name="grants",
        fmt=fmt,
    )


def home(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """The most visited page: one grant, with every figure open to what is under it."""
    lang, now = language(), clock.now()
    found = home_of(ref, on=now.date(), account=request.user.pk or 0)
    if found is None:
        raise Http404(ref)
    frame = Frame(
        title=found.grant.title.in_language(lang),
        caption=ref,
        command=f"guohe grant show {ref}",
        as_at=now,
        permalink=f"/id/grant/{ref}",
        crumbs=(Crumb(say("portal.grants.title", lang), reverse("portal:grants")),),
    )
    view = {
        "other_titles": [
            {"tag": TAGS[other], "text": found.grant.title.in_language(other)}
            for other in LANGUAGES
            if other != lang
        ],
        "figures": _figures(found, lang),
        "items": [shown(item, lang) for item in found.items],
        "instalments": _instalments(found, lang),
        "parts": [
            {"label": say(f"portal.part.{part}", lang), "url": reverse(page, args=[ref])}
            for part, page in PARTS
            if _part_open(part, found.grant.host_id, ref)
        ],
        "facts": _facts(found, now.date(), lang),
        "timeline": [_event(event, lang) for event in found.timeline],
    }
    return answer(
        request,
        template="portal/grant.html",
        context={"page": frame, "view": view},
        record=record_of(found),
        name=ref,
        fmt=fmt,
    )


def permanent(request: HttpRequest, ref: str) -> HttpResponse:
    """The address of a grant that has no language: it leads to the page in the reader's."""
    return redirect("portal:grant", ref=ref)


def _figures(found: GrantHome, lang: str) -> list[dict[str, Any]]:
    position, ref = found.position, found.grant.ref
    received_note = received_how(found, lang)
    return [
        _figure("received", position.received, received_note, reverse("funds:lots", args=[ref]), lang),
        _figure("used", position.used, "", _uses(found), lang),
        _figure(
            "promised",
            position.promised,
            not_reserved(found.brought, lang),
            reverse("portal:budget", args=[ref]),
            lang,
        ),
        _figure(
            "free",
            position.free,
            say("portal.grant.free_how", lang),
            reverse("funds:lots", args=[ref]),
            lang,
        ),
    ]


def _figure(key: str, amount: Money, note: str, url: str, lang: str) -> dict[str, Any]:
    return {"label": say(f"portal.grant.{key}", lang), "amount": amount, "note": note, "url": url}


def _uses(found: GrantHome) -> str:
    """One instalment in the books has paid every cost, and its trace adds them up; of several, the entries list them."""
    if len(found.received) == 1:
        return reverse("funds:trace", args=list(found.received))
    return reverse("funds:journals", args=[found.grant.ref])


def _instalments(found: GrantHome, lang: str) -> list[dict[str, Any]]:
    shown_rows = []
    for instalment, stations in found.stations:
        number = str(instalment.number)
        shown_rows.append(
            {
                "number": number,
                "title": say("portal.grant.instalment", lang, number=number, amount=str(instalment.amount)),
                "stations": [
                    {
                        "word": say(f"portal.station.{station.name}", lang),
                        "on": station.happened_on,
                        "how": station.how,
                    }
                    for station in stations
                ],
                "who_says": say("portal.grant.who_says", lang),
                "claims": claims_table(stations, lang),
                "trace": reverse("funds:trace", args=[instalment.ref])
                if instalment.ref in found.received
                else None,
                "trace_words": say("portal.grant.follow", lang, number=number),
            }
        )
    return shown_rows


def _pack(grant: GrantFacts, lang: str) -> str:
    """The report pack by its name, as a report has it, and the version by which a command calls it."""
    named, label = pack(grant.pack, grant.pack_version), f"{grant.pack}@{grant.pack_version}"
    return say("portal.grant.pack_named", lang, name=named.names.in_language(lang), label=label)


def _facts(found: GrantHome, on: date, lang: str) -> list[tuple[str, str]]:
    grant = found.grant
    length = (grant.ends - grant.starts).days
    passed = min(max((on - grant.starts).days, 0), length)
    facts = [
        (say("portal.grant.unit", lang), found.unit.in_language(lang)),
        (say("portal.grant.funder", lang), grant.funder.in_language(lang)),
        (say("portal.grant.investigator", lang), grant.investigator.in_language(lang)),
        (say("portal.grant.pack", lang), _pack(grant, lang)),
        (say("portal.grant.code", lang), say("ui.comma", lang).join(grant.project_codes)),
        (
            say("portal.grant.period_label", lang),
            say(
                "portal.grant.period",
                lang,
                first=grant.starts.isoformat(),
                last=(grant.ends - timedelta(days=1)).isoformat(),
                days=str(passed),
                all=str(length),
            ),
        ),
    ]
    if grant.partner.en:
        facts.append((say("portal.grant.partner", lang), grant.partner.in_language(lang)))
    return facts


def _event(event: Event, lang: str) -> dict[str, Any]:
    # What is in force is a version of the budget, or holds from a day that may be still to come.
    known = f"portal.event.{event.action}" + (
        ".budget" if "version" in event.details and "on" in event.details else ""
    )
    key = known if known in catalogue() else "portal.event.other"
    values = {**event.details, "action": event.action, "who": event.who.in_language(lang)}
    if "years" in values:
        values["years"] = years_text(values["years"], lang)
    return {"at": event.at, "what": say(key, lang, **values)}
