"""The parts of a page: each tag is one small template beside it in ``ui/parts``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from guohe.kernel.findings import Finding
from guohe.kernel.tables import Table
from guohe.kernel.texts import say
from guohe.ui import parts
from guohe.ui.keys import KEYS
from guohe.ui.languages import language

register = template.Library()


def _lang(context: Context) -> str:
    return str(context.get("lang") or language())


@register.simple_tag(takes_context=True)
def status(context: Context, word: str) -> SafeString:
    """A status is a shape and its word."""
    return format_html(
        '<span class="gh-status gh-status--{}"><span aria-hidden="true">{}</span> {}</span>',
        word,
        parts.SHAPES[word],
        say(f"ui.status.{word}", _lang(context)),
    )


@register.simple_tag
def tag(text: str, tone: str = "plain") -> SafeString:
    """A short word in a box; its tone supports the word and never replaces it."""
    if tone not in parts.TONES:
        raise ValueError(f"tone {tone!r} is not one of {', '.join(parts.TONES)}")
    return format_html('<strong class="gh-tag gh-tag--{}">{}</strong>', tone, text)


@register.inclusion_tag("ui/parts/error_summary.html", takes_context=True)
def error_summary(context: Context, faults: BaseForm | Sequence[Finding] | None) -> dict[str, Any]:
    """All faults at once, above the form, each a link to its field; nothing when there is none."""
    return {"lang": _lang(context), "faults": [] if faults is None else _faults(faults, _lang(context))}


def _faults(faults: BaseForm | Sequence[Finding], lang: str) -> list[dict[str, str | None]]:
    if not isinstance(faults, BaseForm):
        return [{"text": f.sentence(lang), "href": _anchor(f), "code": f.code} for f in faults]
    found: list[dict[str, str | None]] = []
    for name, errors in faults.errors.items():
        href = None
        if name in faults.fields:
            bound = faults[name]
            # Radios and checkboxes have one id an option; the first option is the place to go to.
            href = f"#{bound.auto_id}_0" if bound.use_fieldset else f"#{bound.id_for_label or bound.auto_id}"
        found.extend({"text": str(error), "href": href, "code": None} for error in errors)
    return found


def _anchor(finding: Finding) -> str | None:
    return f"#{finding.place.pointer}" if finding.place.pointer else None


@register.inclusion_tag("ui/parts/findings.html", takes_context=True)
def findings(
    context: Context, found: Sequence[Finding], why_urls: Mapping[str, str] | None = None, heading: int = 2
) -> dict[str, Any]:
    """Findings by level: stop, hold, note, never mixed; each with its code, its sentence and its Why, by rule or by code."""
    lang, whys = _lang(context), why_urls or {}
    groups = [
        {
            "level": group.level.value,
            "rows": [
                {
                    "code": f.code,
                    "text": f.sentence(lang),
                    "rule": f.rule,
                    "why": whys.get(f.rule or "", whys.get(f.code)),
                }
                for f in group.findings
            ],
            "count": str(len(group.findings)),
            "title": f"ui.level.{group.level.value}",
        }
        for group in parts.by_level(found)
    ]
    return {"lang": lang, "groups": groups, "heading": heading}


@register.filter
def of_row(row_keys: Mapping[int, Mapping[str, str]], number: int) -> list[tuple[str, str]]:
    """Where single keys lead from one row."""
    return sorted(row_keys.get(number, {}).items())


@register.inclusion_tag("ui/parts/data_table.html", takes_context=True)
def data_table(
    context: Context,
    table: Table,
    links: Sequence[str | None] | None = None,
    cell_links: Mapping[tuple[int, str], str] | None = None,
    status: str | None = None,
    wide: bool = False,
    caption: bool = True,
    row_keys: Mapping[int, Mapping[str, str]] | None = None,
    traces: Mapping[tuple[int, str], str] | None = None,
) -> dict[str, Any]:
    """A table with caption and scopes; on a narrow screen each row becomes a labelled block.

    ``row_keys`` says where single keys lead from a row, ``traces`` where ``t`` leads from the figure of one cell.
    """
    return {
        "lang": _lang(context),
        "table": table,
        "heads": parts.heads(table),
        "rows": parts.shown_rows(table, links=links, cell_links=cell_links, status=status, traces=traces),
        "row_keys": row_keys or {},
        "totals": parts.shown_totals(table),
        "wide": wide,
        "caption": caption,
    }


@register.simple_tag(takes_context=True)
def scrolls(context: Context) -> SafeString:
    """The sentence over a table that is wider than its place; the browser shows it when that is so."""
    return format_html(
        '<p class="gh-scrolls" data-scrolls hidden>{}</p>', say("ui.table.scrolls", _lang(context))
    )


@register.inclusion_tag("ui/parts/steps.html", takes_context=True)
def steps(context: Context, current: str, words: str = "ui.step") -> dict[str, Any]:
    """Where an import stands: done, this one, to come. Raises ValueError for a step that does not exist."""
    at = parts.STEPS.index(current)
    rows = [
        {"word": f"{words}.{step}", "state": "done" if number < at else "now" if number == at else "next"}
        for number, step in enumerate(parts.STEPS)
    ]
    return {"lang": _lang(context), "rows": rows}


@register.inclusion_tag("ui/parts/summary.html", takes_context=True)
def summary(context: Context, rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Facts in two columns: label and value, and the address at which to change it."""
    facts = [{"label": row[0], "value": row[1], "change": row[2] if len(row) > 2 else None} for row in rows]
    return {"lang": _lang(context), "facts": facts, "changes": any(fact["change"] for fact in facts)}


@register.inclusion_tag("ui/parts/proof.html", takes_context=True)
def proof(context: Context, text: str, agrees: bool = True) -> dict[str, Any]:
    """The sum that shows that nothing is missing, or by how much it is."""
    return {"lang": _lang(context), "text": text, "agrees": agrees}


@register.inclusion_tag("ui/parts/chain.html", takes_context=True)
def chain(context: Context, cards: Sequence[parts.Card]) -> dict[str, Any]:
    """Cards in order, from where the money came to where it went."""
    return {"lang": _lang(context), "cards": cards}


@register.inclusion_tag("ui/parts/pages.html", takes_context=True)
def pages(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Earlier and later pages; the rest of the query stays as it is."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "lang": _lang(context),
        "page": page,
        "earlier": address(page.previous_page_number()) if page.has_previous() else None,
        "later": address(page.next_page_number()) if page.has_next() else None,
    }


@register.simple_block_tag
def details(content: str, words: str) -> SafeString:
    """Text that is folded until asked for; the browser does it, without script."""
    return format_html(
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">{}</span></summary>'
        '<div class="govuk-details__text">{}</div></details>',
        words,
        # The block was rendered by this engine, which escaped its values.
        mark_safe(content),  # noqa: S308
    )


@register.inclusion_tag("ui/parts/key_list.html", takes_context=True)
def key_list(context: Context) -> dict[str, Any]:
    """Every key and what it does."""
    return {"lang": _lang(context), "keys": KEYS.items()}
