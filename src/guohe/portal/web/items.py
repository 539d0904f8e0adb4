"""An item that waits becomes a sentence and a link for its reader."""

from __future__ import annotations

from django.urls import reverse

from guohe.kernel.texts import say
from guohe.portal.domain.attention import Item


def shown(item: Item, lang: str) -> dict[str, str]:
    """The finished words of one item in the reader's language."""
    named = item.named
    if "how" in named:
        named["how"] = say(f"portal.how.{named['how']}", lang)
    return {
        "shape": item.shape,
        "subject": item.subject,
        "sentence": say(item.key, lang, **named),
        "url": reverse(item.page, args=[part for part in (item.argument, item.number) if part]),
    }
