"""A book has one written form: the same book gives the same bytes, so that a table and a data file can be compared.

The order of fields is fixed, except inside parameters and facts, where it is the author's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

HEAD: Final = (
    "# A published version is not edited: put a new folder beside it. "
    "Terms and units: docs/guides/add-a-rulebook.md.\n"
)
BOOK_FIELDS: Final = (
    "id", "version", "names", "funder", "schemes", "invented", "money", "starts", "ends", "counts",
    "transition_evidence", "summary_by",
)  # fmt: skip
BOOK_NAMES: Final = ("transition", "gap", "note", "summary")
DOCUMENT_FIELDS: Final = ("title", "lang", "number", "articles")
RULE_FIELDS: Final = (
    "id", "kind", "level", "decides", "finding", "when", "after", "starts", "ends", "clause",
)  # fmt: skip
RULE_TABLES: Final = ("words", "note", "parameters")
CLAUSE_FIELDS: Final = ("document", "article", "in_force", "evidence", "dated_by", "quote")
EXAMPLE_FIELDS: Final = ("title", "on", "facts", "outcome", "limit", "who")
# A list that would make a longer line than this is written one item a line.
_WIDTH: Final = 200


def write_book(table: Mapping[str, Any]) -> bytes:
    """The file of a book; ``table`` is what a TOML reader makes of it. Comments are not part of a book and are not kept."""
    parts = [HEAD, _lines(table, BOOK_FIELDS)]
    parts += [f"\n[{key}]\n{_lines(table[key])}" for key in BOOK_NAMES if key in table]
    parts.append(f"\n[people]\n{_lines(table.get('people', {}))}")
    for key, document in table.get("documents", {}).items():
        parts.append(f"\n[documents.{_key(key)}]\n{_lines(document, DOCUMENT_FIELDS)}")
    for rule in table.get("rules", ()):
        ordered = {**rule}
        if "clause" in rule:
            ordered["clause"] = {key: rule["clause"][key] for key in CLAUSE_FIELDS if key in rule["clause"]}
        parts.append(f"\n[[rules]]\n{_lines(ordered, RULE_FIELDS)}")
        parts += [f"\n[rules.{key}]\n{_lines(rule[key])}" for key in RULE_TABLES if key in rule]
        parts += [
            f"\n[[rules.examples]]\n{_lines(example, EXAMPLE_FIELDS)}" for example in rule.get("examples", ())
        ]
    return "".join(parts).encode("utf-8")


def _lines(table: Mapping[str, Any], keys: Iterable[str] | None = None) -> str:
    return "".join(_line(key, table[key]) for key in (table if keys is None else keys) if key in table)


def _line(key: str, value: Any) -> str:
    short = f"{_key(key)} = {_inline(value)}\n"
    if isinstance(value, list) and value and (isinstance(value[0], Mapping) or len(short) > _WIDTH):
        return f"{_key(key)} = [\n" + "".join(f"  {_inline(each)},\n" for each in value) + "]\n"
    return short


def _key(key: str) -> str:
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else json.dumps(key, ensure_ascii=False)


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_inline(each)}" for key, each in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(each) for each in value)}]"
    if isinstance(value, date):
        return value.isoformat()
    # JSON's escapes are TOML's, but for the delete character, which TOML does not let stand.
    return (
        str(value)
        if isinstance(value, int)
        else json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    )
