"""A book as six sheets of a spreadsheet.

Sheets: book, people, documents, rules, parameters, examples. Heads are fixed words, so that a sheet may be sorted and its columns
moved. An empty cell is an absent field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from guohe.rules.domain.cells import fact_cell, scalar_cell, texts_cell, when_cell
from guohe.rules.domain.write_book import (
    BOOK_FIELDS,
    BOOK_NAMES,
    CLAUSE_FIELDS,
    DOCUMENT_FIELDS,
    EXAMPLE_FIELDS,
    RULE_FIELDS,
)

LANGUAGES: Final = ("en", "zh_hant", "zh_hans")
BOOK_HEADS: Final = ("field", "value", *LANGUAGES)
PEOPLE_HEADS: Final = ("key", *LANGUAGES)
DOCUMENT_HEADS: Final = ("key", *DOCUMENT_FIELDS)
NAMED: Final = ("words", "note")
RULE_HEADS: Final = (
    *(field for field in RULE_FIELDS if field != "clause"),
    *CLAUSE_FIELDS,
    *(f"{name} {lang}" for name in NAMED for lang in LANGUAGES),
)
PARAMETER_HEADS: Final = ("rule", "parameter", "row", "field", "value", "unit")
EXAMPLE_HEADS: Final = ("rule", *(field for field in EXAMPLE_FIELDS if field != "facts"))
HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "book": BOOK_HEADS,
    "people": PEOPLE_HEADS,
    "documents": DOCUMENT_HEADS,
    "rules": RULE_HEADS,
    "parameters": PARAMETER_HEADS,
    "examples": EXAMPLE_HEADS,
}
# Fields whose cell is a list of texts, and those that are no plain text.
LISTS: Final = ("schemes", "money", "articles", "after")
NAMES: Final = ("names", *BOOK_NAMES)
DAYS: Final = ("starts", "ends", "on")
# Facts of an example for which an empty form has room; a longer example makes the sheet wider.
_ROOM: Final = 4
# The one field of a parameter's row that is a list.
LISTED_FIELD: Final = ("ways", "is")


def sheets_of(book: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    """The sheets of a book as a TOML reader makes it; each begins with its heads."""
    rules: Sequence[Mapping[str, Any]] = book.get("rules", ())
    most = max((_ROOM, *(len(case.get("facts", ())) for rule in rules for case in rule.get("examples", ()))))
    pairs = [f"{word} {number}" for number in range(1, most + 1) for word in ("fact", "value")]
    return {
        "book": [list(BOOK_HEADS), *(_book_row(book, field) for field in (*BOOK_FIELDS, *BOOK_NAMES))],
        "people": [
            list(PEOPLE_HEADS),
            *([key, *_names(name)] for key, name in book.get("people", {}).items()),
        ],
        "documents": [
            list(DOCUMENT_HEADS),
            *([key, *_fields(each, DOCUMENT_FIELDS)] for key, each in book.get("documents", {}).items()),
        ],
        "rules": [list(RULE_HEADS), *(_rule_row(rule) for rule in rules)],
        "parameters": [list(PARAMETER_HEADS), *(row for rule in rules for row in _parameter_rows(rule))],
        "examples": [
            [*EXAMPLE_HEADS, *pairs],
            *(_example_row(rule, case) for rule in rules for case in rule.get("examples", ())),
        ],
    }


def _fields(table: Mapping[str, Any], fields: Sequence[str]) -> list[str]:
    return [_cell(field, table[field]) if field in table else "" for field in fields]


def _cell(field: str, value: Any) -> str:
    if field in LISTS:
        return texts_cell(value)
    if field == "when":
        return when_cell(value)
    # What is always text stands as it is; a text that would be empty is kept by its marks.
    return (value or '""') if isinstance(value, str) else scalar_cell(value)


def _names(name: Mapping[str, str]) -> list[str]:
    return [name.get(lang, "") for lang in LANGUAGES]


def _book_row(book: Mapping[str, Any], field: str) -> list[str]:
    if field in NAMES:
        return [field, "", *_names(book.get(field, {}))]
    return [field, *_fields(book, [field]), "", "", ""]


def _rule_row(rule: Mapping[str, Any]) -> list[str]:
    own = [field for field in RULE_FIELDS if field != "clause"]
    names = [cell for name in NAMED for cell in _names(rule.get(name, {}))]
    return [*_fields(rule, own), *_fields(rule.get("clause", {}), CLAUSE_FIELDS), *names]


def _parameter_rows(rule: Mapping[str, Any]) -> list[list[str]]:
    rows = []
    for name, value in rule.get("parameters", {}).items():
        if not isinstance(value, list):
            rows.append([rule["id"], name, "", "", *_value_unit(value)])
            continue
        for number, each in enumerate(value, 1):
            if not isinstance(each, Mapping):
                rows.append([rule["id"], name, str(number), "", scalar_cell(each), ""])
                continue
            rows += [
                [rule["id"], name, str(number), field, *_value_unit(inner)] for field, inner in each.items()
            ]
    return rows


def _value_unit(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [str(value["value"]), value["unit"]]
    return [texts_cell(value) if isinstance(value, list) else scalar_cell(value), ""]


def _example_row(rule: Mapping[str, Any], case: Mapping[str, Any]) -> list[str]:
    facts = [cell for name, fact in case.get("facts", {}).items() for cell in (name, fact_cell(fact))]
    told = [
        scalar_cell(case[field]) if field == "limit" and field in case else _fields(case, [field])[0]
        for field in EXAMPLE_FIELDS
        if field != "facts"
    ]
    return [rule["id"], *told, *facts]
