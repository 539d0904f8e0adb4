"""Words of this context by state, answer and finding, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.template import Context
from django.urls import reverse

from guohe.imports.domain.held import RETRIED, HeldOne
from guohe.imports.domain.standing import JobFacts, LineFacts
from guohe.imports.domain.steps import STEPS, steps_done
from guohe.imports.queries.categories import category_word, in_words
from guohe.imports.queries.held import groups_words
from guohe.imports.queries.shown import of_lines
from guohe.imports.queries.tables import line_word
from guohe.kernel.findings import Finding, Level
from guohe.kernel.money import Money
from guohe.kernel.texts import say
from guohe.ui.languages import language

register = template.Library()


def _lang(context: Context) -> str:
    return str(context.get("lang") or language())


@register.simple_tag(takes_context=True)
def finding_text(context: Context, finding: Finding) -> str:
    """The sentence of a finding."""
    return in_words(finding, _lang(context))


@register.simple_tag(takes_context=True)
def level_words(context: Context, group: str) -> str:
    """What becomes of the lines of a group of findings."""
    return say(f"imports.level.{group}", _lang(context))


@register.simple_tag(takes_context=True)
def would_hold(context: Context, foreseen: Sequence[HeldOne]) -> tuple[str, ...]:
    """The lines that the books would hold, a sentence a reason."""
    return groups_words(foreseen, _lang(context))


@register.simple_tag(takes_context=True)
def foreseen_words(context: Context, foreseen: Sequence[HeldOne]) -> str:
    """How many lines the books would hold, how much they come to, and what that means."""
    lang = _lang(context)
    sums: dict[str, Money] = {}
    for each in foreseen:
        code = each.amount.currency
        sums[code] = sums.get(code, Money(code, 0)) + each.amount
    amounts = say("ui.comma", lang).join(str(sums[code]) for code in sorted(sums))
    return say("imports.foreseen.what", lang, count=str(len(foreseen)), amounts=amounts)


@register.simple_tag(takes_context=True)
def stands(context: Context, line: LineFacts) -> str:
    """Where a line stands."""
    return line_word(line, _lang(context))


@register.inclusion_tag("imports/refused.html", takes_context=True)
def refused(context: Context, found: Sequence[Finding]) -> dict[str, object]:
    """The findings of a file that was not taken: what stops it, then what else was seen; nothing of it is written."""
    stops = [finding for finding in found if finding.level is Level.STOP]
    others = [finding for finding in found if finding.level is not Level.STOP]
    groups = [
        {"level": level, "title": say(key, _lang(context), count=str(len(some))), "found": some}
        for level, key, some in (
            ("stop", "imports.refused.stop", stops),
            ("note", "imports.new.also", others),
        )
        if some
    ]
    return {"lang": _lang(context), "groups": groups}


@register.simple_tag(takes_context=True)
def repair_words(context: Context, repair: Mapping[str, str]) -> str:
    """What was read otherwise than written. Two spellings of one supplier change nothing: each line keeps its own."""
    if repair["kind"] == "twin_name":
        return say("imports.repair.twin_name", _lang(context), seen=repair["seen"], read_as=repair["read_as"])
    return f"{repair['seen']} → {repair['read_as']}"


@register.inclusion_tag("ui/parts/steps.html", takes_context=True)
def import_steps(context: Context, job: JobFacts, current: str) -> dict[str, object]:
    """How far an import is, by its facts."""
    done = steps_done(job)
    rows = [
        {
            "word": f"ui.step.{step}",
            "state": "now" if step == current else "done" if step in done else "next",
        }
        for step in STEPS
    ]
    return {"lang": _lang(context), "rows": rows}


# Where a held line leads on to: pages of its grant, those of the host, and a part of its own page.
_OF_GRANT = {"money": "portal:money", "budget": "portal:budget", "changes": "grants:changes"}
_OF_HOST = {"inbox": "reconciliation:inbox", "books": "funds:books"}


def _ways(line: LineFacts, lang: str) -> list[dict[str, str]]:
    code = line.hold.code if line.hold is not None else ""
    found = []
    for way in RETRIED.get(code, ()):
        if way in _OF_HOST:
            url = reverse(_OF_HOST[way])
        elif way == "lots":
            url = f"{reverse('imports:line', args=[line.number])}#lots"
        elif line.grant_ref is not None:
            url = reverse(_OF_GRANT[way], args=[line.grant_ref])
        else:
            continue
        found.append({"url": url, "words": say(f"imports.held.way.{way}", lang, ref=line.grant_ref or "")})
    return [
        *found,
        {"url": reverse("imports:line", args=[line.number]), "words": say("imports.line.ask", lang)},
    ]


@register.inclusion_tag("imports/held.html", takes_context=True)
def held_lines(
    context: Context, job: JobFacts, held: Sequence[LineFacts], *, heading: bool = True
) -> dict[str, object]:
    """Lines that the books refused: why, where each leads on to, and the button that tries them again."""
    lang = _lang(context)
    again = [line for line in held if line.grant_ref and line.hold is not None and line.hold.code in RETRIED]
    return {
        "lang": lang,
        "csrf_token": context.get("csrf_token"),
        "job": job,
        "heading": heading,
        "rows": [{"line": line, "ways": _ways(line, lang)} for line in held],
        "again": again if context.get("may_import") else (),
        "shown": of_lines(again).written(),
        "count": str(len(again)),
    }


@register.simple_tag(takes_context=True)
def answer_words(context: Context, word: str) -> str:
    """An answer that was given."""
    return say(f"imports.answer.{word}", _lang(context))


@register.simple_tag(takes_context=True)
def category(context: Context, code: str) -> str:
    """A category by its name; any other word, such as a grant, as it is."""
    return category_word(code, _lang(context))


@register.simple_tag(takes_context=True)
def effect_words(context: Context, word: str) -> str:
    """What an answer did."""
    return say(f"imports.effect.{word}", _lang(context))


@register.simple_tag(takes_context=True)
def run_words(context: Context, word: str) -> str:
    """How a run stands."""
    return say(f"imports.run.state.{word}", _lang(context))
