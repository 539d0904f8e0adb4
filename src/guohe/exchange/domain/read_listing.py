"""One pass over a listing: every row becomes a line, a checked total, a named other thing, or a fault with its place.

Worked on the demo file: two title rows and a two-line head are read past; the project of a merged cell is filled
down; 43290 is a day (9 July 2018) because the column holds days; "1,250.00-" is minus 1,250.00; both sub-totals and
the grand total are compared with the lines above them and counted by nobody; the open order stays apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, Literal

from guohe.exchange.domain.columns_checked import Columns, refuse_columns
from guohe.exchange.domain.days import DatesRead, dates_in, read_dates
from guohe.exchange.domain.folding import name_key
from guohe.exchange.domain.grid import ColumnFound, Grid, Repair, one_line
from guohe.exchange.domain.heads import Head, find_head, is_repeat
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.exchange.domain.listing import (
    LineKind,
    Listing,
    ListingLine,
    RowKind,
    Shape,
    UnreadLine,
)  # fmt: skip
from guohe.exchange.domain.notebook import Notebook
from guohe.exchange.domain.numbers import USUAL, AmountRead, figure_of, read_amount
from guohe.exchange.domain.totals import TotalsChecked, label_of
from guohe.exchange.domain.words import account_parts, currency_of, kind_of, project_in
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import EXPONENTS, Money

WANTED: Final = ("amount", "post_date", "account")


def read_listing(
    grid: Grid,
    *,
    currency: str = "HKD",
    mapping: Mapping[str, str] | None = None,
    project: str = "",
    date_order: Literal["day first", "month first"] | None = None,
) -> Listing:
    """Reads a whole listing. ``currency`` is that of the book, used where the file names none.

    ``mapping`` (role to head text or column letter) is what a person chose before; ``project`` stands in for a
    project column that the file does not have; ``date_order`` settles dates that the column leaves open.
    """
    head = find_head(grid.rows, "listing", wanted=WANTED, mapping=mapping)
    titles = _titles(grid.rows, head)
    from_title = project or next((found for found in map(project_in, titles) if found), "")
    refusals = refuse_columns(grid.rows, head, mapping or {}, has_project=bool(from_title))
    if refusals or head is None:
        return _refused(grid, head, refusals)
    return _Reader(grid, head, titles, currency, project, date_order).read()


def _titles(rows: Sequence[tuple[str, ...]], head: Head | None) -> list[str]:
    """The texts above the head, and the rows of one text just below it (a project named as a section)."""
    if head is None:
        return []
    above = [cell for cells in rows[: head.first] for cell in cells if cell]
    below = [
        texts[0]
        for cells in rows[head.after : head.after + 5]
        if len(texts := [cell for cell in cells if cell.strip()]) == 1
    ]
    return above + below


def _refused(grid: Grid, head: Head | None, refusals: Sequence[Finding]) -> Listing:
    columns = tuple(head.columns.values()) if head else ()
    return Listing((), (), columns, grid.repairs, (*grid.findings, *refusals), (), {}, None)


class _Reader:
    """Holds what one reading has seen so far. The loop keeps to the usual row; everything else is done apart."""

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
        self.styles_seen: dict[str, list[int]] = {}
        for title in titles:
            if not project and (found := project_in(title)):
                self.project = found
        for row in range(1, head.first + 1):
            self.other[row] = "title" if any(grid.rows[row - 1]) else "blank"
        for row in range(head.first + 1, head.after + 1):
            self.other[row] = "head"

    def read(self) -> Listing:
        """The loop over all rows below the head. A row that is not usual goes to ``_unusual``."""
        column = self.columns
        width, at_day, at_account, at_amount = column.width, column.post_date, column.account, column.amount
        at_project, at_name, at_doc, at_payee = (
            column.project,
            column.account_name,
            column.doc_ref,
            column.payee,
        )
        at_text, at_order, at_kind, at_currency = (
            column.description,
            column.order_no,
            column.kind,
            column.currency,
        )
        at_credit = column.credit
        dates, accounts, keys, kinds, currencies = (
            self.dates.dates,
            self.accounts,
            self.keys,
            self.kinds,
            self.currencies,
        )
        styles, styles_seen = self.dates.styles, self.styles_seen
        moneys: dict[tuple[str, str], Money] = {}
        usual, add, book = USUAL.fullmatch, self.lines.append, self.currency
        empty, none_day = ("",), None
        actual_minor = all_minor = 0
        for row, raw in enumerate(self.grid.rows[self.head.after :], self.head.after + 1):
            cells = raw if len(raw) >= width else raw + empty * (width - len(raw))
            day = dates.get(cells[at_day], none_day)
            account_text = cells[at_account]
            amount_text = cells[at_amount]
            project = cells[at_project] if at_project >= 0 else ""
            if day is None or not account_text or not (project or self.project):
                self.totals.move_to(actual_minor, all_minor)
                actual_minor, all_minor = self._unusual(row, raw, cells)
                continue
            kind_text = cells[at_kind] if at_kind >= 0 else ""
            kind = kinds.get(kind_text)
            if kind is None:
                kind = kinds[kind_text] = kind_of(kind_text)
            currency_text = cells[at_currency] if at_currency >= 0 else ""
            currency = currencies.get(currency_text)
            if currency is None:
                currency = currencies[currency_text] = currency_of(currency_text, book)
            if (
                kind is None
                or currency is None
                or not usual(amount_text)
                or (at_credit >= 0 and cells[at_credit])
            ):
                self.totals.move_to(actual_minor, all_minor)
                actual_minor, all_minor = self._unusual(row, raw, cells)
                continue
            money = moneys.get((currency, amount_text))
            if money is None:
                minor = int(amount_text.replace(",", "").replace(".", ""))
                money = moneys[currency, amount_text] = Money(currency, minor)
            if not money.minor:
                self._zero(row)
                continue
            if project:
                self.project = project = project.strip()
                self.fill = None
            else:
                project = self.project
                if self.fill is None:
                    self._filled(row)
                else:
                    self.fill[1] = row
                    self.fill[2] += 1
            parts = accounts.get(account_text)
            if parts is None:
                parts = accounts[account_text] = account_parts(account_text)
            payee = cells[at_payee].strip() if at_payee >= 0 else ""
            key = keys.get(payee)
            if key is None:
                key = self._new_payee(row, payee)
            style = styles[cells[at_day]]
            if (seen := styles_seen.get(style)) is None:
                styles_seen[style] = [row, row, 1]
            else:
                seen[1] = row
                seen[2] += 1
            if currency == book:
                all_minor += money.minor
                if kind == "actual":
                    actual_minor += money.minor
            add(
                ListingLine(
                    row, project, parts[0], cells[at_name].strip() if at_name >= 0 else parts[1], day,
                    cells[at_doc].strip() if at_doc >= 0 else "", payee, key,
                    cells[at_text].strip() if at_text >= 0 else "",
                    cells[at_order].strip() if at_order >= 0 else "", money, kind, raw,
                )
            )  # fmt: skip
        self.totals.move_to(actual_minor, all_minor)
        return self._finished()

    # What is not a usual line

    def _unusual(self, row: int, raw: tuple[str, ...], cells: tuple[str, ...]) -> tuple[int, int]:
        """Names the row or reads it with care; returns the sums so far, which a line read with care moves on."""
        if self.head.ignored:
            cells = tuple("" if index in self.head.ignored else cell for index, cell in enumerate(cells))
        texts = [cell for cell in cells if cell.strip()]
        if not texts:
            self.other[row] = "blank"
        elif is_repeat(cells, self.head):
            self.other[row] = "head"
            self.notes.repair(row, 0, "repeated_head", one_line(texts[0])[:QUOTE_CHARS], "")
        elif not self._is_total(row, cells) and not self._is_title(row, cells, texts):
            self._line_with_care(row, raw, cells)
        return self.totals.actual, self.totals.everything

    def _is_total(self, row: int, cells: tuple[str, ...]) -> bool:
        column = self.columns
        if column.text(cells, column.doc_ref) or column.text(cells, column.payee):
            return False
        found = label_of(cells)
        if found is None:
            return False
        label, kind = found
        stated = self._stated(cells)
        if stated is None:
            return False
        self.other[row] = "carried" if kind == "carried" else "page" if kind == "page" else "subtotal"
        if kind == "carried":
            self.notes.repair(
                row, column.amount, "carried_apart", label, figure_of(stated, EXPONENTS[self.currency])
            )
            return True
        self.totals.state(row, kind, label, stated, unknown=self.unknown)
        if kind == "sub":
            self.project_above, self.project = self.project, self.given_project
        return True

    def _stated(self, cells: tuple[str, ...]) -> int | None:
        """The figure of a total row: in the amount column, or the last figure of the row."""
        exponent = EXPONENTS[self.currency]
        column = self.columns
        first = read_amount(column.text(cells, column.amount), exponent)
        if not first.fault:
            return first.minor - self._credit(cells)
        for cell in reversed(cells):
            if cell and not (found := read_amount(cell, exponent)).fault and USUAL.fullmatch(cell.strip()):
                return found.minor
        return None

    def _credit(self, cells: tuple[str, ...]) -> int:
        if self.columns.credit < 0:
            return 0
        found = read_amount(self.columns.text(cells, self.columns.credit), EXPONENTS[self.currency])
        return 0 if found.fault else found.minor

    def _is_title(self, row: int, cells: tuple[str, ...], texts: Sequence[str]) -> bool:
        """A row without amount and date that says little: a page title, a section, a description that runs on."""
        column = self.columns
        if column.text(cells, column.amount) or column.text(cells, column.post_date) or len(texts) > 3:
            return False
        if column.credit >= 0 and column.text(cells, column.credit):
            return False
        if column.text(cells, column.account) and column.text(cells, column.doc_ref):
            return False
        self.other[row] = "title"
        if found := next((code for code in map(project_in, texts) if code), ""):
            self.project = found
            self.notes.repair(row, 0, "project_from_title", one_line(texts[0])[:QUOTE_CHARS], found)
        elif len(texts) == 1 and column.text(cells, column.description) and self.lines and self._follows(row):
            last = self.lines[-1]
            joined = f"{last.description} {one_line(texts[0])}".strip()
            self.lines[-1] = last._replace(description=joined)
            self.notes.repair(
                row, column.description, "continued", one_line(texts[0])[:QUOTE_CHARS], joined[:QUOTE_CHARS]
            )
        return True

    def _follows(self, row: int) -> bool:
        return self.lines[-1].row == row - 1

    def _zero(self, row: int) -> None:
        self.other[row] = "blank"
        self.notes.count("IMP-113", row, self.columns.amount)

    # A line read with care

    def _line_with_care(self, row: int, raw: tuple[str, ...], cells: tuple[str, ...]) -> None:
        column, faults = self.columns, len(self.notes.findings)
        kind = kind_of(column.text(cells, column.kind))
        currency = currency_of(column.text(cells, column.currency), self.currency)
        if kind is None:
            self.notes.stop("IMP-112", row, column.kind, seen=column.text(cells, column.kind))
        if currency is None:
            self.notes.stop("IMP-116", row, column.currency, seen=column.text(cells, column.currency))
        amount = self._amount(row, cells, currency or self.currency)
        if amount is not None and not amount.minor:
            self._zero(row)
            return
        day = self._day(row, cells)
        readable = len(self.notes.findings) == faults
        if amount is not None and currency is not None:
            self.totals.add(amount.minor, commitment=kind == "commitment", ours=currency == self.currency)
        if not readable or amount is None or day is None or kind is None:
            actual = amount if kind == "actual" else None
            self.unknown = self.unknown or amount is None or kind is None or currency is None
            self.unread.append(UnreadLine(row, actual, raw))
            return
        code, name = account_parts(column.text(cells, column.account))
        if not code:
            self.notes.hold("IMP-110", row, column.account, amount.minor)
        payee = column.text(cells, column.payee)
        key = self.keys.get(payee)
        self._style(row, cells)
        self.lines.append(
            ListingLine(
                row, self._project(row, cells, amount), code, column.text(cells, column.account_name) or name, day,
                column.text(cells, column.doc_ref), payee, self._new_payee(row, payee) if key is None else key,
                column.text(cells, column.description), column.text(cells, column.order_no), amount, kind, raw,
            )
        )  # fmt: skip

    def _project(self, row: int, cells: tuple[str, ...], amount: Money) -> str:
        column = self.columns
        if project := column.text(cells, column.project):
            self.project, self.fill = project, None
            return project
        if self.project:
            self._filled(row)
            return self.project
        if self.project_above:
            self.notes.hold("IMP-111", row, column.project, amount.minor, above=self.project_above)
        else:
            self.notes.hold("IMP-119", row, column.project, amount.minor)
        return ""

    def _amount(self, row: int, cells: tuple[str, ...], currency: str) -> Money | None:
        column = self.columns
        text = column.text(cells, column.amount)
        other = column.text(cells, column.credit)
        if column.credit >= 0 and other:
            debit = self._figure(row, column.amount, text, currency) if text else 0
            credit = self._figure(row, column.credit, other, currency)
            return None if debit is None or credit is None else Money(currency, debit - credit)
        minor = self._figure(row, column.amount, text, currency)
        return None if minor is None else Money(currency, minor)

    def _figure(self, row: int, column: int, text: str, currency: str) -> int | None:
        found = read_amount(text, EXPONENTS[currency])
        if found.fault:
            self._amount_fault(row, column, text, found)
            return None
        if found.mark and found.mark != currency:
            self.notes.stop(
                "IMP-117", row, column, seen=text[:QUOTE_CHARS], mark=found.mark, currency=currency
            )
            return None
        for repair in found.repairs:
            self.notes.repair(row, column, repair, text, figure_of(found.minor, EXPONENTS[currency]))
        return found.minor

    def _amount_fault(self, row: int, column: int, text: str, found: AmountRead) -> None:
        seen = one_line(text)[:QUOTE_CHARS]
        if found.fault == "letter":
            self.notes.stop("IMP-103", row, column, seen=seen, letter=found.letter, example=found.proposal)
        elif found.fault == "empty":
            self.notes.stop("IMP-104", row, column)
        elif found.fault == "decimals":
            self.notes.stop("IMP-109", row, column, seen=seen)
        elif seen.startswith("#") and seen.endswith(("!", "?", "A", "0")):
            self.notes.stop("IMP-115", row, column, seen=seen)
        else:
            self.notes.stop("IMP-102", row, column, seen=seen)

    def _day(self, row: int, cells: tuple[str, ...]) -> date | None:
        text = self.columns.text(cells, self.columns.post_date)
        raw = cells[self.columns.post_date]
        day = self.dates.dates.get(raw)
        if not text:
            self.notes.stop("IMP-107", row, self.columns.post_date)
        elif day is None and raw in self.dates.ambiguous:
            self.notes.stop(
                "IMP-106", row, self.columns.post_date, seen=text, day_first=self.dates.day_first.strip(),
                month_first=self.dates.month_first.strip(),
            )  # fmt: skip
        elif day is None:
            self.notes.stop("IMP-105", row, self.columns.post_date, seen=one_line(text)[:QUOTE_CHARS])
        return day

    # What the loop calls seldom

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

    def _finished(self) -> Listing:
        totals, total_findings = self.totals.settled(
            self.currency,
            self.other,
            self.columns.found("amount"),
            self.unknown,
        )
        self._say_fills()
        self._say_dates()
        for total in totals:
            if total.kind == "subtotal":
                shown = figure_of(total.stated.minor, EXPONENTS[self.currency])
                self.notes.repair(total.row, self.columns.amount, "total_apart", total.label, shown)
        if not self.lines and not self.unread:
            total_findings = [Finding("IMP-009", Level.STOP, Place(row=self.head.after))]
        findings = (*self.grid.findings, *self.notes.all_findings(), *total_findings)
        shape = Shape(
            self.grid.kind, self.grid.encoding, self.grid.delimiter, self.grid.sheet, len(self.grid.rows),
            self.head.first + 1, self.currency, self.dates.order, self.dates.evidence.strip(), len(self.dates.ambiguous),
        )  # fmt: skip
        return Listing(
            tuple(self.lines), tuple(self.unread), self._columns(), (*self.grid.repairs, *self.notes.all_repairs()),
            findings, tuple(totals), self.other, shape,
        )  # fmt: skip

    def _columns(self) -> tuple[ColumnFound, ...]:
        return tuple(sorted(self.head.columns.values(), key=lambda found: found.index))

    def _say_fills(self) -> None:
        letter = self.columns.letter(self.columns.project)
        for (first, last, count), project in self.fills:
            self.notes.repairs.append(Repair(first, letter, "fill_down", "", project, count, last))

    def _say_dates(self) -> None:
        """Each way of writing dates is one repair with its first example; an order nothing proves is a note."""
        at = self.columns.post_date
        rows = self.grid.rows
        for style, (first, last, count) in self.styles_seen.items():
            text = rows[first - 1][at]
            day = self.dates.dates[text]
            if day is not None and style != "year_first":
                self.notes.repairs.append(
                    Repair(
                        first,
                        self.columns.letter(at),
                        f"date_{style}",
                        text.strip(),
                        day.isoformat(),
                        count,
                        last,
                    )
                )
        if self.dates.ambiguous and not self.dates.evidence and not self.dates.contradictory:
            sample = min(self.dates.ambiguous)
            day = self.dates.dates[sample]
            if day is not None:
                self.notes.note("IMP-108", None, at, seen=sample.strip(), read_as=day.isoformat())
