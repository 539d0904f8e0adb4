"""What changed between two versions, rule by rule and field by field; and which clauses of a document rules cover."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guohe.rules.domain.values import Book, Document, Rule, written_fact


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``what`` is ``added``, ``ended`` or the name of the field; both values as the files show them."""

    rule: str
    what: str
    before: str
    after: str


def differences(earlier: Book, later: Book) -> tuple[Change, ...]:
    """Every difference, in the order of the later book, then what ended."""
    changes: list[Change] = []
    for rule in later.rules:
        before = earlier.rule(rule.id)
        if before is None:
            changes.append(Change(rule.id, "added", "", rule.words.en))
            continue
        old, new = _fields(before), _fields(rule)
        changes += [
            Change(rule.id, key, old.get(key, ""), new.get(key, ""))
            for key in dict.fromkeys((*old, *new))
            if old.get(key) != new.get(key)
        ]
    changes += [
        Change(rule.id, "ended", rule.words.en, "") for rule in earlier.rules if later.rule(rule.id) is None
    ]
    return tuple(changes)


def _fields(rule: Rule) -> dict[str, str]:
    clause = rule.clause
    fields = {
        "words": rule.words.en,
        "kind": rule.kind,
        "level": rule.level.value,
        "decides": rule.decides,
        "clause": f"{clause.document.title} {clause.document.number}, {clause.article}, {clause.in_force.text}",
        "evidence": clause.grade.words,
        "quote": clause.quote,
    }
    fields |= {f"when.{name}": ", ".join(map(written_fact, among)) for name, among in rule.when.items()}
    # A lead time has parameters of these names too.
    fields |= {"rule.starts": written_fact(rule.starts), "rule.ends": written_fact(rule.ends)}
    fields["rule.after"] = ", ".join(rule.after)
    return fields | _flat("", rule.parameters)


def _flat(path: str, value: Any) -> dict[str, str]:
    if isinstance(value, Mapping):
        pairs: Iterable[tuple[str, Any]] = value.items()
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        pairs = ((str(number), each) for number, each in enumerate(value, 1))
    else:
        return {path: ", ".join(map(str, value)) if isinstance(value, list) else str(value)}
    found: dict[str, str] = {}
    for key, inner in pairs:
        found |= _flat(f"{path}.{key}" if path else key, inner)
    return found


@dataclass(frozen=True, slots=True)
class Covered:
    """The rules that stand on one article of a document; none where the article is listed but no rule cites it."""

    article: str
    rules: tuple[str, ...]


def coverage(document: Document, books: Iterable[Book]) -> tuple[Covered, ...]:
    """The articles that the document is known to have, and those cited, each with its rules."""
    found: dict[str, list[str]] = {article: [] for article in document.articles}
    for book in books:
        for rule in book.rules:
            if (rule.clause.document.title, rule.clause.document.number) == (document.title, document.number):
                found.setdefault(rule.clause.article, []).append(f"{book.label}/{rule.id}")
    return tuple(Covered(article, tuple(rules)) for article, rules in found.items())
