"""The figures of a statement: each as it stands with its mark, then with its sign, and the rows that are totals of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from guohe.exchange.domain.banks import BankProfile
from guohe.exchange.domain.grid import Grid, one_line
from guohe.exchange.domain.heads import Head
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.exchange.domain.marks import Meaning, Side, holds_marks, marked, side_of
from guohe.exchange.domain.notebook import Notebook
from guohe.exchange.domain.numbers import figure_of, read_amount
from guohe.exchange.domain.row_states import SetApart, said_by, state_column
from guohe.exchange.domain.signs_proved import Signed, Written, signed
from guohe.exchange.domain.statement_totals import SumsSoFar, means_total
from guohe.exchange.domain.words import currency_of
from guohe.kernel.money import EXPONENTS, Money

DATES: Final = ("txn_date", "post_date", "value_date")


@dataclass(slots=True)
class Draft:
    row: int
    days: dict[str, date | None]
    narrative: list[str]
    reference: str
    payer: str
    written: Written
    written_balance: Written | None
    raw: tuple[str, ...]
    minor: int = 0
    balance: int | None = None


class StatementFigures:
    """What one reading knows of amounts and balances. ``said``: what a person said that CR is."""

    def __init__(
        self, grid: Grid, head: Head, profile: BankProfile, currency: str, said: Meaning | None
    ) -> None:
        self.grid, self.head, self.profile, self.said = grid, head, profile, said
        self.currency = currency
        self.exponent = EXPONENTS[currency]
        self.notes = Notebook(head)
        self.at = {role: head.index(role) for role in (*DATES, "narrative", "reference", "payer", "balance")}
        self.at["mark"] = self._mark_column()
        self.drafts: list[Draft] = []
        self.faulty = False
        self.opening: Written | None = None
        self.sums, self.unsure = SumsSoFar(), False
        self.at_state, self.apart = state_column(grid.rows[head.after :], head), SetApart()
        self.sides: dict[str, dict[Side, int]] = {"withdrawal": {}, "deposit": {}}
        # Where withdrawals stand as figures above nothing, one below it is money back; where all have their minus, none is.
        rows = grid.rows[head.after :] if head.index("withdrawal") >= 0 else ()
        self.out_is_plus = any((self._quiet(cells, "withdrawal") or 0) > 0 for cells in rows)

    def _text(self, cells: tuple[str, ...], role: str) -> str:
        index = self.at.get(role, -1)
        return cells[index].strip() if index >= 0 else ""

    def _mark_column(self) -> int:
        """Two columns of amounts need no mark; a head such as "Direction" over other words is none."""
        found = self.head.columns.get("mark")
        if found is None or self.head.index("amount") < 0:
            return -1
        rows = self.grid.rows[self.head.after :]
        return found.index if found.how == "mapping" or holds_marks(rows, found.index) else -1

    def _is_total(self, row: int, cells: tuple[str, ...], label: str) -> bool:
        """A total bears no day and no reference, and is what the rows above come to; what it may be besides is told."""
        dated = any(self._text(cells, role) for role in DATES)
        if self._text(cells, "reference") or self._text(cells, "payer") not in ("", label):
            return False
        said = {role: self._quiet(cells, role) for role in ("amount", "withdrawal", "deposit", "balance")}
        agrees = not self.unsure and self.sums.agree(
            amount=said["amount"], out=said["withdrawal"], into=said["deposit"]
        )
        means = means_total(label, dated=dated)
        if dated and not (means and agrees and not self._moves_the_balance(said)):
            if means and said["balance"] is None:
                self.notes.hold("IMP-298", row, self.at["narrative"], label=label)
            return False
        shown = " / ".join(
            text for role in ("amount", "withdrawal", "deposit") if (text := self._cell(cells, role))
        )[:QUOTE_CHARS]
        if not agrees:
            if not means:
                return False
            self.notes.hold("IMP-297", row, self.at["narrative"], label=label, figure=shown)
        self.sums.close()
        self.notes.repair(
            row, self.at["narrative"], "total_apart" if agrees else "total_unproved", label, shown
        )
        return True

    def _left_aside(self, row: int, cells: tuple[str, ...], money: Mapping[str, str]) -> bool:
        """A movement that the bank refused or has not booked yet, by its state; where the balance moved with it, it was booked."""
        text = cells[self.at_state].strip() if 0 <= self.at_state < len(cells) else ""
        if said_by(text) not in ("void", "waits"):
            return False
        said = {role: self._quiet(cells, role) for role in (*money, "balance")}
        if any(said[role] is None for role in money if money[role]) or not any(money.values()):
            return False
        if said["balance"] is not None and (not self.drafts or self._moves_the_balance(said)):
            return False
        minor = said["amount"] or (said["deposit"] or 0) - abs(said["withdrawal"] or 0)
        self.apart.add(row, text, Money(self.currency, minor))
        return True

    def _quiet(self, cells: tuple[str, ...], role: str) -> int | None:
        """A figure without its mark, or None; nothing is noted."""
        found = read_amount(marked(self._cell(cells, role))[1], self.exponent)
        return None if found.fault else found.minor

    def _moves_the_balance(self, said: Mapping[str, int | None]) -> bool:
        """The balance follows from the row above as after a movement, in either order of the days."""
        last = self.drafts[-1] if self.drafts else None
        if last is None or last.written_balance is None or said["balance"] is None:
            return False
        before = last.written_balance.minor
        amount = said["amount"] or (said["deposit"] or 0) - abs(said["withdrawal"] or 0)
        return said["balance"] in (before + amount, before - last.written.minor)

    def _cell(self, cells: tuple[str, ...], role: str) -> str:
        index = self.head.index(role)
        return cells[index].strip() if 0 <= index < len(cells) else ""

    def _of_the_account(self, row: int, cells: tuple[str, ...]) -> bool:
        """A column of currencies says that of the account in every row; another one is another account's money."""
        index = self.head.index("currency")
        text = self._cell(cells, "currency")
        code = currency_of(text, self.currency)
        if code is None:
            self.notes.stop("IMP-116", row, index, seen=one_line(text)[:QUOTE_CHARS])
        elif code != self.currency:
            self._another_currency(row, index, text, code)
        return code == self.currency

    def _another_currency(self, row: int, index: int, text: str, code: str) -> None:
        seen = one_line(text)[:QUOTE_CHARS]
        self.notes.stop("IMP-315", row, index, seen=seen, mark=code, currency=self.currency)

    def _figure(self, row: int, role: str, text: str) -> int | None:
        found = read_amount(text, self.exponent)
        index = self.head.index(role)
        if found.fault == "letter":
            self.notes.stop(
                "IMP-103",
                row,
                index,
                seen=one_line(text)[:QUOTE_CHARS],
                letter=found.letter,
                example=found.proposal,
            )
        elif found.fault:
            code = "IMP-240" if found.fault == "too_much" else "IMP-102"
            self.notes.stop(code, row, index, seen=one_line(text)[:QUOTE_CHARS])
        elif found.mark not in ("", self.currency):
            self._another_currency(row, index, text, found.mark)
        else:
            for repair in found.repairs:
                self.notes.repair(row, index, repair, text, figure_of(found.minor, self.exponent))
            return found.minor
        return None

    def _amount(self, row: int, cells: tuple[str, ...], money: Mapping[str, str]) -> Written | None:
        if money["amount"]:
            return self._marked_amount(row, cells, money["amount"])
        out = self._of_column(row, "withdrawal", money["withdrawal"])
        into = self._of_column(row, "deposit", money["deposit"])
        if out is None or into is None:
            return None
        if out and into:
            self.notes.stop("IMP-143", row, self.head.index("withdrawal"))
            return None
        if not out and not into:
            self.notes.stop("IMP-104", row, self.head.index("deposit"))
            return None
        if out < 0 and self.out_is_plus:
            self._taken_back(row, money["withdrawal"], -out)
            return Written(into - out)
        return Written(into - abs(out))

    def _taken_back(self, row: int, text: str, minor: int) -> None:
        """A withdrawal below nothing among others above it came back: the balances prove it, or it is told where none do."""
        index, shown = self.head.index("withdrawal"), figure_of(minor, self.exponent)
        self.notes.repair(row, index, "withdrawal_back", text, shown)
        if self.at["balance"] < 0:
            self.notes.hold("IMP-317", row, index, seen=one_line(text)[:QUOTE_CHARS], read_as=shown)

    def _marked_amount(self, row: int, cells: tuple[str, ...], text: str) -> Written | None:
        """The figure with the mark beside it or in the column of marks; two marks that differ are a fault."""
        beside, figure = marked(text)
        minor = self._figure(row, "amount", figure)
        if self.at["mark"] < 0:
            return None if minor is None else Written(minor, beside)
        mark = self._text(cells, "mark")
        side = side_of(mark)
        if side is None:
            self.notes.stop("IMP-294", row, self.at["mark"], seen=one_line(mark)[:QUOTE_CHARS])
            return None
        if beside is not None and side in ("debit", "credit") and beside != side:
            seen = one_line(text)[:QUOTE_CHARS]
            self.notes.stop("IMP-292", row, self.head.index("amount"), seen=seen, mark=mark)
            return None
        return None if minor is None else Written(minor, side)

    def _of_column(self, row: int, role: str, text: str) -> int | None:
        """A figure of the column of withdrawals or deposits: a mark there says the same in every row, or is asked about."""
        if not text:
            return 0
        side, figure = marked(text)
        minor = self._figure(row, role, figure)
        if side is not None and minor:
            sides = self.sides[role]
            if sides and side not in sides:
                first = str(next(iter(sides.values())))
                seen = one_line(text)[:QUOTE_CHARS]
                self.notes.stop("IMP-291", row, self.head.index(role), seen=seen, first=first)
            sides.setdefault(side, row)
        return minor

    def _balance(self, row: int, cells: tuple[str, ...]) -> Written | Literal[False] | None:
        text = self._text(cells, "balance")
        if not text:
            return None
        side, figure = marked(text)
        minor = self._figure(row, "balance", figure)
        return False if minor is None else Written(minor, side)

    def _sign(self, drafts: Sequence[Draft]) -> int | None:
        """Gives each amount and balance its sign, and the opening balance back; what nothing proves is asked (IMP-290)."""
        opening = self.opening
        days = [day for draft in drafts if (day := draft.days[f"{self._counts(draft)}_date"]) is not None]
        rising = None if not days or days[0] == days[-1] else days[0] < days[-1]
        found = signed(
            [draft.written for draft in drafts], [draft.written_balance for draft in drafts], opening,
            said=self.said, rising=rising,
        )  # fmt: skip
        if found is None:
            if not self.faulty:
                self._ask_signs(drafts)
            found = Signed(
                tuple(draft.written.minor for draft in drafts),
                tuple(draft.written_balance and draft.written_balance.minor for draft in drafts),
                opening and opening.minor,
            )
        elif found.way is not None:
            self._tell_signs(drafts, found)
        for draft, minor, balance in zip(drafts, found.amounts, found.balances, strict=True):
            draft.minor, draft.balance = minor, balance
        return found.opening

    def _where_open(self, drafts: Sequence[Draft]) -> tuple[Draft, str] | None:
        """The first entry whose mark may mean either way, and the column where it stands."""
        for draft in drafts:
            if draft.written.open:
                return draft, "mark" if self.at["mark"] >= 0 else "amount"
            if draft.written_balance is not None and draft.written_balance.open:
                return draft, "balance"
            if draft.written.side is not None and draft.written.minor < 0:
                return draft, "amount"
        return None

    def _ask_signs(self, drafts: Sequence[Draft]) -> None:
        self.faulty = True
        where = self._where_open(drafts)
        if where is None:
            self.notes.stop("IMP-290", None, self.at["balance"], seen="CR")
            return
        draft, role = where
        index = self.head.index(role)
        self.notes.stop("IMP-290", draft.row, index, seen=one_line(draft.raw[index])[:QUOTE_CHARS])

    def _tell_signs(self, drafts: Sequence[Draft], found: Signed) -> None:
        where = self._where_open(drafts)
        if where is None or found.way is None:
            return
        draft, role = where
        index, at = self.head.index(role), next(at for at, each in enumerate(drafts) if each is draft)
        minor = found.balances[at] if role == "balance" else found.amounts[at]
        seen = one_line(draft.raw[index])[:QUOTE_CHARS]
        shown = figure_of(minor or 0, self.exponent)
        credit = found.way.credit
        self.notes.repair(draft.row, index, f"credit_{credit}", seen, shown)
        if not found.proved:
            self.notes.note("IMP-299", draft.row, index, seen=seen, read_as=shown)

    def _counts(self, draft: Draft) -> str:
        order = (self.profile.counts, "post", "txn", "value")
        return next(which for which in order if draft.days.get(f"{which}_date") is not None)
