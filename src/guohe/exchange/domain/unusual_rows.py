"""Rows that are not usual lines: totals, titles, heads that return, and lines that need care, each named or faulted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from guohe.exchange.domain.cut_figures import cut_figure
from guohe.exchange.domain.grid import one_line
from guohe.exchange.domain.heads import is_repeat
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.exchange.domain.listing import ListingLine, UnreadLine
from guohe.exchange.domain.numbers import USUAL, AmountRead, figure_of, read_amount
from guohe.exchange.domain.reading import Reading
from guohe.exchange.domain.totals import TotalWord, label_of, only_carries, only_ends, opens_total
from guohe.exchange.domain.words import account_parts, currency_of, kind_of, project_in
from guohe.kernel.money import EXPONENTS, Money


class UnusualRows(Reading):
    """A reading that can also say what a row is when it is no plain line."""

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
        elif all(map(only_ends, texts)):
            self.other[row] = "title"
        elif (
            not self._is_carried(row, cells)
            and not self._is_total(row, cells)
            and not self._is_title(row, cells, texts)
        ):
            self._line_with_care(row, raw, cells)
        return self.totals.actual, self.totals.everything

    def _is_carried(self, row: int, cells: tuple[str, ...]) -> bool:
        """A row whose words only carry a balance and that costs nothing, though it bears a day as the rows of a ledger do."""
        column = self.columns
        label = next((text for text in cells if only_carries(text)), "")
        figures = (column.text(cells, column.amount), column.text(cells, column.credit))
        if not label or any(map(self._may_cost, figures)):
            return False
        named = (column.text(cells, at) for at in (column.doc_ref, column.payee, column.description))
        if any(text and not only_carries(text) for text in named):
            return False
        self.other[row] = "carried"
        if (project := column.text(cells, column.project)) and not only_carries(project):
            # A ledger may name its project here and leave the cells below empty.
            self.project, self.fill = project, None
        # Its figure, if it has one, is the balance that stands last in the row.
        balance = self._stated(cells)
        if balance is not None:
            shown = figure_of(balance, EXPONENTS[self.currency])
            self.notes.repair(row, column.amount, "carried_apart", one_line(label)[:QUOTE_CHARS], shown)
        return True

    def _may_cost(self, text: str) -> bool:
        """Whether a cell holds an amount, or a sign that may have been one."""
        found = read_amount(text, EXPONENTS[self.currency])
        return bool(found.minor) if not found.fault else found.fault != "empty"

    def _is_total(self, row: int, cells: tuple[str, ...]) -> bool:
        """A total is put aside and checked. A row that looks like a line as well is one only if its sum proves it."""
        found = self._total_label(row, cells)
        if found is None:
            return False
        column = self.columns
        label, kind = found
        stated = self._stated(cells)
        if stated is None:
            return self._is_too_much(row, cells)
        self.other[row] = "carried" if kind == "carried" else "page" if kind == "page" else "subtotal"
        if kind == "carried":
            self.notes.repair(
                row, column.amount, "carried_apart", label, figure_of(stated, EXPONENTS[self.currency])
            )
            return True
        self.totals.state(row, kind, label, stated, unknown=self.unknown)
        if kind == "sub":
            self.project_above, self.project, self.fill = self.project, self.given_project, None
        return True

    def _is_too_much(self, row: int, cells: tuple[str, ...]) -> bool:
        """A total that no amount reaches is the fault of its row, and the row is still a total."""
        text = self.columns.text(cells, self.columns.amount)
        found = read_amount(text, EXPONENTS[self.currency])
        if found.fault != "too_much":
            return False
        self.other[row], self.unknown = "subtotal", True
        self._amount_fault(row, self.columns.amount, text, found)
        return True

    def _total_label(self, row: int, cells: tuple[str, ...]) -> tuple[str, TotalWord] | None:
        """The words of a total and their sort; None when the row is a line, which then waits if its words are in doubt."""
        column = self.columns
        ref, payee = column.text(cells, column.doc_ref), column.text(cells, column.payee)
        dated = self.dates.dates.get(cells[column.post_date]) is not None
        named = any(text and opens_total(text) != "means" for text in (ref, payee))
        if not dated and not named:
            return None if self._costs(cells) else label_of(cells)
        opened = next(((text, how) for text in cells if (how := opens_total(text))), None)
        if opened is None:
            return None
        label, how = opened
        stated = self._stated(cells)
        proved = stated is not None and self.totals.agrees(stated)
        if how == "means" and proved and not named:
            return label_of([label])
        if how == "means" or (proved and not named):
            self.totals.doubt()
            self.notes.hold(
                "IMP-123", row, column.amount, abs(stated or 0), label=one_line(label)[:QUOTE_CHARS]
            )
        return None

    def _costs(self, cells: tuple[str, ...]) -> bool:
        """A row with an account of its own whose words only begin as a total does: a cost without its day, unless its sum proves it."""
        account = self.columns.text(cells, self.columns.account)
        how = next((how for text in cells if (how := opens_total(text))), "")
        if not account or opens_total(account) or not how:
            return False
        stated = self._stated(cells)
        if stated is None or self.totals.agrees(stated):
            return False
        found = label_of(cells)
        return how == "maybe" or (found is not None and found[1] == "carried")

    def _stated(self, cells: tuple[str, ...]) -> int | None:
        """The figure of a total row: in the amount column, or the last figure of the row."""
        exponent = EXPONENTS[self.currency]
        column = self.columns
        first = read_amount(column.text(cells, column.amount), exponent)
        if not first.fault:
            turned = self._turned(cells, first.minor)
            return (first.minor if turned is None else turned) - self._credit(cells)
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
            self.project, self.fill = found, None
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

    # A line read with care

    def _line_with_care(self, row: int, raw: tuple[str, ...], cells: tuple[str, ...]) -> None:
        column, faults = self.columns, len(self.notes.findings)
        if project := column.text(cells, column.project):
            # Also when the rest cannot be read: the rows below belong to this project, not to the one before.
            self.project, self.fill = project, None
        kind = kind_of(column.text(cells, column.kind))
        currency = self._currency(column.text(cells, column.currency))
        if cut := cut_figure(raw, self.end):
            self.notes.stop("IMP-316", row, self.end, seen=cut)
        if kind is None:
            self.notes.stop("IMP-112", row, column.kind, seen=column.text(cells, column.kind))
        if currency is None:
            self._no_currency(row, column.text(cells, column.currency))
        amount = self._amount(row, cells, currency or self.currency)
        if amount is not None and not amount.minor:
            self._zero(row, raw, amount)
            return
        state, sort = self._said_by(cells)
        if state == "void" and amount is not None and len(self.notes.findings) == faults:
            self.other[row] = "blank"
            self.apart.add(row, column.text(cells, self.at_state), amount)
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
        if state == "waits" and kind == "actual":
            seen = column.text(cells, self.at_state)
            self.notes.hold("IMP-333", row, self.at_state, abs(amount.minor), seen=seen, amount=str(amount))
        if sort and amount.minor > 0 and kind == "actual" and column.credit < 0 and column.mark < 0:
            self.take_back.append((row, column.text(cells, self.at_sort), amount))
        payee = column.text(cells, column.payee)
        key = self.keys.get(payee)
        self._style(row, cells)
        self.lines.append(
            ListingLine(
                row, self._project(row, project, amount), code, column.text(cells, column.account_name) or name, day,
                column.text(cells, column.doc_ref), payee, self._new_payee(row, payee) if key is None else key,
                column.text(cells, column.description), column.text(cells, column.order_no), amount, kind, raw,
                column.text(cells, column.lot),
            )
        )  # fmt: skip

    def _no_currency(self, row: int, seen: str) -> None:
        """A word that is no currency, an empty cell among foreign ones, or another currency than the head of the amounts says."""
        at = self.columns.currency
        if not seen:
            self.notes.stop("IMP-318", row, at, others=", ".join(self.foreign), book=self.currency)
        elif currency_of(seen, "") is None:
            self.notes.stop("IMP-116", row, at, seen=seen)
        else:
            head = self.head.cells[self.columns.amount][:QUOTE_CHARS]
            self.notes.stop("IMP-322", row, at, seen=seen, head=head, mark=self.of_head)

    def _project(self, row: int, project: str, amount: Money) -> str:
        column = self.columns
        if project:
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
        turned = None if minor is None else self._turned(cells, minor)
        if minor is not None and turned is None:
            self.notes.stop(
                "IMP-294", row, column.mark, seen=one_line(column.text(cells, column.mark))[:QUOTE_CHARS]
            )
        return None if turned is None else Money(currency, turned)

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
        elif found.fault == "too_much":
            self.notes.stop("IMP-240", row, column, seen=seen)
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
