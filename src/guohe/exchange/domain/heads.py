"""The head is the row whose words name columns, wherever it stands; what plays no part stays unread.

A head may take two rows, carry line breaks and two languages, come in any order and return on each page. A person's
own mapping, once given, wins over every word of the table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from guohe.exchange.domain.folding import fold, stands
from guohe.exchange.domain.grid import ColumnFound, column_letter, one_line
from guohe.exchange.domain.limits import HEAD_SEARCH_ROWS
from guohe.exchange.domain.numbers import read_amount

_DATA: Final = Path(__file__).parent / "data" / "columns.toml"
_SEGMENTS: Final = re.compile(r"[0-9a-z/&. \-]*[a-z][0-9a-z/&. \-]*|[\u2e80-\u9fff]+")
_PARENTHESES: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EXACT, _SEGMENT, _WITHOUT_UNIT, _CONTAINED, _POSTING = 100, 80, 70, 30, 5
_SUMS: Final = ("amount", "debit", "credit", "withdrawal", "deposit")
_HEAD_CHARS: Final = 60


@cache
def words_file() -> dict[str, dict[str, list[str]]]:
    """The versioned table of heads, as written."""
    with _DATA.open("rb") as file:
        table = tomllib.load(file)
    table.pop("version")
    return table


def head_key(text: str) -> str:
    """A head without case, width, script, blanks and signs."""
    return "".join(sign for sign in fold(text) if sign.isalnum())


@cache
def words_of(section: str) -> dict[str, str]:
    """Head key to role for one kind of document. The roles of Guohe's own fix list are in every kind."""
    table = words_file()
    found = {head_key(word): role for role, words in table[section].items() for word in words}
    found.update((head_key(word), "ignored") for word in table["common"]["ignored"])
    return found


@cache
def currency_words() -> dict[str, str]:
    """Every folded word of a currency and its code, also of those in which no book here is kept."""
    file = words_file()
    return {
        fold(word): code
        for section in ("currencies", "other_currencies")
        for code, words in file[section].items()
        for word in (*words, code)
    }


@dataclass(frozen=True, slots=True)
class Head:
    """Where the head stands (rows counted from 0, ``after`` is the first row below) and what its columns mean.

    ``rivals`` claim a part as surely as the column that has it; ``ignored`` columns were added by Guohe itself.
    """

    first: int
    after: int
    columns: Mapping[str, ColumnFound]
    keys: tuple[str, ...]
    cells: tuple[str, ...]
    rivals: tuple[ColumnFound, ...] = ()
    ignored: frozenset[int] = frozenset()

    def index(self, role: str) -> int:
        """The column of a role counted from 0, or -1."""
        found = self.columns.get(role)
        return found.index if found else -1


@cache
def role_of(text: str, section: str) -> tuple[str, int]:
    """The role that a head names and how surely, from 0 to 105.

    Amounts of the document's currency are not those of the books; of two columns of days that of posting is the surer.
    A statement may be of a foreign account, so there such a head only gives way to one that says nothing of the kind.
    """
    role, sure = _named(text, section)
    if role in _SUMS and sure < _EXACT and says(text, "foreign"):
        return ("other_amount", sure) if section == "listing" else (role, 1)
    if section == "listing" and role == "post_date" and says(text, "posting"):
        return role, _EXACT + 1 if _WITHOUT_UNIT <= sure < _EXACT else sure + _POSTING
    return role, sure


def says(text: str, table: str) -> bool:
    """Whether a head has one of the words of a table, such as those of a foreign currency."""
    folded = fold(text)
    return any(stands(fold(word), folded) for word in words_file()[table]["words"])


def _named(text: str, section: str) -> tuple[str, int]:
    words = words_of(section)
    folded = fold(text)
    whole = head_key(text)
    if not whole or len(folded) > _HEAD_CHARS:
        return "", 0
    if role := words.get(whole):
        return role, _EXACT
    segments = [head_key(segment) for segment in _SEGMENTS.findall(folded)]
    roles = [words[segment] for segment in segments if segment in words]
    if roles and (len(set(roles)) == 1 or "ignored" not in roles):
        return roles[0], _SEGMENT + len(roles)
    bare = _PARENTHESES.sub(" ", folded)
    if bare != folded and (role := words.get(head_key(bare))):
        return role, _WITHOUT_UNIT
    bare_roles = [words[key] for key in map(head_key, _SEGMENTS.findall(bare)) if key in words]
    if bare_roles and len(set(bare_roles)) == 1:
        return bare_roles[0], _WITHOUT_UNIT
    contained = [
        (len(word), role)
        for word, role in words.items()
        if role != "ignored" and (len(word) >= 5 if word.isascii() else len(word) >= 2) and word in whole
    ]
    if contained:
        length, role = max(contained)
        return role, _CONTAINED + min(length, 20)
    return "", 0


