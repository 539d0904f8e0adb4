"""The rules that a word names, in the versions that are in force on a day or that the word itself names."""

from __future__ import annotations

from datetime import date

from guohe.kernel.findings import Finding, Refused
from guohe.programmes.queries.rule_pages import RulePage
from guohe.programmes.queries.rulebooks import book_on, rules_named


def why(word: str, *, book_id: str, on: date, lang: str) -> tuple[tuple[RulePage, ...], tuple[Finding, ...]]:
    """The pages of every rule of that id or code in the versions in force on a day, and why a version has none to show.

    ``book_id`` limits them to one book, or with ``@version`` to that version. A word may name both itself, as findings and pages
    do: ``book@version/rule``, ``book/rule@version`` or ``book/rule``.
    """
    if "/" in word:
        book_id, _, word = word.partition("/")
        word, _, version = word.partition("@")
        book_id = f"{book_id}@{version}" if version else book_id
    wanted, _, version = book_id.partition("@")
    matching = [
        (each, rule)
        for each, rule in rules_named(word)
        if wanted.casefold() in ("", each.id.casefold()) and version in ("", each.version)
    ]
    pages: list[RulePage] = []
    refused: list[Finding] = []
    for known in dict.fromkeys(each.id for each, _ in matching):
        try:
            chosen = version or book_on(known, on).version
        except Refused as refusal:
            refused += refusal.findings
            continue
        pages += [
            RulePage(each, rule, lang, on)
            for each, rule in matching
            if (each.id, each.version) == (known, chosen)
        ]
    return tuple(pages), tuple(refused)
