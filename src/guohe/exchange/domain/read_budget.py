"""A budget table is read with its unit said aloud, its sums proved, and its capital numerals read back.

120.00 in 万元 is CNY 1,200,000.00. The unit is taken from the words of the table; where the agreement or the capital
numerals show a figure 10,000 times as large, a person is asked, and nothing is converted in silence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from guohe.exchange.domain.budget import BudgetRow, BudgetTable, BudgetUnit
from guohe.exchange.domain.budget_refused import refusals
from guohe.exchange.domain.budget_tree import (
    CELL_EXPONENT,
    WAN,
    Cells,
    Draft,
    children_of,
    crooked,
    granted_of,
    in_fen,
    level_of,
    mends,
    parts_of,
    plain_figure,
    total_of,
)
from guohe.exchange.domain.budget_units import Units, currency_of_line, other_currency
from guohe.exchange.domain.capitals import CapitalsNotReadable, find_capitals, read_capitals
from guohe.exchange.domain.cut_figures import cut_among, end_of
from guohe.exchange.domain.grid import Grid, one_line
from guohe.exchange.domain.heads import Head, find_head, head_key, is_repeat
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.exchange.domain.notebook import Notebook
from guohe.exchange.domain.numbers import read_amount
from guohe.exchange.domain.totals import label_of
from guohe.kernel.money import Money, round_half_up

_DATA: Final = Path(__file__).parent / "data" / "categories.toml"
_REF: Final = re.compile(
    r"(?:项目编号|項目編號|课题编号|課題編號|project (?:no\.?|ref|code))\s*[:：]\s*([A-Za-z0-9][\w\-/.]{2,40})",
    re.IGNORECASE,
)
_OF_WHICH: Final = re.compile(r"^(?:其中|of which)\s*[:：]?\s*", re.IGNORECASE)
_ROLES: Final = ("total", "special", "own")
# Every grant is one of CNY.
_CURRENCY: Final = "CNY"


@cache
def _codes() -> dict[str, str]:
    with _DATA.open("rb") as file:
        table = tomllib.load(file)["codes"]
    return {head_key(name): code for code, names in table.items() for name in names}


def code_hint(name: str) -> str:
    """The short code proposed for a category's name, or nothing."""
    return _codes().get(head_key(name), "")


def read_budget(
    grid: Grid,
    *,
    agreement: Money | None = None,
    mapping: Mapping[str, str] | None = None,
    unit: BudgetUnit | None = None,
) -> BudgetTable:
    """Reads the annex. ``agreement`` is the award's amount as the agreement's text has it; ``unit`` a person's answer.

    The award is what the funder gives: where the table keeps the institution's own money apart, that is its special part.
    """
    head = find_head(grid.rows, "budget", wanted=("name", "total"), mapping=mapping)
    refused = refusals(grid.rows, head, mapping or {})
    if refused or head is None:
        columns = tuple(head.columns.values()) if head else ()
        findings = (*grid.findings, *refused)
        return BudgetTable("", "", None, (), None, None, "", columns, grid.repairs, findings)
    return _Reader(grid, head, agreement, unit).read()


