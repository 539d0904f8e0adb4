"""A rulebook changed: what differs between two versions, and which of one's live grants gain, lose or cannot be told."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from guohe.grants.queries import rule_change_pages as pages
from guohe.grants.queries.rule_changes import effect_on_my_grants
from guohe.kernel import clock
from guohe.kernel.findings import Finding, Refused
from guohe.kernel.texts import say
from guohe.programmes.queries.rulebooks import book, versions
from guohe.rules.domain.rule_changes import compare
from guohe.rules.domain.values import Book
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame


@require_safe
def changes(request: HttpRequest, book_id: str, fmt: str) -> HttpResponse:
    """Two versions of a book, the newest and the one before it unless others are chosen."""
    lang, today = language(), clock.today()
    try:
        known = versions(book_id)
    except Refused as refusal:
        raise Http404(refusal.findings[0].sentence(lang)) from None
    faults: list[Finding] = []
    later = _chosen(known, request.GET.get("to", ""), known[-1], faults)
    before = known[max(known.index(later) - 1, 0)]
    earlier = _chosen(known, request.GET.get("from", ""), before, faults)
    touched = effect_on_my_grants(compare(earlier, later), today)
    change = touched.change
    grants, differences = pages.grants_table(touched, lang), pages.differences_table(change, lang)
    frame = Frame(
        title=pages.title_of(change, lang),
        caption=f"{earlier.label} → {later.label}",
        command=f"guohe rules diff {earlier.label} {later.label} --my-grants",
        as_at=clock.now(),
        permalink=f"/rules/changes/{later.id}?from={earlier.version}&to={later.version}",
        crumbs=(
            Crumb(say("programmes.rules.title", lang), reverse("programmes:rules")),
            Crumb(later.label, reverse("programmes:rulebook", args=[later.label])),
        ),
        faulty=bool(faults),
    )
    context = {
        "page": frame,
        "faults": faults,
        "change": change,
        "versions": [each.version for each in known],
        "one": len(known) == 1,
        "facts": pages.facts_of(change, lang),
        "summary": pages.summary_text(touched, lang),
        "unread": not later.transition_is_said,
        "grants": grants,
        "links": [reverse("grants:rules", args=[each.grant.ref]) for each in touched.rows],
        "differences": differences,
        "rule_links": [
            reverse(
                "programmes:rule", args=[later.id, f"{row[0]}@{_version_with(earlier, later, str(row[0]))}"]
            )
            for row in differences.rows
        ],
    }
    return answer(
        request,
        template="grants/rule_changes.html",
        context=context,
        table=[grants, differences],
        record=pages.record_of(touched, lang),
        name=f"rules-{later.id}-{earlier.version}-{later.version}",
        fmt=fmt,
        status=400 if faults else 200,
    )


def _chosen(known: tuple[Book, ...], version: str, default: Book, faults: list[Finding]) -> Book:
    """The version asked for; an unknown one is said, and the page shows the one it would show without."""
    if not version:
        return default
    try:
        return book(f"{known[0].id}@{version}")
    except Refused as refusal:
        faults.extend(refusal.findings)
        return default


def _version_with(earlier: Book, later: Book, rule_id: str) -> str:
    return later.version if later.rule(rule_id) is not None else earlier.version
