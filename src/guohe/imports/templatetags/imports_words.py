"""Words of this context by state, answer and finding, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.template import Context

from guohe.imports.domain.held import HeldOne
from guohe.imports.domain.standing import JobFacts, LineFacts
from guohe.imports.domain.steps import STEPS, steps_done
from guohe.imports.queries.categories import category_word, in_words
from guohe.imports.queries.held import groups_words
from guohe.imports.queries.tables import line_word
from guohe.kernel.findings import Finding
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
def would_hold(context: Context, foreseen: Sequence[HeldOne]) -> tuple[str, ...]:
    """The lines that the books would hold, a sentence a reason."""
    return groups_words(foreseen, _lang(context))


@register.simple_tag(takes_context=True)
def stands(context: Context, line: LineFacts) -> str:
    """Where a line stands."""
    return line_word(line, _lang(context))


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
