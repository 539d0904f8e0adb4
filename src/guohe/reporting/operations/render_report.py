"""A report on paper or in a workbook carries what proves it: its hands, its digest, its bridge, boxes to sign in."""

from __future__ import annotations

from typing import Final, Literal

from guohe.documents.domain.paper import Paper
from guohe.documents.operations.render_pdf import render_pdf
from guohe.documents.operations.render_xlsx import render_xlsx
from guohe.kernel.texts import say
from guohe.reporting.domain.copies import Copy
from guohe.reporting.domain.printed import Unit, basis_words, bridge_sentence, findings_shown, tables
from guohe.reporting.domain.printed_fx import bearer_words, policy_words
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.queries import provided
from guohe.reporting.queries.printing import copy_marks, copy_name

Form = Literal["pdf", "xlsx"]

# The first page bears its title in both scripts: the reader's and the other side's.
_OTHER: Final = {"en": "zh-hans", "zh-hant": "en", "zh-hans": "en"}


def render_report(
    report: TwinReport,
    form: Form,
    *,
    lang: str,
    as_at: str,
    demo: bool,
    unit: Unit = "yuan",
    side: str = "both",
    copy: Copy | None = None,
) -> bytes:
    """The bytes of a file; the same report and the same copy give the same bytes."""
    paper = paper_of(report, lang=lang, as_at=as_at, demo=demo, unit=unit, side=side, copy=copy)
    found = tables(report, lang, unit, side, copy.years if copy else None)
    return render_pdf(found, paper=paper) if form == "pdf" else render_xlsx(found, paper=paper)


def paper_of(
    report: TwinReport, *, lang: str, as_at: str, demo: bool, unit: Unit, side: str, copy: Copy | None
) -> Paper:
    """What stands around the tables: titles, grant, pack, bridge, capitals, who prepared and signed, and the digest."""
    terms = report.terms
    title = say(f"reporting.paper.{side}", lang, grant=terms.grant)
    facts = [
        (say("reporting.paper.grant", lang), f"{terms.grant} {terms.title.in_language(lang)}"),
        (say("reporting.paper.basis", lang), basis_words(terms.basis, lang)),
        (say("reporting.paper.fx", lang), f"{policy_words(terms.fx, lang)} {bearer_words(terms.fx, lang)}"),
        (say("reporting.paper.bridge", lang), bridge_sentence(report, lang)),
    ]
    capitals = provided.in_capitals(report.funder.total, lang) if side != "host" else None
    if capitals:
        facts.append((say("reporting.paper.capitals", lang), capitals))
    mark = say("reporting.paper.copy", lang)
    if copy is None:
        facts.append((mark, say("reporting.copy.unsigned", lang)))
    else:
        facts += [(mark, words) for words in copy_marks(copy, report, lang)]
    note = say("reporting.paper.note", lang)
    facts += [(note, finding.sentence(lang)) for finding in findings_shown(report, unit)]
    reference = terms.grant if copy is None else copy_name(copy, lang)
    return Paper(
        title,
        reference if copy is None else f"{terms.grant} · {reference}",
        lang,
        second_title=say(f"reporting.paper.{side}", _OTHER[lang], grant=terms.grant),
        as_at=as_at,
        facts=tuple(facts),
        signatures=(
            _box("reporting.paper.prepared", lang, copy.prepared_by.in_language(lang) if copy else ""),
            _box(
                "reporting.paper.signed",
                lang,
                copy.approved_by.in_language(lang) if copy and copy.approved_by else "",
            ),
            say("reporting.paper.chop", lang),
        ),
        demo=demo,
    )


def _box(key: str, lang: str, name: str) -> str:
    words = say(key, lang)
    return f"{words}: {name}" if name else words
