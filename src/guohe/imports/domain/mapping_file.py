"""A mapping table names each of the host's accounts once, with the category it reports under and why; all faults come at once.

Columns, in any order: account, account_name, category, why. An empty category means: ask a person each time. A
category is written by its code or by any name that the rule pack gives it. Other columns are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from guohe.grants.domain.facts import MappingRowFacts
from guohe.kernel.findings import Finding, Level, Place

# Each column by the heads that offices write over it.
HEADS: Final = {
    "account": ("account", "科目", "科目編號", "科目编号", "科目代码", "科目代號"),
    "account_name": ("account_name", "account name", "account desc", "科目名稱", "科目名称"),
    "category": ("category", "funder category", "預算科目", "预算科目", "類別", "类别"),
    "why": ("why", "reason", "理由", "原因"),
}
_NEEDED: Final = ("account", "category")
QUOTED: Final = 60


@dataclass(frozen=True, slots=True)
class MappingRead:
    """The rows that can be used, and every finding; with a stop among them nothing is to be written."""

    rows: tuple[MappingRowFacts, ...]
    findings: tuple[Finding, ...]


def read_mapping(
    grid: Sequence[Sequence[str]],
    *,
    code_of: Callable[[str], str | None],
    known: Sequence[str],
    why: str = "",
) -> MappingRead:
    """Reads a table. ``code_of`` gives the code of a category as written, ``known`` lists the pack's codes.

    ``why`` stands where a row gives no reason of its own.
    """
    head = next((number for number, row in enumerate(grid) if any(cell.strip() for cell in row)), None)
    at = _columns(grid[head]) if head is not None else {}
    missing = [name for name in _NEEDED if name not in at]
    if head is None or missing:
        seen = ", ".join(cell.strip() for cell in (grid[head] if head is not None else ()))[:QUOTED]
        return MappingRead((), (_stop("BUD-231", missing=", ".join(missing), seen=seen),))
    rows = tuple(
        (number, MappingRowFacts(*(_cell(row, at.get(name)) for name in HEADS)))
        for number, row in enumerate(grid[head + 1 :], start=head + 2)
        if any(cell.strip() for cell in row)
    )
    return check_mapping(rows, code_of=code_of, known=known, why=why)


def check_mapping(
    rows: Sequence[tuple[int, MappingRowFacts]],
    *,
    code_of: Callable[[str], str | None],
    known: Sequence[str],
    why: str = "",
) -> MappingRead:
    """The rows with their categories as codes, and every finding; each row has the number that its findings name."""
    first: dict[str, int] = {}
    findings: list[Finding] = []
    sound = []
    for number, row in rows:
        code = code_of(row.category) if row.category else ""
        said = row.why or why.strip()
        findings += _faults(number, row, code, said, first.get(row.account), known)
        first.setdefault(row.account, number)
        sound.append(MappingRowFacts(row.account, row.account_name, code or "", said))
    if not rows:
        findings.append(_stop("BUD-235"))
    return MappingRead(tuple(sound), tuple(findings))


def _faults(
    number: int, row: MappingRowFacts, code: str | None, why: str, first: int | None, known: Sequence[str]
) -> Iterator[Finding]:
    if not row.account:
        yield _stop("BUD-232", number)
    elif first is not None:
        yield _stop("BUD-233", number, account=row.account, first=str(first))
    if code is None:
        yield _stop("BUD-234", number, seen=row.category[:QUOTED], known=", ".join(known))
    if not why:
        yield _stop("BUD-236", number, account=row.account)


def _columns(head: Sequence[str]) -> dict[str, int]:
    met: dict[str, int] = {}
    for index, cell in enumerate(head):
        folded = " ".join(cell.casefold().split())
        for name, heads in HEADS.items():
            if folded in heads:
                met.setdefault(name, index)
    return met


def _cell(row: Sequence[str], index: int | None) -> str:
    return "" if index is None or index >= len(row) else " ".join(row[index].split())


def _stop(code: str, at: int | None = None, **values: str) -> Finding:
    """A fault, at its row when it has one."""
    named = values if at is None else {"row": str(at), **values}
    return Finding(code, Level.STOP, Place(row=at), named)