def _roles(cells: Sequence[str], section: str) -> tuple[dict[str, ColumnFound], tuple[ColumnFound, ...]]:
    """One column for each role, the surest first; the columns that claim a role just as surely are its rivals.

    So is one that says it is of the books, or names a currency that no column tells, where the surer says nothing.
    """
    claims: list[tuple[int, int, str]] = []
    for index, cell in enumerate(cells):
        if cell and len(cell) <= 2 * _HEAD_CHARS:
            role, sure = role_of(cell, section)
            if role:
                claims.append((-sure, index, role))
    told = any(role == "currency" for _, _, role in claims)
    columns: dict[str, ColumnFound] = {}
    strength: dict[str, int] = {}
    rivals: list[ColumnFound] = []
    for sure, index, role in sorted(claims):
        column = ColumnFound(role, index, column_letter(index), one_line(cells[index]))
        if role not in columns:
            columns[role], strength[role] = column, sure
        elif role != "ignored" and (
            sure == strength[role]
            or (role in _SUMS and _of_the_books_alone(column.head, columns[role].head))
            or (role in _SUMS and not told and _currency_alone(column.head, columns[role].head))
        ):
            rivals.append(column)
    return columns, tuple(rivals)


def _of_the_books_alone(head: str, other: str) -> bool:
    return says(head, "of_the_books") and not says(other, "of_the_books")


def _currency_alone(head: str, other: str) -> bool:
    return _names_currency(head) and not _names_currency(other)


def _names_currency(text: str) -> bool:
    folded = fold(text)
    return any(stands(fold(word), folded) for words in words_file()["currencies"].values() for word in words)


def _counted(columns: Mapping[str, ColumnFound]) -> int:
    return sum(1 for role in columns if role != "ignored")


def _joined(upper: Sequence[str], lower: Sequence[str], section: str) -> tuple[tuple[str, ...], bool]:
    """Two rows as one head, and whether a merged upper cell was carried across.

    借方 above 原币 and 本币 stands in the file once: it is of both, up to a head that is no kind of sum.
    """
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    merged, carried = "", False
    for at, (top, bottom) in enumerate(zip(above, below, strict=True)):
        if top.strip():
            merged = top if bottom.strip() and role_of(top, section)[0] in _SUMS else ""
        elif merged and bottom.strip() and _kind_of_sum(bottom, section):
            above[at], carried = merged, True
        else:
            merged = ""
    return tuple(f"{top}\n{bottom}".strip() for top, bottom in zip(above, below, strict=True)), carried


def _kind_of_sum(text: str, section: str) -> bool:
    role, _ = role_of(text, section)
    return role in ("", *_SUMS) or says(text, "foreign") or says(text, "of_the_books")


def holds_data(cells: Sequence[str]) -> bool:
    """A row with an amount is a line, not the second row of a head."""
    return any(cell and cell.strip()[-1:].isdigit() and not read_amount(cell).fault for cell in cells)


def find_head(
    rows: Sequence[tuple[str, ...]],
    section: str,
    *,
    wanted: Sequence[str],
    mapping: Mapping[str, str] | None = None,
) -> Head | None:
    """The first row that names every wanted role, else the row that names most; None when none names two."""
    best: tuple[int, int] | None = None
    for number, cells in enumerate(rows[:HEAD_SEARCH_ROWS]):
        if sum(1 for cell in cells if cell) < 2:
            continue
        columns, _ = _roles(cells, section)
        weight = _counted(columns) + 4 * sum(1 for role in wanted if role in columns)
        mapped = sum(1 for text in (mapping or {}).values() if index_of(text, cells, letters=False) >= 0)
        weight += 4 * mapped
        if weight >= 2 and (best is None or weight > best[0]):
            best = (weight, number)
    if best is None:
        return _dense_head(rows, mapping or {})
    return _grown(rows, best[1], section, mapping or {})


