"""The book that six sheets say; the cell of each field is kept, so that a fault of the book can name it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from guohe.rules.domain.book_sheets import DAYS, LANGUAGES, LISTED_FIELD, LISTS, NAMED, NAMES
from guohe.rules.domain.cells import CellNotReadable, fact_of, scalar_of, texts_of, when_of
from guohe.rules.domain.sheets import Row, Sheet
from guohe.rules.domain.write_book import CLAUSE_FIELDS, DOCUMENT_FIELDS, EXAMPLE_FIELDS, RULE_FIELDS

# What people in the Mainland call the unit; the data file has its code.
_YUAN: Final = {"元": "CNY"}


@dataclass(frozen=True, slots=True)
class BookTable:
    """What sheets say: the book as a TOML reader would make it, and the cell of each field (path → address).

    ``spoilt`` are the rules of which a parameter or an example could not be read.
    """

    table: Mapping[str, Any]
    cells: Mapping[tuple[str, ...], str]
    spoilt: frozenset[str]


class _Reading:
    """Sheets become a book; what no cell should hold becomes a fault at its cell."""

    def __init__(self, sheets: Mapping[str, Sheet], add: Callable[..., None]) -> None:
        self.sheets, self.add = sheets, add
        self.cells: dict[tuple[str, ...], str] = {}
        self.spoilt: set[str] = set()

    def value(self, row: Row, head: str, read: Callable[[str], Any], *path: str) -> Any:
        """The value of a cell; None when it is empty or at fault."""
        self.cells[path] = row.address(head)
        text = row.text(head)
        if not text:
            return None
        try:
            return read(text)
        except CellNotReadable as fault:
            self.add("RUL-805", row.address(head), seen=text[:60], expected=str(fault))
            self.spoilt.add(path[0])
            return None

    def book(self) -> dict[str, Any]:
        book: dict[str, Any] = {}
        for row in self.sheets["book"].rows:
            field = row.text("field")
            if field in NAMES:
                self._put(book, field, self.names(row, "", field))
            else:
                self._put(book, field, self.value(row, "value", _reader(field, texts=True), field))
        if "money" in book:
            book["money"] = [_YUAN.get(unit, unit) for unit in book["money"]]
        book["people"] = self._keyed("people", lambda row, key: self.names(row, "", "people", key) or {})
        book["documents"] = self._keyed("documents", self._document)
        book["rules"] = [self._rule(row, number) for number, row in enumerate(self.sheets["rules"].rows, 1)]
        by_id: dict[str, dict[str, Any]] = {str(rule.get("id", "")): rule for rule in book["rules"]}
        for row in self.sheets["parameters"].rows:
            self._parameter(row, by_id)
        for row in self.sheets["examples"].rows:
            self._example(row, by_id)
        return book

    def names(self, row: Row, before: str, *path: str) -> dict[str, str] | None:
        """A name in three languages; None where none of them stands."""
        found = {lang: row.text(before + lang) for lang in LANGUAGES}
        self.cells[path] = row.address(before + LANGUAGES[0])
        for lang in LANGUAGES:
            self.cells[*path, lang] = row.address(before + lang)
        return {lang: text for lang, text in found.items() if text} or None

    def _keyed(self, sheet: str, read: Callable[[Row, str], Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for row in self.sheets[sheet].rows:
            key = row.text("key")
            if key in found:
                self.add("RUL-828", row.address("key"), seen=key)
            found[key] = read(row, key)
        return found

    def _document(self, row: Row, key: str) -> dict[str, Any]:
        self.cells["documents", key] = row.address("key")
        found: dict[str, Any] = {}
        for field in DOCUMENT_FIELDS:
            self._put(found, field, self.value(row, field, _reader(field), "documents", key, field))
        return found

    def _rule(self, row: Row, number: int) -> dict[str, Any]:
        rule_id = row.text("id")
        found: dict[str, Any] = {}
        clause: dict[str, Any] = {}
        self.cells[rule_id,] = self.cells[f"rules {number}",] = row.address("id")
        for field in (each for each in RULE_FIELDS if each != "clause"):
            self._put(found, field, self.value(row, field, _reader(field), rule_id, field))
        for field in CLAUSE_FIELDS:
            self._put(clause, field, self.value(row, field, _reader(field), rule_id, "clause", field))
        self.cells[rule_id, "clause"] = row.address("document")
        if clause:
            found["clause"] = clause
        for name in NAMED:
            self._put(found, name, self.names(row, f"{name} ", rule_id, name))
        return found

    def _of_rule(self, row: Row, by_id: Mapping[str, dict[str, Any]]) -> dict[str, Any] | None:
        rule_id = row.text("rule")
        if rule_id not in by_id:
            self.add("RUL-827", row.address("rule"), seen=rule_id or "–")
            return None
        return by_id[rule_id]

    def _parameter(self, row: Row, by_id: Mapping[str, dict[str, Any]]) -> None:
        rule = self._of_rule(row, by_id)
        if rule is None:
            return
        rule_id, name, number, field = (row.text(head) for head in ("rule", "parameter", "row", "field"))
        path = (rule_id, "parameters", f"{name} {number}" if number else name)
        parameters: dict[str, Any] = rule.setdefault("parameters", {})
        self.cells.setdefault((rule_id, "parameters"), row.address("parameter"))
        self.cells.setdefault((*path[:2], name), row.address("value"))
        value = self._figure(row, (name, field), *path, *([field] if field else []))
        if value is None:
            self.spoilt.add(rule_id)
            if not row.text("value"):
                self.add("RUL-804", row.address("value"), field="value")
        elif not number:
            if name in parameters:
                self.add("RUL-828", row.address("parameter"), seen=name)
            parameters[name] = value
        else:
            self._listed(row, parameters.setdefault(name, []), name, field, value)

    def _listed(self, row: Row, listed: Any, name: str, field: str, value: Any) -> None:
        number = row.text("row")
        at = int(number) if number.isdecimal() else 0
        if not isinstance(listed, list) or not 1 <= at <= len(listed) + 1:
            expected = str(len(listed) + 1 if isinstance(listed, list) else 1)
            self.add("RUL-805", row.address("row"), seen=number, expected=expected)
        elif at > len(listed):
            listed.append({field: value} if field else value)
        elif not field or not isinstance(listed[at - 1], dict) or field in listed[at - 1]:
            self.add("RUL-828", row.address("row"), seen=f"{name} {number} {field}".strip())
        else:
            listed[at - 1][field] = value

    def _figure(self, row: Row, named: tuple[str, str], *path: str) -> Any:
        unit = row.text("unit")
        self.cells[*path, "unit"] = row.address("unit")
        if unit:
            self.cells[path] = self.cells[*path, "value"] = row.address("value")
            return {"value": row.text("value"), "unit": _YUAN.get(unit, unit)} if row.text("value") else None
        return self.value(row, "value", texts_of if named == LISTED_FIELD else scalar_of, *path)

    def _example(self, row: Row, by_id: Mapping[str, dict[str, Any]]) -> None:
        rule = self._of_rule(row, by_id)
        if rule is None:
            return
        examples: list[dict[str, Any]] = rule.setdefault("examples", [])
        path = (row.text("rule"), f"examples {len(examples) + 1}")
        self.cells[path] = row.address("outcome")
        case: dict[str, Any] = {}
        facts: dict[str, Any] = {}
        for fact, value in row.pairs("fact", "value"):
            name = row.text(fact)
            if not name and row.text(value):
                self.add("RUL-804", row.address(fact), field=fact)
                self.spoilt.add(path[0])
            elif name:
                seen = self.value(row, value, fact_of, *path, "facts", name)
                if seen is None and not row.text(value):
                    self.add("RUL-804", row.address(value), field=value)
                    self.spoilt.add(path[0])
                self._put(facts, name, seen)
        case["facts"] = facts
        for field in EXAMPLE_FIELDS:
            if field != "facts":
                read = scalar_of if field == "limit" else _reader(field)
                self._put(case, field, self.value(row, field, read, *path, field))
        examples.append(case)

    @staticmethod
    def _put(table: dict[str, Any], key: str, value: Any) -> None:
        if value is not None:
            table[key] = value


def _reader(field: str, *, texts: bool = False) -> Callable[[str], Any]:
    """How a field's cell is read; ``texts``: the days of a whole version are texts, which may be a year or a month."""
    if field in LISTS:
        return texts_of
    if field == "when":
        return when_of
    if field == "invented" or (field in DAYS and not texts):
        return scalar_of
    return lambda text: "" if text == '""' else text


def book_of(sheets: Mapping[str, Sheet], add: Callable[..., None]) -> BookTable:
    """The book that sheets say; ``add`` is given each fault, with its cell."""
    reading = _Reading(sheets, add)
    return BookTable(reading.book(), reading.cells, frozenset(reading.spoilt))
