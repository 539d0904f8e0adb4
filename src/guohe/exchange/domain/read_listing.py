"""One pass over a listing: every row becomes a line, a checked total, a named other thing, or a fault with its place.

Worked on the demo file: two title rows and a two-line head are read past; the project of a merged cell is filled
down; 43290 is a day (9 July 2018) because the column holds days; "1,250.00-" is minus 1,250.00; both sub-totals and
the grand total are compared with the lines above them and counted by nobody; the open order stays apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from guohe.exchange.domain.collector import collector_paused
from guohe.exchange.domain.columns_checked import money_of, refuse_columns, refuse_unnamed_orders
from guohe.exchange.domain.cut_figures import cut_figure
from guohe.exchange.domain.grid import ColumnFound, Grid, Repair
from guohe.exchange.domain.head_units import refuse_titles, refuse_units
from guohe.exchange.domain.heads import Head, also_named, find_head
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.exchange.domain.listing import Listing, ListingLine, Shape, StatedTotal
from guohe.exchange.domain.marks import TURNS, side_of, unread_marks
from guohe.exchange.domain.numbers import USUAL, figure_of
from guohe.exchange.domain.row_states import column_at
from guohe.exchange.domain.totals import opening_signs, opens_total
from guohe.exchange.domain.unusual_rows import UnusualRows
from guohe.exchange.domain.words import account_parts, kind_of, project_in
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import EXPONENTS, TOO_MUCH, Money

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
    if head is not None and not refusals:
        refusals = [
            *refuse_unnamed_orders(head, titles),
            *refuse_units(head, money_of(head), currency, by_row=True),
            *refuse_titles(grid.rows, head, money_of(head), currency),
        ]
    if head is not None and not refusals:
        refusals = unread_marks(grid.rows[head.after :], head, [head.index("post_date")], both=True)
    if refusals or head is None:
        return _refused(grid, head, refusals)
    with collector_paused():
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


class _Reader(UnusualRows):
    """The loop keeps to the usual row, which is why it is long and plain; everything else is done apart."""

    def read(self) -> Listing:
        """The loop over all rows below the head. A row that is not usual goes to ``_unusual``."""
        column, end = self.columns, self.end
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
        at_credit, at_lot, at_mark = column.credit, column.lot, column.mark
        plain = {
            cells[at_mark]
            for cells in self.grid.rows[self.head.after :]
            if 0 <= at_mark < len(cells)
            and (side := side_of(cells[at_mark])) is not None
            and side not in TURNS
        }
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
        empty = ("",)
        signs, opened = opening_signs(), (at_text, at_doc, at_payee, at_name, at_project, at_account)
        words_at = tuple(dict.fromkeys(at for at in opened if at >= 0))
        actual_minor = all_minor = 0
        told = self.at_state >= 0 or self.at_sort >= 0
        for row, raw in enumerate(self.grid.rows[self.head.after :], self.head.after + 1):
            cells = raw if len(raw) >= width else raw + empty * (width - len(raw))
            if (len(raw) > end and raw[end] and cut_figure(raw, end)) or (told and any(self._said_by(cells))):
                self.totals.move_to(actual_minor, all_minor)
                actual_minor, all_minor = self._unusual(row, raw, cells)
                continue
            day = dates.get(cells[at_day])
            parts = accounts.get(cells[at_account])
            if parts is None:
                parts = accounts[cells[at_account]] = account_parts(cells[at_account])
            amount_text = cells[at_amount]
            project = cells[at_project].strip() if at_project >= 0 else ""
            if day is None or not parts[0] or not (project or self.project):
                self.totals.move_to(actual_minor, all_minor)
                actual_minor, all_minor = self._unusual(row, raw, cells)
                continue
            for at in words_at:
                if cells[at][:1] in signs and opens_total(cells[at]):
                    break
            else:
                at = -1
            if at >= 0:
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
                currency = currencies[currency_text] = self._currency(currency_text)
            if (
                kind is None
                or currency is None
                or not usual(amount_text)
                or (at_credit >= 0 and cells[at_credit])
                or (at_mark >= 0 and cells[at_mark] not in plain)
            ):
                self.totals.move_to(actual_minor, all_minor)
                actual_minor, all_minor = self._unusual(row, raw, cells)
                continue
            money = moneys.get((currency, amount_text))
            if money is None:
                minor = int(amount_text.replace(",", "").replace(".", ""))
                money = moneys[currency, amount_text] = Money(currency, minor)
            if project:
                self.project, self.fill = project, None
            if not money.minor:
                self._zero(row, raw, money)
                continue
            if not project:
                project = self.project
                if self.fill is None:
                    self._filled(row)
                else:
                    self.fill[1] = row
                    self.fill[2] += 1
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
                    cells[at_lot].strip() if at_lot >= 0 else "",
                )
            )  # fmt: skip
        self.totals.move_to(actual_minor, all_minor)
        return self._finished()

    def _finished(self) -> Listing:
        totals, total_findings = self.totals.settled(
            self.currency,
            self.other,
            self.columns.found("amount"),
            self.unknown,
        )
        self._say_taken()
        self._say_fills()
        self._say_dates()
        for total in totals:
            if total.kind == "subtotal":
                shown = figure_of(total.stated.minor, EXPONENTS[self.currency])
                self.notes.repair(total.row, self.columns.amount, "total_apart", total.label, shown)
        if not self.lines and not self.unread:
            total_findings = [Finding("IMP-009", Level.STOP, Place(row=self.head.after))]
        total_findings += self._too_much_together() + self._said_of_rows(totals)
        findings = (*self.grid.findings, *self.notes.all_findings(), *total_findings)
        shape = Shape(
            self.grid.kind, self.grid.encoding, self.grid.delimiter, self.grid.sheet, len(self.grid.rows),
            self.head.first + 1, self.currency, self.dates.order, self.dates.evidence.strip(), len(self.dates.ambiguous),
            self.period_end,
        )  # fmt: skip
        return Listing(
            tuple(self.lines), tuple(self.unread), self._columns(), (*self.grid.repairs, *self.notes.all_repairs()),
            findings, tuple(totals), self.other, shape,
        )  # fmt: skip

    def _said_of_rows(self, totals: Sequence[StatedTotal]) -> list[Finding]:
        """What was left aside by its state; and the documents that take back with a figure above zero, unless the total counts them so."""
        found = self.apart.findings(column_at(self.head, self.at_state))
        if any(total.kind == "grand" and total.stated == total.counted for total in totals):
            return found
        column = column_at(self.head, self.at_sort)
        for row, seen, amount in self.take_back:
            place, values = Place(row, column.letter, column.head), {"seen": seen, "amount": str(amount)}
            found.append(Finding("IMP-334", Level.HOLD, place, values, minor=amount.minor))
        return found

    def _too_much_together(self) -> list[Finding]:
        """Each line is an amount (IMP-240), and so is what all of one currency come to, whatever their signs."""
        sums: dict[str, int] = {}
        for line in self.lines:
            sums[line.amount.currency] = sums.get(line.amount.currency, 0) + abs(line.amount.minor)
        return [
            Finding("IMP-241", Level.STOP, values={"sum": str(Money(currency, minor))})
            for currency, minor in sorted(sums.items())
            if minor >= TOO_MUCH
        ]

    def _columns(self) -> tuple[ColumnFound, ...]:
        return tuple(sorted(self.head.columns.values(), key=lambda found: found.index))

    def _say_taken(self) -> None:
        """Of several columns of days or of amounts the one that is read, so that none is chosen in silence."""
        for role in ("post_date", "amount"):
            taken, indexes = self.head.columns.get(role), also_named(self.head, role)
            if taken and indexes:
                heads = ", ".join(self.head.cells[at] for at in indexes)[:QUOTE_CHARS]
                self.notes.repair(
                    self.head.first + 1, taken.index, "taken_of_several", heads, taken.head[:QUOTE_CHARS]
                )

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
