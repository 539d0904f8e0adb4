"""A listing can be read only if its amount, date, account and project can be found; all that is missing is said at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from guohe.exchange.domain.grid import column_letter, one_line
from guohe.exchange.domain.heads import Head, missing_from_mapping
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.exchange.domain.numbers import read_amount
from guohe.exchange.domain.words import names_orders
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.texts import called


@dataclass(slots=True)
class Columns:
    """The index of each part, -1 where the file has none. A debit column stands in for the amount."""

    head: Head
    amount: int = field(init=False)
    credit: int = field(init=False)
    post_date: int = field(init=False)
    account: int = field(init=False)
    account_name: int = field(init=False)
    project: int = field(init=False)
    doc_ref: int = field(init=False)
    payee: int = field(init=False)
    description: int = field(init=False)
    order_no: int = field(init=False)
    lot: int = field(init=False)
    currency: int = field(init=False)
    kind: int = field(init=False)
    mark: int = field(init=False)
    width: int = field(init=False)

    def __post_init__(self) -> None:
        index = self.head.index
        self.amount, self.credit = index("amount"), -1
        if self.amount < 0:
            self.amount, self.credit = index("debit"), index("credit")
        self.post_date, self.account, self.account_name = (
            index("post_date"),
            index("account"),
            index("account_name"),
        )
        self.project, self.doc_ref, self.payee = index("project"), index("doc_ref"), index("payee")
        self.description, self.order_no, self.lot = index("description"), index("order_no"), index("lot")
        self.currency, self.kind = index("currency"), index("kind")
        # Two columns of amounts need no mark.
        self.mark = index("mark") if index("amount") >= 0 else -1
        self.width = 1 + max((found.index for found in self.head.columns.values()), default=0)

    def text(self, cells: Sequence[str], index: int) -> str:
        """The stripped cell of a part, empty where the file has no such column."""
        return cells[index].strip() if 0 <= index < len(cells) else ""

    def letter(self, index: int) -> str:
        """The spreadsheet letter of a part, empty where the file has no such column."""
        return column_letter(index) if index >= 0 else ""

    def found(self, role: str) -> Place:
        """The column of a part as a place without a row."""
        index = self.amount if role == "amount" else self.head.index(role)
        if index < 0:
            return Place()
        return Place(column=column_letter(index), header=self.head.cells[index])


def money_of(head: Head) -> tuple[str, ...]:
    """The parts whose figures are the lines' amounts: one column, or that of debits beside that of credits."""
    roles = ("amount",) if "amount" in head.columns else ("debit", "credit")
    return tuple(role for role in roles if role in head.columns)


def seen_heads(rows: Sequence[tuple[str, ...]], head: Head | None) -> str:
    """The heads that were seen, as a person would list them."""
    cells = head.cells if head else next((row for row in rows if any(cell.strip() for cell in row)), ())
    names = [one_line(cell)[:QUOTE_CHARS] for cell in cells if cell.strip()]
    return ", ".join(names[:12])


def refuse_no_head(rows: Sequence[tuple[str, ...]], head: Head | None) -> list[Finding]:
    """An empty file (IMP-008), or one in which no row names columns (IMP-002)."""
    if not any(any(cell.strip() for cell in row) for row in rows):
        return [Finding("IMP-008", Level.STOP)]
    return (
        [Finding("IMP-002", Level.STOP, Place(row=1), {"seen": seen_heads(rows, head)})]
        if head is None
        else []
    )


def refuse_missing(head: Head, mapping: Mapping[str, str]) -> list[Finding]:
    """The parts of a mapping whose column this file does not have (IMP-026)."""
    place = Place(row=head.first + 1)
    return [
        Finding("IMP-026", Level.STOP, place, {"role": role, "seen": text[:QUOTE_CHARS]})
        for role, text in missing_from_mapping(head, mapping)
    ]


def refuse_columns(
    rows: Sequence[tuple[str, ...]], head: Head | None, mapping: Mapping[str, str], *, has_project: bool
) -> list[Finding]:
    """Every reason why the columns do not make a listing."""
    nothing = refuse_no_head(rows, head)
    if nothing or head is None:
        return nothing
    seen, place = {"seen": seen_heads(rows, head)}, Place(row=head.first + 1)
    found = refuse_missing(head, mapping)
    parts = set(head.columns)
    mapped_away = {finding.values["role"] for finding in found}
    if not parts & {"amount", "debit"} and "amount" not in mapped_away:
        found.append(Finding("IMP-002", Level.STOP, place, seen))
    for role, code in (("post_date", "IMP-025"), ("account", "IMP-027")):
        if role not in parts and role not in mapped_away:
            found.append(Finding(code, Level.STOP, place, seen))
    if "project" not in parts and not has_project and "project" not in mapped_away:
        found.append(Finding("IMP-028", Level.STOP, place, seen))
    for rival in head.rivals:
        differ, code = _ASKED.get(rival.role, (None, ""))
        if differ is not None and differ(rows[head.after :], head.index(rival.role), rival.index):
            first = head.columns[rival.role]
            values = {"first": first.letter, "second": rival.letter, "head": rival.head[:QUOTE_CHARS]}
            found.append(Finding(code, Level.STOP, place, values))
    if "amount" not in parts:
        found += refuse_rivals(rows, head, ("debit", "credit"))
    if not found and not any(any(cell.strip() for cell in row) for row in rows[head.after :]):
        found.append(Finding("IMP-009", Level.STOP, place))
    return found


def refuse_rivals(rows: Sequence[tuple[str, ...]], head: Head, roles: Collection[str]) -> list[Finding]:
    """Two columns that claim one part of the money (IMP-330): the first in the file may be the one of another currency."""
    found: list[Finding] = []
    for rival in head.rivals:
        first = head.columns[rival.role]
        if rival.role in roles and _figures_differ(rows[head.after :], first.index, rival.index):
            place = Place(row=head.first + 1, column=rival.letter, header=rival.head[:QUOTE_CHARS])
            values = {"first": first.letter, "part": called(f"exchange.column.{rival.role}")}
            found.append(Finding("IMP-330", Level.STOP, place, values))
    return found


def _figures_differ(rows: Sequence[tuple[str, ...]], one: int, other: int) -> bool:
    """Whether the second column of two has a figure that the first has not; an empty copy of a column is no rival."""
    for row in rows:
        texts = [row[at].strip() if at < len(row) else "" for at in (one, other)]
        if texts[0] == texts[1] or not texts[1]:
            continue
        first, second = (read_amount(text) for text in texts)
        if not second.fault and second.minor != (0 if first.fault else first.minor):
            return True
    return False


def _apart(rows: Sequence[tuple[str, ...]], one: int, other: int) -> bool:
    """Whether two columns say different things of any row; where they never do, it matters to nobody which is read."""
    return any(
        row[one].strip() != row[other].strip() and row[one].strip() and row[other].strip()
        for row in rows
        if len(row) > max(one, other)
    )


# Of which parts of a listing a rival is asked about, when it differs, and by which question.
_ASKED: Final = {"amount": (_figures_differ, "IMP-024"), "post_date": (_apart, "IMP-323")}


def refuse_unnamed_orders(head: Head, titles: Sequence[str]) -> list[Finding]:
    """A list that calls itself one of open orders, and tells no line's type, would be read as costs (IMP-319)."""
    if "kind" in head.columns:
        return []
    amount = head.columns.get("amount")
    said = next(filter(names_orders, (*titles, amount.head if amount else "")), "")
    if not said:
        return []
    return [Finding("IMP-319", Level.STOP, Place(row=head.first + 1), {"seen": one_line(said)[:QUOTE_CHARS]})]