class _Reader:
    def __init__(self, grid: Grid, head: Head, agreement: Money | None, unit: BudgetUnit | None) -> None:
        self.grid, self.head, self.agreement, self.answer = grid, head, agreement, unit
        self.notes = Notebook(head)
        self.at = {role: head.index(role) for role in ("number", "name", *_ROLES)}
        self.width = 1 + max(found.index for found in head.columns.values())
        self.title = self.ref = self.capital_text = ""
        self.units = Units()
        self.capital_row = 0
        self.drafts: list[Draft] = []
        self.total_row: Draft | None = None
        self.faulty = self.abroad = False

    def read(self) -> BudgetTable:
        """Titles, rows, then the unit, the sums and the numerals, each judged once."""
        for row, cells in enumerate(self.grid.rows[: self.head.first], 1):
            for cell in cells:
                self._title(row, cell)
        money = [column for column in map(self.head.columns.get, _ROLES) if column]
        self.units.heads(self.head.first + 1, self.head.cells, [column.index for column in money])
        for column in money:
            self._currency(self.head.first + 1, column.index, column.head)
        end = end_of(self.head.cells)
        for row, raw in enumerate(self.grid.rows[self.head.after :], self.head.after + 1):
            if cut := cut_among(raw, min(self.at[column.role] for column in money), end):
                self.faulty = True
                self.notes.stop("IMP-316", row, end, seen=cut)
            else:
                self._row(row, raw + ("",) * (self.width - len(raw)))
        capital = None if self.abroad else self._capital()
        unit = None if self.abroad else self._unit(capital)
        if unit is not None and not self.faulty:
            self._sums(unit)
            self._award(unit)
            self._numerals(unit, capital)
        if not self.drafts and not self.notes.findings:
            self.notes.stop("IMP-009", self.head.after, -1)
        return self._table(unit, capital)

    # Rows

    def _title(self, row: int, cell: str, *, labels: bool = True) -> None:
        text = one_line(cell)
        if not text:
            return
        if match := _REF.search(text):
            self.ref = match[1]
        said = self.units.line(row, text)
        if code := currency_of_line(text, _CURRENCY, labels=labels):
            self._of_abroad(row, -1, text, code)
        if not self.title and not _REF.search(text) and not said:
            self.title = text
        if found := find_capitals(text):
            self.capital_text, self.capital_row = found, row

    def _currency(self, row: int, column: int, text: str) -> None:
        if code := other_currency(text, _CURRENCY):
            self._of_abroad(row, column, text, code)

    def _of_abroad(self, row: int, column: int, text: str, code: str) -> None:
        """The table, or a figure of it, is in another currency: none of its figures is an amount of the grant."""
        self.abroad = True
        self.notes.stop("BUD-501", row, column, seen=text[:QUOTE_CHARS], mark=code, currency=_CURRENCY)

    def _row(self, row: int, cells: tuple[str, ...]) -> None:
        texts = [one_line(cell) for cell in cells if cell.strip()]
        if not texts or is_repeat(cells, self.head):
            return
        name = self._text(cells, "name")
        figures = self._figures(row, cells)
        if not any(figure is not None for figure in figures) or not name:
            totals = bool(label_of(cells)) and any(figure is not None for figure in figures)
            if totals:
                self.total_row = Draft(row, "", texts[0], 0, figures)
            for text in texts:
                self._title(row, text, labels=totals)
            return
        if _OF_WHICH.match(name):
            self.notes.repair(row, self.at["name"], "of_which", name[:QUOTE_CHARS], "")
            return
        level, bare = level_of(name)
        label = label_of([name])
        if label and level == 0 and label[1] in ("grand", "plain", "sub"):
            self.total_row = Draft(row, self._text(cells, "number"), name, 0, figures)
            self._currency(row, self.at["name"], name)
            return
        self.drafts.append(Draft(row, self._text(cells, "number"), bare or name, level, figures))

    def _text(self, cells: tuple[str, ...], role: str) -> str:
        index = self.at[role]
        return one_line(cells[index]) if index >= 0 else ""

    def _figures(self, row: int, cells: tuple[str, ...]) -> Cells:
        found: list[int | None] = []
        for role in _ROLES:
            text = self._text(cells, role)
            read = read_amount(text, CELL_EXPONENT) if text else None
            if read is None or read.fault == "empty":
                found.append(None)
            elif read.mark not in ("", _CURRENCY):
                found.append(None)
                self._of_abroad(row, self.at[role], text, read.mark)
            elif read.fault:
                found.append(None)
                self._unreadable(row, role, text, read.fault, read.letter, read.proposal)
            else:
                found.append(read.minor)
                for repair in read.repairs:
                    self.notes.repair(row, self.at[role], repair, text, plain_figure(read.minor))
        return Cells(*found)

    def _unreadable(self, row: int, role: str, text: str, fault: str, letter: str, proposal: str) -> None:
        if not any(sign.isdigit() for sign in text):
            return
        self.faulty = True
        if fault == "letter":
            example = proposal.rstrip("0").rstrip(".")
            self.notes.stop(
                "IMP-103", row, self.at[role], seen=text[:QUOTE_CHARS], letter=letter, example=example
            )
        else:
            code = "IMP-240" if fault == "too_much" else "IMP-102"
            self.notes.stop(code, row, self.at[role], seen=text[:QUOTE_CHARS])

    # The unit

    def _capital(self) -> Money | None:
        if not self.capital_text:
            return None
        try:
            return Money("CNY", read_capitals(self.capital_text))
        except CapitalsNotReadable:
            self.notes.hold("BUD-210", self.capital_row, -1, seen=self.capital_text[:QUOTE_CHARS])
            return None

    def _whole(self) -> int | None:
        """The table's own total in millionths of its unit: its total row, else its one root, else its top rows."""
        if self.total_row is not None and self.total_row.cells.total is not None:
            return self.total_row.cells.total
        if not self.drafts:
            return None
        top = min(draft.level for draft in self.drafts)
        figures = [total_of(draft) for draft in self.drafts if draft.level == top]
        return sum(figure for figure in figures if figure is not None)

    def _granted(self) -> int | None:
        """What the funder gives in all, in millionths of the table's unit; the whole where nothing is kept apart."""
        if all(draft.cells.special is None and draft.cells.own is None for draft in self.drafts):
            return self._whole()
        if self.total_row is not None and self.total_row.cells.special is not None:
            return self.total_row.cells.special
        top = min(draft.level for draft in self.drafts)
        return sum(granted_of(draft) or 0 for draft in self.drafts if draft.level == top)

    def _unit(self, capital: Money | None) -> BudgetUnit | None:
        if self.answer is not None:
            return self.answer
        whole, stated = self._granted(), self.units.stated
        other = self.agreement or capital
        # Both in minor units of yuan: as the table would be in yuan, and in ten-thousands of yuan.
        in_yuan = None if whole is None else round_half_up(whole, 10**4)
        if other is None or in_yuan is None:
            if stated is None:
                self._ask_unit()
            return stated
        factor = other.minor == in_yuan * WAN
        values = {"table": plain_figure(whole or 0), "agreement": other.figure, "amount": str(other)}
        if stated == "wan" and self.agreement is not None and factor:
            self.notes.hold("BUD-202", self.head.first + 1, self.at["total"], **values)
        elif stated is None and factor:
            self.notes.hold("BUD-202", self.head.first + 1, self.at["total"], **values)
            return "wan"
        elif stated is None and other.minor == in_yuan:
            return "yuan"
        elif stated is None:
            self._ask_unit()
        elif stated == "yuan" and factor:
            self.notes.hold("BUD-205", self.head.first + 1, self.at["total"], **values)
            return None
        return stated

    def _ask_unit(self) -> None:
        if apart := self.units.apart:
            first, second = apart
            texts = {"first": first.text[:QUOTE_CHARS], "second": second.text[:QUOTE_CHARS]}
            self.notes.stop("BUD-502", second.row, second.column, at=str(first.row), **texts)
        else:
            self.notes.stop("BUD-204", self.head.first + 1, self.at["total"])

    def _award(self, unit: BudgetUnit) -> None:
        """The award against what becomes the limits: the funder's part of the whole, and of the rows that carry the budget."""
        if self.agreement is None:
            return
        leaves = [draft for at, draft in enumerate(self.drafts) if not children_of(self.drafts, at)]
        apart = [
            amount
            for millionths in (self._granted(), sum(granted_of(draft) or 0 for draft in leaves))
            if (amount := Money("CNY", in_fen(millionths or 0, unit))) != self.agreement
        ]
        if apart:
            self.notes.hold(
                "BUD-206",
                self.head.first + 1,
                self.at["total"],
                table=str(apart[0]),
                agreement=str(self.agreement),
            )

    # The sums

    def _sums(self, unit: BudgetUnit) -> None:
        """Each head against its rows. A row whose own three figures disagree is named as the likely one."""
        word = "万元" if unit == "wan" else "元"
        bent = {draft.row: draft for draft in self.drafts if crooked(draft)}
        explained: set[int] = set()
        for at, draft in enumerate(self.drafts):
            children = children_of(self.drafts, at)
            stated, added = total_of(draft), sum(total_of(child) or 0 for child in children)
            if not children or stated is None or stated == added:
                continue
            values = {
                "head": draft.name[:QUOTE_CHARS], "sum": plain_figure(added), "stated": plain_figure(stated),
                "number": draft.number or str(draft.row), "unit": word,
            }  # fmt: skip
            suspects = [child for child in children if child.row in bent and mends(child, stated - added)]
            gap = in_fen(abs(stated - added), unit)
            if len(suspects) == 1:
                suspect = suspects[0]
                explained.add(suspect.row)
                values |= {
                    "suspect": suspect.number or str(suspect.row), "name": suspect.name[:QUOTE_CHARS],
                    "proposed": plain_figure(parts_of(suspect)), "seen": plain_figure(total_of(suspect) or 0),
                }  # fmt: skip
                self.notes.hold("BUD-201", draft.row, self.at["total"], gap, **values)
            else:
                self.notes.hold("BUD-207", draft.row, self.at["total"], gap, **values)
        for row, draft in bent.items():
            if row not in explained:
                values = {
                    "number": draft.number or str(row), "name": draft.name[:QUOTE_CHARS], "unit": word,
                    "stated": plain_figure(total_of(draft) or 0), "sum": plain_figure(parts_of(draft)),
                }  # fmt: skip
                self.notes.hold("BUD-208", row, self.at["total"], **values)
        if self.total_row is not None and self.total_row.cells.total is not None and self.drafts:
            top = min(draft.level for draft in self.drafts)
            added = sum(total_of(draft) or 0 for draft in self.drafts if draft.level == top)
            if added != self.total_row.cells.total:
                values = {
                    "head": self.total_row.name[:QUOTE_CHARS], "sum": plain_figure(added),
                    "stated": plain_figure(self.total_row.cells.total), "number": str(self.total_row.row), "unit": word,
                }  # fmt: skip
                self.notes.hold("BUD-207", self.total_row.row, self.at["total"], **values)

    def _numerals(self, unit: BudgetUnit, capital: Money | None) -> None:
        whole = self._whole()
        if capital is None or whole is None:
            return
        figure = Money("CNY", in_fen(whole, unit))
        # The words say the whole, or the funder's part of it where the institution's own money is kept apart.
        if capital not in (figure, Money("CNY", in_fen(self._granted() or 0, unit))):
            self.notes.hold(
                "BUD-203", self.capital_row, -1, abs(figure.minor - capital.minor),
                capital=self.capital_text, words=capital.figure, figure=figure.figure,
            )  # fmt: skip

    # The value

    def _table(self, unit: BudgetUnit | None, capital: Money | None) -> BudgetTable:
        whole = self._whole()
        rows: tuple[BudgetRow, ...] = ()
        if unit is not None:
            rows = tuple(self._made(at, draft, unit) for at, draft in enumerate(self.drafts))
        return BudgetTable(
            self.title, self.ref, unit, rows,
            Money("CNY", in_fen(whole, unit)) if unit is not None and whole is not None else None,
            capital, self.capital_text, tuple(sorted(self.head.columns.values(), key=lambda found: found.index)),
            (*self.grid.repairs, *self.notes.all_repairs()), (*self.grid.findings, *self.notes.all_findings()),
        )  # fmt: skip

    def _made(self, at: int, draft: Draft, unit: BudgetUnit) -> BudgetRow:
        total, special, own = total_of(draft) or 0, draft.cells.special, draft.cells.own
        if special is None:
            special = total - (own or 0)
        return BudgetRow(
            draft.row, draft.number, code_hint(draft.name), draft.name, max(draft.level, 1),
            Money("CNY", in_fen(total, unit)), Money("CNY", in_fen(special, unit)),
            Money("CNY", in_fen(own or 0, unit)), bool(children_of(self.drafts, at)),
        )  # fmt: skip
