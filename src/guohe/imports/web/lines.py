"""The lines of a grant as a dense table whose address says what it shows, and one line with all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from guohe.documents.queries.attachments import attachments_of, subjects_with_evidence
from guohe.funds.queries.journals import entry
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries.find import GrantNotFound
from guohe.identity.queries.sight import hosts_held
from guohe.imports.domain.standing import LineFacts
from guohe.imports.operations.ask_question import ASKABLE
from guohe.imports.queries import lines as find
from guohe.imports.queries import questions, ticks_told
from guohe.imports.queries.categories import categories_of, pack_categories, with_names
from guohe.imports.queries.evidence import subject_of
from guohe.imports.queries.group_table import groups_table
from guohe.imports.queries.line_choice import chosen, options
from guohe.imports.queries.reading import heads_of_rows
from guohe.imports.queries.tables import line_word, lines_table, state_word, total_cells
from guohe.imports.web.doors import may, refuse_unless
from guohe.imports.web.forms import ReasonForm
from guohe.imports.web.lot_form import LotsForm, lots_part, lots_record
from guohe.imports.web.question_cards import cards
from guohe.kernel import clock
from guohe.kernel.findings import Finding
from guohe.kernel.private_numbers import masked
from guohe.kernel.texts import say
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.way_back import to_grant

PER_PAGE = 50
_LABELS = ("date", "account", "category", "payee", "description", "amount", "stands")
MOST_IN_A_FILE = 100_000


@require_safe
def lines(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """One page of a grant's lines; filters and grouping stand in the address, totals cover the whole choice."""
    lang = language()
    try:
        grant = find.seen_grant(ref)
    except GrantNotFound:
        raise Http404(ref) from None
    refuse_unless(request, "view_money", host=grant.host_id, grant=ref)
    choice, faults = chosen(request.GET)
    by = request.GET.get("group", "")
    by = by if by in find.GROUPS else ""
    frame = Frame(
        title=say("imports.lines.title", lang),
        caption=ref,
        command=f"guohe lines {ref}{options(request.GET)}",
        as_at=clock.now(),
        permalink=f"/id/grant/{ref}",
        crumbs=to_grant(ref),
        faulty=bool(faults),
    )
    if fmt != "html":
        return _as_file(request, grant, choice, by, fmt, frame)
    number = request.GET.get("page", "1")
    at = int(number) if number.isdecimal() and len(number) < 19 and 0 < int(number) < 100_000 else 1
    shown = find.of_grant(ref, choice, limit=PER_PAGE, offset=PER_PAGE * (at - 1))
    page = Paginator(range(shown.count), PER_PAGE).get_page(at)
    names = {code: name.in_language(lang) for code, name in pack_categories(grant).items()}
    papers = subjects_with_evidence(
        host_id=grant.host_id, subjects=[subject_of(line.number) for line in shown.rows]
    )
    context = {
        "page": frame,
        "grant": ref,
        "rows": [
            {
                "line": line,
                "url": reverse("imports:line", args=[line.number]),
                "state": line_word(line, lang),
                "category": names.get(line.category or "", line.category or "")
                or (say("imports.lines.undecided", lang) if line.state in ("question", "held") else ""),
                "papers": subject_of(line.number) in papers,
                "keys": _keys(line),
            }
            for line in shown.rows
        ],
        "heads": _heads(lang),
        "labels": {word: say(f"imports.column.{word}", lang) for word in _LABELS}
        | {"papers": say("imports.lines.papers", lang)},
        "count": shown.count,
        "totals": [_total_rows(total, lang) for total in shown.totals],
        "groups": groups_table(grant, choice, by, lang) if by else None,
        "group_links": _group_links(request.GET, ref, choice, by) if by else None,
        "by": by,
        "choice": choice,
        "categories": names,
        "states": [(state, state_word(state, lang)) for state in find.STATES],
        "group_words": [(word, say(f"imports.group.{word}", lang)) for word in find.GROUPS],
        "page_obj": page,
        "faults": faults,
        "filtered": choice != find.Choice(),
        "may_import": bool(hosts_held("import")),
    }
    return answer(
        request,
        template="imports/lines.html",
        context=context,
        name=f"{ref}-lines",
        fmt=fmt,
        status=400 if faults else 200,
    )


def _total_rows(total: find.KindTotal, lang: str) -> dict[str, object]:
    """What stands alike is added up by itself, then everything; one status alone needs no second row."""
    states = [(state_word(state, lang), count) for state, count in total.states]
    return {"kind": total.kind, "count": total.count, "states": states if len(states) > 1 else ()}


def _keys(line: LineFacts) -> list[tuple[str, str]]:
    """Where single keys lead from a row: w what is known of it, e its papers, t its money, r its reversal."""
    keys = [
        ("w", reverse("imports:line", args=[line.number])),
        ("e", reverse("documents:evidence", args=[subject_of(line.number)])),
    ]
    if line.journal_id is not None:
        keys.append(("t", reverse("funds:trace", args=[f"J-{line.journal_id}"])))
    if line.journal_id is not None and line.state == "posted":
        keys.append(("r", reverse("funds:reverse", args=[line.journal_id])))
    return keys


def _heads(lang: str) -> list[tuple[str, str]]:
    words = ("source", *_LABELS)
    found = [
        (say(f"imports.column.{word}", lang), "gh-cell--money" if word == "amount" else "") for word in words
    ]
    return [*found, (say("imports.lines.papers", lang), "")]


def _as_file(
    request: HttpRequest, grant: GrantFacts, choice: find.Choice, by: str, fmt: str, frame: Frame
) -> HttpResponse:
    lang, ref = language(), grant.ref
    if by:
        table = groups_table(grant, choice, by, lang)
    else:
        shown = find.of_grant(ref, choice, limit=MOST_IN_A_FILE)
        table = lines_table(
            shown.rows, lang, title=say("imports.lines.of", lang, ref=ref), totals=total_cells(shown.totals)
        )
    return answer(request, template="", context={"page": frame}, table=table, name=f"{ref}-lines", fmt=fmt)