def _dense_head(rows: Sequence[tuple[str, ...]], mapping: Mapping[str, str]) -> Head | None:
    """No word was known: the first row with three texts is shown to the person, who may map by letter."""
    for number, cells in enumerate(rows[:HEAD_SEARCH_ROWS]):
        if sum(1 for cell in cells if cell.strip()) >= 3:
            columns = _mapped({}, cells, mapping)
            return Head(number, number + 1, columns, tuple(map(head_key, cells)), tuple(map(one_line, cells)))
    return None


def _grown(rows: Sequence[tuple[str, ...]], at: int, section: str, mapping: Mapping[str, str]) -> Head:
    """Takes the row above or below into the head when together they name more, or when it repeats the names."""
    cells = rows[at]
    first, after = at, at + 1
    columns, rivals = _roles(cells, section)
    if after < len(rows) and not holds_data(rows[after]) and sum(1 for cell in rows[after] if cell) >= 2:
        below, _ = _roles(rows[after], section)
        joined, carried = _joined(cells, rows[after], section)
        both, both_rivals = _roles(joined, section)
        same = sum(
            1 for role, found in below.items() if role in columns and columns[role].index == found.index
        )
        if _counted(both) > _counted(columns) or same >= 2 or carried:
            cells, columns, rivals, after = joined, both, both_rivals, after + 1
    if first > 0 and not holds_data(rows[first - 1]) and sum(1 for cell in rows[first - 1] if cell) >= 2:
        joined, carried = _joined(rows[first - 1], cells, section)
        both, both_rivals = _roles(joined, section)
        if _counted(both) > _counted(columns) or carried:
            cells, columns, rivals, first = joined, both, both_rivals, first - 1
    rivals = tuple(found for found in rivals if found.role not in mapping)
    columns = _mapped(columns, cells, mapping)
    taken = {found.index for found in columns.values()}
    rivals = tuple(found for found in rivals if found.index not in taken)
    ignored = frozenset(index for index, cell in enumerate(cells) if role_of(cell, section)[0] == "ignored")
    return Head(
        first, after, columns, tuple(map(head_key, cells)), tuple(map(one_line, cells)), rivals, ignored
    )


def also_named(head: Head, role: str) -> list[int]:
    """The columns of a listing whose heads claim a part that another has; of amounts also those of the document's currency."""
    found: list[int] = []
    for at, cell in enumerate(head.cells):
        claimed = role_of(cell, "listing")[0]
        foreign = role == "amount" and claimed == "other_amount" and says(cell, "foreign")
        if (claimed == role or foreign) and at != head.index(role):
            found.append(at)
    return found


def index_of(text: str, cells: Sequence[str], *, letters: bool = True) -> int:
    """The column that a mapping names: by its head, or by its letter."""
    key = head_key(text)
    for index, cell in enumerate(cells):
        if key and head_key(cell) == key:
            return index
    if letters and re.fullmatch(r"[A-Z]{1,2}", text):
        index = 0
        for sign in text:
            index = index * 26 + ord(sign) - ord("A") + 1
        return index - 1
    return -1


def _mapped(
    columns: Mapping[str, ColumnFound], cells: Sequence[str], mapping: Mapping[str, str]
) -> dict[str, ColumnFound]:
    """A mapping takes its column away from whatever role the words gave it."""
    found = dict(columns)
    for role, text in mapping.items():
        index = index_of(text, cells)
        if index >= 0:
            found = {other: column for other, column in found.items() if column.index != index}
            head = one_line(cells[index]) if index < len(cells) else ""
            found[role] = ColumnFound(role, index, column_letter(index), head, "mapping")
    return found


def missing_from_mapping(head: Head, mapping: Mapping[str, str]) -> list[tuple[str, str]]:
    """The parts of a mapping whose column this file does not have."""
    return [(role, text) for role, text in mapping.items() if index_of(text, head.cells) < 0]


def is_repeat(cells: Sequence[str], head: Head) -> bool:
    """The head came back, as on each printed page: most named columns carry their own head again."""
    named = [found.index for found in head.columns.values() if found.role != "ignored"]
    same = sum(
        1 for index in named if index < len(cells) and _same_head(head_key(cells[index]), head.keys[index])
    )
    return same >= 2 and 2 * same > len(named)


def _same_head(seen: str, key: str) -> bool:
    """Also one half of a head that took two rows."""
    return bool(seen) and (seen == key or key.startswith(seen) or key.endswith(seen))
