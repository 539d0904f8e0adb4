"""The trace page: the chain of cards, the lines behind it, and the proof line at its foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from shlex import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from guohe.funds.domain.printed import (
    Step,
    Words,
    back_proof,
    back_steps,
    forward_proof,
    forward_steps,
    lines_table,
    uses_table,
)
from guohe.funds.domain.trace import BackTrace, ForwardTrace
from guohe.funds.queries import trace as traces
from guohe.funds.queries.categories import category_words
from guohe.funds.queries.chart import fund
from guohe.funds.queries.sight import see_funds
from guohe.identity.queries.sight import see_some_money
from guohe.kernel import clock
from guohe.kernel.findings import Refused
from guohe.kernel.texts import say
from guohe.ui.formats import answer
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.parts import Card
from guohe.ui.plain import plain
from guohe.ui.way_back import to_grant

# So many that a page stays under 60 kB (docs/reference/performance.md).
ROWS_A_PAGE = 38
_ENTRY = re.compile(r"^J-(\d{1,18})$")


def cards(steps: Sequence[Step]) -> list[Card]:
    """Steps as cards whose titles lead on, the current one apart."""
    return [
        Card(
            step.kind,
            step.title,
            step.amount,
            step.facts,
            None if step.current or step.leads_to is None else reverse("funds:trace", args=[step.leads_to]),
            step.current,
            step.beside,
        )
        for step in steps
    ]


def keys_of(journal: int, line: int | None, reversed_by: int | None, trace: str) -> dict[str, str]:
    """Where single keys lead from an entry's row: t its trace, e its papers, w what is said of it, r its reversal."""
    entry = f"J-{journal}"
    keys = {"t": reverse("funds:trace", args=[trace]), "w": reverse("funds:trace", args=[entry])}
    if line is not None:
        keys["e"] = reverse("documents:evidence", args=[f"journal/{journal}/{line}"])
    if reversed_by is None:
        keys["r"] = reverse("funds:reverse", args=[journal])
    return keys


def _crumbs(ref: str, lang: str) -> tuple[Crumb, ...]:
    entries = Crumb(say("funds.journals.title", lang, ref=ref), reverse("funds:journals", args=[ref]))
    return (*to_grant(ref), entries)


@require_safe
def trace(request: HttpRequest, what: str, fmt: str = "html") -> HttpResponse:
    """An entry (J-1042) and a document lead back to their instalments; an instalment leads forward to its uses."""
    found = _ENTRY.match(what)
    number = int(found[1]) if found else None
    see_some_money()
    told: ForwardTrace | None = None
    lines: tuple[BackTrace, ...] = ()
    try:
        if number is not None:
            lines = traces.back(number)
        else:
            try:
                told = traces.forward(what, with_uses=fmt != "html")
            except Refused:
                lines = traces.by_source(what)
    except Refused:
        raise Http404(what) from None
    see_funds([told.fund] if told is not None else (line.fund for line in lines))
    return _forward(request, told, fmt) if told is not None else _back(request, what, lines, fmt, number)


def _forward(request: HttpRequest, told: ForwardTrace, fmt: str) -> HttpResponse:
    lang = language()
    page = Paginator(range(told.found), ROWS_A_PAGE).get_page(request.GET.get("page"))
    uses = told.uses or traces.uses_of(told.lots, rows=ROWS_A_PAGE, after=max(page.start_index() - 1, 0))
    words = Words(lang, category_words(told.fund, lang))
    table = uses_table(uses, told.proof.sent.currency, words, say("funds.trace.uses", lang))
    context = {
        "page": Frame(
            title=say("funds.trace.title", lang, what=told.source_ref),
            command=f"guohe trace {quote(told.source_ref)} --to-use",
            as_at=clock.now(),
            crumbs=_crumbs(told.fund, lang),
        ),
        "cards": cards(forward_steps(told, lang)),
        "proof": forward_proof(told, lang),
        "agrees": not told.proof.difference,
        "method": say(
            "funds.trace.method", lang, policy=say(f"funds.policy.{fund(told.fund).lot_policy}", lang)
        ),
        "table": table,
        "cell_links": {
            (at, key): reverse("funds:trace", args=[f"J-{use.journal_id}" if key == "entry" else use.source])
            for at, use in enumerate(uses)
            for key in ("entry", "source")
        },
        "row_keys": {
            at: keys_of(use.journal_id, use.line, use.reversed_by, f"J-{use.journal_id}")
            for at, use in enumerate(uses)
        },
        "page_obj": page,
    }
    record = {"trace": told, "difference": told.proof.difference}
    return answer(
        request,
        template="funds/trace_forward.html",
        context=context,
        table=table,
        record=_record(record) if fmt == "json" else None,
        name=f"trace-{told.source_ref.replace('/', '-')}",
        fmt=fmt,
    )


def _record(told: dict[str, object]) -> dict[str, object]:
    return {key: plain(value) for key, value in told.items()}


def _back(
    request: HttpRequest, what: str, lines: tuple[BackTrace, ...], fmt: str, journal_id: int | None
) -> HttpResponse:
    lang = language()
    words = Words(lang, category_words(lines[0].fund, lang) if lines else {})
    shown = Paginator(lines, ROWS_A_PAGE).get_page(request.GET.get("page"))
    chains = [
        {
            "title": say(
                "funds.trace.line",
                lang,
                entry=f"J-{line.journal_id}",
                line=str(line.line),
                amount=str(line.amount),
            ),
            "shares": [cards(back_steps(line, share, words)) for share in line.shares],
            "proof": back_proof(line, lang),
            "agrees": not line.difference,
        }
        for line in shown.object_list
    ]
    own = sorted(
        {line.journal_id for line in lines if line.reversed_by is None}
        | ({journal_id} if journal_id else set())
    )
    context = {
        "page": Frame(
            title=say(
                "funds.trace.title" if journal_id is None else "funds.trace.title.entry", lang, what=what
            ),
            command=f"guohe trace {quote(what)} --to-source",
            as_at=clock.now(),
            crumbs=_crumbs(lines[0].fund, lang) if lines else (),
        ),
        "chains": chains,
        # Instalment, lot and rate stand in the chain above each line.
        "table": lines_table(tuple(shown.object_list), words, say("funds.trace.paid-by", lang)).without(
            "instalment", "lot", "rate"
        ),
        "reversals": [
            (say("funds.trace.reverse", lang, entry=f"J-{number}"), reverse("funds:reverse", args=[number]))
            for number in own[:20]
            if all(line.reversed_by is None for line in lines if line.journal_id == number)
        ],
        "row_keys": dict(
            enumerate(
                keys_of(line.journal_id, line.line, line.reversed_by, share.lot.source_ref)
                for line in shown.object_list
                for share in line.shares
            )
        ),
        "page_obj": shown,
    }
    return answer(
        request,
        template="funds/trace_back.html",
        context=context,
        table=lines_table(lines, words, say("funds.trace.paid-by", lang)),
        record=_record({"lines": lines}) if fmt == "json" else None,
        name=f"trace-{what.replace('/', '-')}",
        fmt=fmt,
    )