def _group_links(query: QueryDict, ref: str, choice: find.Choice, by: str) -> list[str | None]:
    """Each group leads to its own lines, where the address can say which."""
    links: list[str | None] = []
    for group in find.groups(ref, choice, by):
        asked = query.copy()
        asked.pop("page", None)
        asked.pop("group", None)
        if by == "month":
            first = date.fromisoformat(f"{group.word}-01")
            following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
            asked["from"], asked["to"] = (
                first.isoformat(),
                date.fromordinal(following.toordinal() - 1).isoformat(),
            )
        elif group.word:
            asked[by] = group.word
        # No number of a bank or a person stands in an address.
        told = group.word and masked(group.word) == group.word
        links.append(f"?{asked.urlencode()}" if told else None)
    return links


@require_safe
def line(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """One line: as read, as it was, its repairs, findings, questions, entry and papers."""
    try:
        found = find.line(number)
    except find.LineNotFound:
        raise Http404(str(number)) from None
    refuse_unless(request, "view_money", host=found.host_id, grant=found.grant_ref)
    return line_page(request, found, fmt)


def line_page(
    request: HttpRequest,
    found: LineFacts,
    fmt: str = "html",
    *,
    bound: LotsForm | None = None,
    faults: Sequence[Finding] = (),
) -> HttpResponse:
    """The page of a line, also with what was typed of its lots and why that was refused."""
    lang, number, host = language(), found.number, found.host_id
    imports = may(request, "import", host=host)
    named = lots_part(found, lang, may_name=imports, bound=bound, found=faults)
    frame = Frame(
        title=say("imports.line.title", lang, source=found.source or f"#{found.row}"),
        caption=found.grant_ref,
        command=f"guohe lines {found.grant_ref or '-'} --words {found.source}",
        as_at=clock.now(),
        permalink=f"/lines/{number}",
        crumbs=_line_crumbs(found.grant_ref),
        faulty=bound is not None,
    )
    table = lines_table([found], lang, title=frame.title)
    record: dict[str, Any] | None = None
    if fmt == "json":
        record = {
            "line": number,
            "import": found.job,
            "row": found.row,
            "grant": found.grant_ref,
            "state": found.state,
            "amount": found.amount,
            "date": found.posted_on,
            "source": found.source,
            "account": found.account,
            "category": found.category,
            "payee": found.payee,
            "description": found.description,
            "journal": found.journal_id,
            "raw": list(found.raw),
            "repairs": list(found.repairs),
            "findings": [finding.as_json(lang) for finding in found.findings],
            "hold": found.hold.as_json(lang) if found.hold else None,
            "lots": lots_record(named, found.lot) if named else None,
        }
    asked = questions.of_line(number)
    context = {
        "page": frame,
        "line": found,
        "facts": _facts(found, lang),
        "raw": _as_it_was(found) if fmt == "html" else (),
        "findings": [with_names(each, lang) for each in found.findings],
        "ticked": ticks_told.of_line(number, lang) if fmt == "html" else (),
        "cards": cards(request, asked),
        "papers": attachments_of(host_id=host, subject=subject_of(number)),
        "subject": subject_of(number),
        "trace_url": None
        if found.journal_id is None
        else reverse("funds:trace", args=[f"J-{found.journal_id}"]),
        "reversed_by": _reversed_by(found.journal_id),
        "ask": ReasonForm(lang=lang, auto_id="ask_%s") if found.state in ASKABLE and imports else None,
        "lots": named,
    }
    return answer(
        request,
        template="imports/line.html",
        context=context,
        table=table,
        record=record,
        name=f"line-{number}",
        fmt=fmt,
        status=400 if bound is not None else 200,
    )


def _as_it_was(found: LineFacts) -> list[tuple[str, str]]:
    """The cells of the row that hold something, each under the head of its column where the file has one."""
    heads = heads_of_rows(found.job)
    return [(heads.get(at, ""), cell) for at, cell in enumerate(found.raw) if cell]


def _reversed_by(journal_id: int | None) -> str | None:
    """The entry that took this one back, if somebody reversed it by itself."""
    back = None if journal_id is None else entry(journal_id).reversed_by
    return None if back is None else say("funds.status.reversed-by", language(), entry=f"J-{back}")


def _line_crumbs(ref: str | None) -> tuple[Crumb, ...]:
    if ref is None:
        return (Crumb(say("imports.jobs.title", language()), reverse("imports:jobs")),)
    return (
        *to_grant(ref),
        Crumb(say("imports.lines.title", language()), reverse("imports:lines", args=[ref])),
    )


def _facts(found: LineFacts, lang: str) -> list[tuple[str, object]]:
    names = categories_of(found.grant_ref) if found.grant_ref else {}
    category = names[found.category].in_language(lang) if found.category in names else found.category or "–"
    told: list[tuple[str, object]] = [
        (say("imports.column.amount", lang), found.amount),
        (say("imports.column.date", lang), found.posted_on.isoformat()),
        (say("imports.column.account", lang), f"{found.account} {found.account_name}".strip()),
        (say("imports.column.category", lang), category),
        (say("imports.column.payee", lang), found.payee or "–"),
        (say("imports.column.description", lang), found.description or "–"),
        (say("imports.column.order", lang), found.order_no or "–"),
        (say("imports.column.stands", lang), line_word(found, lang)),
    ]
    if found.journal_id is not None:
        told.append((say("imports.column.journal", lang), f"J-{found.journal_id}"))
    return told
