"""What one reading of a listing has seen so far, and the few things it notes about a row on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from guohe.exchange.domain.columns_checked import Columns, money_of
from guohe.exchange.domain.cut_figures import end_of
from guohe.exchange.domain.days import DatesRead, dates_in, period_end, read_dates
from guohe.exchange.domain.folding import name_key
from guohe.exchange.domain.grid import Grid
from guohe.exchange.domain.head_units import currency_in, of_the_books
from guohe.exchange.domain.heads import Head
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.exchange.domain.listing import LineKind, ListingLine, RowKind, UnreadLine
from guohe.exchange.domain.marks import TURNS, holds_marks, side_of
from guohe.exchange.domain.notebook import Notebook
from guohe.exchange.domain.numbers import read_amount
from guohe.exchange.domain.row_states import SetApart, said_by, sort_column, state_column
from guohe.exchange.domain.totals import TotalsChecked
from guohe.exchange.domain.words import currency_of, project_in
from guohe.exchange.domain.zero_rows import columns_without_part, figure_beside
from guohe.kernel.money import EXPONENTS, Money


class Reading:
    """The state of one pass. ``project`` is what an empty project cell belongs to now; ``fill`` the run it is part of."""

    def __init__(
        self,
        grid: Grid,
        head: Head,
        titles: Sequence[str],
        currency: str,
        project: str,
        date_order: Literal["day first", "month first"] | None,
    ) -> None:
        self.grid, self.head, self.currency = grid, head, currency
        self.columns = Columns(head)
        self.end = end_of(head.cells)
        self.given_project = project
        self.project = project
        self.project_above = ""
        self.fill: list[int] | None = None
        self.fills: list[tuple[list[int], str]] = []
        hints = [found for title in titles for found in dates_in(title)]
        day = self.columns.post_date
        texts = dict.fromkeys(cells[day] for cells in grid.rows[head.after :] if len(cells) > day)
        self.dates: DatesRead = read_dates(
            (text for text in texts if text.strip()), order=date_order, hints=hints
        )
        self.period_end = period_end(titles, self.dates.order)
        self.notes = Notebook(head)
        self.totals = TotalsChecked()
        self.lines: list[ListingLine] = []
        self.unread: list[UnreadLine] = []
        self.unknown = False
        self.other: dict[int, RowKind] = {}
        self.keys: dict[str, str] = {}
        self.first_payee: dict[str, tuple[int, str]] = {}
        self.accounts: dict[str, tuple[str, str]] = {}
        self.kinds: dict[str, LineKind | None] = {}
        self.currencies: dict[str, str | None] = {}
        self.foreign = self._foreign()
        # The currency in which the heads say that the amounts are, whatever a column says of the documents.
        self.of_head = self._of_heads()
        self.styles_seen: dict[str, list[int]] = {}
        for title in titles:
            if not project and (found := project_in(title)):
                self.project = found
        for row in range(1, head.first + 1):
            self.other[row] = "title" if any(grid.rows[row - 1]) else "blank"
        for row in range(head.first + 1, head.after + 1):
            self.other[row] = "head"
        self.minus_says_it = self._marks_read()
        self.without_part = columns_without_part(head)
        below = grid.rows[head.after :]
        self.at_state, self.at_sort = state_column(below, head), sort_column(below, head)
        self.apart = SetApart()
        # Documents that take back by their sort and not by their figure: the file's own total may prove them yet.
        self.take_back: list[tuple[int, str, Money]] = []

    def _foreign(self) -> tuple[str, ...]:
        """The currencies that the column names where it never names that of the book: an empty cell below may mean the one above."""
        at = self.columns.currency
        texts = {cells[at] for cells in self.grid.rows[self.head.after :] if 0 <= at < len(cells)}
        named = {code for text in texts if text.strip() and (code := currency_of(text, "")) is not None}
        return () if self.currency in named else tuple(sorted(named))

    def _of_heads(self) -> str:
        columns = [self.head.columns[role] for role in money_of(self.head)]
        named = next(filter(None, map(currency_in, columns)), "")
        return named or (self.currency if any(of_the_books(column.head) for column in columns) else "")

    def _currency(self, text: str) -> str | None:
        """The currency of a cell; None for a word that is none, for an empty cell that may mean the one above it, and where the head
        of the amounts says another."""
        if self.foreign and not text.strip():
            return None
        found = currency_of(text, self.of_head or self.currency)
        return None if found is not None and self.of_head not in ("", found) else found

    def _marks_read(self) -> bool:
        """Whether a minus stands beside every credit already; a file that writes both ways is asked about (IMP-293)."""
        column, rows = self.columns, self.grid.rows[self.head.after :]
        if (
            column.mark >= 0
            and self.head.columns["mark"].how != "mapping"
            and not holds_marks(rows, column.mark)
        ):
            column.mark = -1
        if column.mark < 0:
            return False
        first: dict[tuple[bool, bool], int] = {}
        for row, cells in enumerate(rows, self.head.after + 1):
            side = side_of(column.text(cells, column.mark))
            dated = self.dates.dates.get(cells[column.post_date] if len(cells) > column.post_date else "")
            found = read_amount(column.text(cells, column.amount), EXPONENTS[self.currency])
            if side is not None and dated is not None and not found.fault and found.minor:
                first.setdefault((side in TURNS, found.minor < 0), row)
        plain, minus = first.get((True, False)), first.get((True, True))
        other = plain if plain is not None else None if (False, False) in first else first.get((False, True))
        if minus is not None and other is not None:
            self.notes.stop("IMP-293", minus, column.amount, other=str(other))
        return minus is not None

    def _turned(self, cells: Sequence[str], minor: int) -> int | None:
        """An amount as its mark has it; None where the mark is none that we know."""
        if self.columns.mark < 0:
            return minor
        side = side_of(self.columns.text(cells, self.columns.mark))
        if side is None:
            return None
        return minor if self.minus_says_it or side not in TURNS else -minor

    def _filled(self, row: int) -> None:
        """A run of empty project cells is one repair with its first and last row."""
        if self.fill is None:
            self.fill = [row, row, 0]
            if self.columns.project >= 0:
                self.fills.append((self.fill, self.project))
        self.fill[1] = row
        self.fill[2] += 1

    def _style(self, row: int, cells: tuple[str, ...]) -> None:
        style = self.dates.styles[cells[self.columns.post_date]]
        seen = self.styles_seen.setdefault(style, [row, row, 0])
        seen[1], seen[2] = row, seen[2] + 1

    def _new_payee(self, row: int, payee: str) -> str:
        key = self.keys[payee] = name_key(payee)
        if key:
            _, first = self.first_payee.setdefault(key, (row, payee))
            if first != payee:
                self.notes.repair(
                    row, self.columns.payee, "twin_name", payee[:QUOTE_CHARS], first[:QUOTE_CHARS]
                )
        return key

    def _said_by(self, cells: Sequence[str]) -> tuple[str, str]:
        """What the row's state and sort say of it, where that is not the usual."""
        state = said_by(self.columns.text(cells, self.at_state))
        sort = said_by(self.columns.text(cells, self.at_sort))
        return "" if state == "stands" else state, sort if sort == "takes_back" else ""

    def _zero(self, row: int, raw: tuple[str, ...], amount: Money) -> None:
        """Nothing to post, unless a figure stands in a column that plays no part: then the row waits for the right columns."""
        at = figure_beside(raw, self.without_part)
        if at >= 0:
            self.notes.stop("IMP-331", row, at, seen=raw[at].strip()[:QUOTE_CHARS])
            self.unread.append(UnreadLine(row, amount, raw))
            return
        self.other[row] = "blank"
        self.notes.count("IMP-113", row, self.columns.amount)
