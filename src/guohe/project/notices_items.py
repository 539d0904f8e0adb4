"""What the portal shows of waiting things and of a search, handed to notices in finished words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import override

from guohe.kernel.texts import say
from guohe.notices.domain.letter import Waiting
from guohe.notices.domain.searches import Hit
from guohe.portal.domain.search import question
from guohe.portal.queries.attention import needs_attention
from guohe.portal.queries.search import search
from guohe.portal.web.items import shown


def waiting_things(lang: str, on: date) -> Sequence[Waiting]:
    """The items of Today, in Today's order and words; their addresses begin with the reader's language."""
    with override(lang):
        return tuple(
            Waiting(
                word=say(f"ui.status.{told['shape']}", lang),
                subject=told["subject"],
                sentence=told["sentence"],
                days=item.days,
                path=told["url"],
            )
            for item in needs_attention(on=on)
            for told in (shown(item, lang),)
        )


def found_by(words: str, lang: str) -> Sequence[Hit]:
    """What the page of the search would show; a line or entry is known again by its number."""
    return tuple(
        Hit(say(f"portal.search.kind.{hit.kind}", lang), f"{hit.kind} {hit.argument}")
        for hit in search(question(words), lang, signed_in=True)
    )
