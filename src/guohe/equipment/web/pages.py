"""The equipment of a grant: the approved list against what came, every difference with its way, and all acts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from guohe.equipment.domain.pieces import FIRST, FOLLOWS, Piece
from guohe.equipment.domain.route import Way
from guohe.equipment.queries import pages
from guohe.equipment.queries.differences import Found, differences
from guohe.equipment.queries.found import pieces_of_grant
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries.change_pages import why_rows
from guohe.grants.queries.find import GrantNotFound
from guohe.grants.queries.rule_versions import left_out
from guohe.identity.queries import permission_to
from guohe.kernel import clock
from guohe.kernel.findings import Level
from guohe.kernel.texts import LANGUAGES, say
from guohe.ui.acting import account_of
from guohe.ui.formats import answer
from guohe.ui.languages import OWN_NAMES, TAGS, language
from guohe.ui.page import Frame
from guohe.ui.way_back import to_grant


def opened(ref: str) -> tuple[GrantFacts, pages.Sight]:
    """The grant of the address and what of it may be told. Raises Http404."""
    try:
        return pages.opened(ref)
    except GrantNotFound:
        raise Http404(ref) from None


def may_prepare(request: HttpRequest, grant: GrantFacts) -> bool:
    """Whether this person may record."""
    told = permission_to(
        "prepare", account=account_of(request), host=grant.host_id, on=clock.today(), grant=grant.ref
    )
    return told.allowed


@require_safe
def equipment(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """The page."""
    grant, sight = opened(ref)
    lang, now = language(), clock.now()
    found = differences(grant, now.date())
    table = pages.list_table(ref, sight=sight, lang=lang)
    uses = pages.uses_table(ref, lang)
    pieces = pieces_of_grant(ref)
    prepares = may_prepare(request, grant)
    waits = sum(each.finding.level is not Level.NOTE for each in found)
    frame = Frame(
        title=table.title,
        caption=grant.title.in_language(lang),
        command=f"guohe equip list {ref}",
        as_at=now,
        permalink=f"/grants/{ref}/equipment",
        crumbs=to_grant(ref),
    )
    lead = "equipment.lead.none" if not table.rows else "equipment.lead" if waits else "equipment.lead.same"
    context: dict[str, Any] = {
        "page": frame,
        "ref": ref,
        "lead": say(lead, lang, count=str(waits)),
        "table": pages.list_table(ref, sight=sight, lang=lang, whole=False) if table.rows else None,
        "uses": uses if uses.rows else None,
        "found": [_shown(each, grant, prepares, lang) for each in found],
        "findings": [*(each.finding for each in found), *left_out(grant, now.date())],
        "whys": {
            row["label"]: reverse("programmes:rule", args=[row["book"], row["named"]])
            for each in found
            if each.routed.said is not None
            for row in why_rows([each.routed.said], lang)
        },
        "history": pages.events_table(ref, sight=sight, lang=lang) if pieces else None,
        "ways": _ways(ref, pieces, lang) if prepares else [],
    }
    return answer(
        request,
        template="equipment/equipment.html",
        context=context,
        table=[table, pages.differences_table(found, ref, lang)],
        record=pages.record_of(grant, found, now.date(), sight=sight, lang=lang),
        name=f"{ref}-equipment",
        fmt=fmt,
    )


def _shown(each: Found, grant: GrantFacts, prepares: bool, lang: str) -> dict[str, Any]:
    """What can be done about a difference: a drafted notice, its recording, or a request for a change."""
    open_notice = each.routed.way is Way.NOTICE and each.finding.level is not Level.NOTE
    languages = (lang, *(other for other in LANGUAGES if other != lang))
    return {
        "code": each.code,
        "compared": f"{each.compared.approved or '–'} → {each.compared.seen}",
        "letters": [
            {
                "id": f"notice-{each.code}-{code}",
                "name": say("equipment.notice.label", code, code=each.code, language=OWN_NAMES[code]),
                "tag": TAGS[code],
                "text": pages.notice(each, grant, code),
            }
            for code in languages
        ]
        if open_notice
        else [],
        "notified_url": reverse("equipment:act", args=[grant.ref, each.piece.item, "notified"])
        if open_notice and prepares and each.piece is not None
        else None,
        "change_url": reverse("grants:change-new", args=[grant.ref, "equipment"])
        if each.routed.way is Way.APPROVAL and prepares and each.finding.level is not Level.NOTE
        else None,
        "invoice_url": each.invoice.url if each.invoice is not None else None,
        "invoice": each.invoice.source if each.invoice is not None else "",
    }


def _ways(ref: str, pieces: tuple[Piece, ...], lang: str) -> list[dict[str, Any]]:
    """What may be recorded next, for a new piece and for each that is there."""
    new = [
        (say(f"equipment.do.{act}", lang), reverse("equipment:begin", args=[ref, act.value])) for act in FIRST
    ]
    new.append((say("equipment.do.approve", lang), reverse("equipment:approve", args=[ref])))
    ways: list[dict[str, Any]] = [{"title": say("equipment.new", lang), "links": new}]
    for piece in pieces:
        # A piece of which everything was taken back begins anew as another piece.
        acts = FOLLOWS[piece.state] if piece.state is not None else ()
        model = piece.model_event.model if piece.model_event is not None else ""
        links = [
            (say(f"equipment.do.{act}", lang), reverse("equipment:act", args=[ref, piece.item, act.value]))
            for act in acts
        ]
        if links:
            ways.append({"title": f"{piece.code} · {model}", "links": links})
    return ways
