"""Templates say words by key, in the reader's language, and write figures one way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guohe.kernel.clock import UTC8
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.texts import say as say_text
from guohe.ui.languages import TAGS, language

register = template.Library()


def _lang(context: Context) -> str:
    return str(context.get("lang") or language())


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: Any) -> str:
    """The sentence of a key in the reader's language; a missing text or value stops the page in tests."""
    return say_text(key, _lang(context), **{name: written(value) for name, value in values.items()})


def written(value: object) -> str:
    """A value inside a sentence: ISO dates at UTC+8, amounts with their currency first."""
    if isinstance(value, date):
        return iso(value)
    return str(value)


@register.filter
def money(amount: Money | None) -> SafeString | str:
    """An amount with its currency before it, never broken over two lines; nothing for None."""
    if amount is None:
        return ""
    return format_html('<span class="gh-money">{}</span>', str(amount))


@register.filter
def figure(amount: Money | None) -> SafeString | str:
    """An amount without its currency, for a column whose head names it."""
    if amount is None:
        return ""
    return format_html('<span class="gh-money">{}</span>', amount.figure)


@register.filter
def iso(moment: date | datetime | None) -> str:
    """2019-07-02, or 2019-07-02 10:00 for a moment, at UTC+8."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC8).strftime("%Y-%m-%d %H:%M")
    return moment.isoformat()


@register.filter
def in_language(name: Name, lang: str) -> str:
    """A name as a reader of ``lang`` writes it."""
    return name.in_language(lang)


@register.filter
def marked(text: str, lang: str) -> SafeString:
    """Words of another script carry their own language, for glyph shapes and for voices."""
    return format_html('<span lang="{}">{}</span>', TAGS[lang], text)
