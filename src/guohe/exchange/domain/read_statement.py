"""A bank's export becomes entries in the order of time, its balances recomputed and its account number kept to four signs.

Narratives of two lines are joined, whether the break is inside a cell, makes a row of its own, or goes on in another column. A payer's name that is
exactly as long as the bank's cut is marked as perhaps cut, because the grant's number may have been lost with the rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from guohe.exchange.domain.account_numbers import NAMES_ACCOUNT, account_of, without_account_numbers
from guohe.exchange.domain.banks import PLAIN, BankProfile, DayOrder, ProfileOf
from guohe.exchange.domain.chains import breaks_in, newest_first, swapped_digits
from guohe.exchange.domain.columns_checked import refuse_missing, refuse_no_head, refuse_rivals, seen_heads
from guohe.exchange.domain.cut_figures import cut_figure, end_of
from guohe.exchange.domain.days import DatesRead, read_dates
from guohe.exchange.domain.grid import Grid, Repair, column_letter, one_line
from guohe.exchange.domain.head_units import refuse_titles, refuse_units
from guohe.exchange.domain.heads import Head, find_head, index_of, is_repeat
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.exchange.domain.marks import Meaning, columns_and_meaning, marked, unread_marks
from guohe.exchange.domain.numbers import figure_of, read_amount
from guohe.exchange.domain.row_states import column_at
from guohe.exchange.domain.signs_proved import Written
from guohe.exchange.domain.statement import BankEntry, BankStatement
from guohe.exchange.domain.statement_chained import standing_of
from guohe.exchange.domain.statement_figures import DATES, Draft, StatementFigures
from guohe.exchange.domain.totals import label_of, only_carries
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money
from guohe.kernel.texts import called

WANTED: Final = ("narrative", "balance")
MONEY: Final = ("amount", "withdrawal", "deposit", "balance")
_DATE_CODES: Final = {"post": "IMP-142", "value": "IMP-146", "txn": "IMP-147"}


def read_statement(
    grid: Grid,
    *,
    profile: BankProfile = PLAIN,
    mapping: Mapping[str, str] | None = None,
    currency: str = "",
    tail: str = "",
    profile_of: ProfileOf | None = None,
    order: DayOrder | None = None,
) -> BankStatement:
    """Reads one account's statement. ``tail`` and ``currency`` are what the caller knows of the account, if the file is silent.

    ``profile_of`` gives the profile once the account is known. ``mapping`` is a person's own choice of columns and wins over
    the profile's; ``order`` is a person's word about this file's dates. A profile whose order the file's dates deny is asked
    about (IMP-193). What CR means is proved by the balances; where nothing proves it, ``credit_means`` of the mapping or of the
    profile says it, or it is asked (IMP-290).
    """
    mapping, said = columns_and_meaning(mapping)
    own, named = account_in(grid.rows, tail, currency, mapping)
    if profile_of is not None:
        profile = profile_of(own, named)
    of_profile, usual = columns_and_meaning(profile.heads)
    chosen = mapping or of_profile or {}
    head = find_head(grid.rows, "statement", wanted=WANTED, mapping=chosen)
    fields = () if mapping else profile.narrative
    refusals = _refusals(grid.rows, head, chosen, fields)
    code = named or profile.currency
    if not code:
        refusals.append(Finding("IMP-148", Level.STOP))
    if head is not None and not refusals:
        refusals += refuse_units(head, MONEY, code, by_row=False)
        refusals += refuse_titles(grid.rows, head, MONEY, code)
        dated = [head.index(role) for role in DATES if head.index(role) >= 0]
        refusals += unread_marks(grid.rows[head.after :], head, dated, both=False)
    if refusals or head is None:
        columns = tuple(head.columns.values()) if head else ()
        return BankStatement(
            own, code, profile.code, (), columns, grid.repairs, (*grid.findings, *refusals), refused=True
        )
    return _Reader(grid, head, profile, code, own, fields, order, said or usual).read()


def account_in(
    rows: Sequence[tuple[str, ...]], tail: str, currency: str, mapping: Mapping[str, str] | None = None
) -> tuple[str, str]:
    """Ending and currency of the account that the rows above the head name, or what the caller knows."""
    head = find_head(rows, "statement", wanted=WANTED, mapping=mapping)
    own, named = account_of(rows[: head.first] if head else rows[:20])
    return own or tail, named or currency


def _refusals(
    rows: Sequence[tuple[str, ...]], head: Head | None, mapping: Mapping[str, str], fields: Sequence[str]
) -> list[Finding]:
    nothing = refuse_no_head(rows, head)
    if nothing or head is None:
        return nothing
    seen, place = {"seen": seen_heads(rows, head)}, Place(row=head.first + 1)
    found = refuse_missing(head, mapping)
    found += [
        Finding("IMP-026", Level.STOP, place, {"role": role, "seen": text[:QUOTE_CHARS]})
        for role, text in _missing_fields(head, fields)
    ]
    parts = set(head.columns)
    if not parts & {"amount", "withdrawal", "deposit"}:
        found.append(Finding("IMP-002", Level.STOP, place, seen))
    if not parts & set(DATES):
        found.append(Finding("IMP-025", Level.STOP, place, seen))
    found += refuse_rivals(rows, head, MONEY)
    if not found and not any(any(cell.strip() for cell in row) for row in rows[head.after :]):
        found.append(Finding("IMP-009", Level.STOP, place))
    return found


def _missing_fields(head: Head, fields: Sequence[str]) -> list[tuple[str, str]]:
    """The further columns of a split narrative that this file does not have."""
    return [("narrative", text) for text in fields[1:] if index_of(text, head.cells) < 0]


class _Reader(StatementFigures):
    def __init__(
        self,
        grid: Grid,
        head: Head,
        profile: BankProfile,
        currency: str,
        tail: str,
        fields: Sequence[str],
        order: DayOrder | None,
        said: Meaning | None,
    ) -> None:
        super().__init__(grid, head, profile, currency, said)
        self.tail, self.order, self.end = tail, order, end_of(head.cells)
        self.narrative = [self.at["narrative"], *(index_of(text, head.cells) for text in fields[1:])]
        self.width = 1 + max(*(found.index for found in head.columns.values()), *self.narrative)
        self.denied = False
        self.dates = {role: self._column_dates(self.at[role]) for role in DATES if self.at[role] >= 0}
        self.other_accounts = 0

    def _column_dates(self, index: int) -> DatesRead:
        cells = (row[index] for row in self.grid.rows[self.head.after :] if len(row) > index)
        texts = [text for text in dict.fromkeys(cells) if text.strip()]
        said = self.order or self.profile.order
        found = read_dates(texts)
        if self.order is not None or (said is not None and not found.evidence and not found.contradictory):
            return read_dates(texts, order=said)
        if said is not None and found.evidence and found.order != said and not self.denied:
            self._denied(index, found, said)
        return found

    def _denied(self, index: int, found: DatesRead, said: DayOrder) -> None:
        """The file proves another order than the profile says: one of the two is wrong, and a person knows which."""
        self.denied = True
        rows = enumerate(self.grid.rows[self.head.after :], self.head.after + 1)
        row = next(row for row, cells in rows if len(cells) > index and cells[index] == found.evidence)
        self.notes.stop(
            "IMP-193",
            row,
            index,
            seen=one_line(found.evidence)[:QUOTE_CHARS],
            profile=self.profile.code,
            said=called(f"exchange.order.{said.split()[0]}"),
            shown=called(f"exchange.order.{found.order.split()[0]}"),
        )

    def read(self) -> BankStatement:
        """Every row is an entry, the rest of one, a balance carried, a page's head, or a fault."""
        for row, raw in enumerate(self.grid.rows[self.head.after :], self.head.after + 1):
            cells = raw + ("",) * (self.width - len(raw))
            texts = [cell for cell in cells if cell.strip()]
            if not texts:
                continue
            if cut := cut_figure(raw, self.end):
                self.notes.stop("IMP-316", row, self.end, seen=cut)
                self.faulty = self.unsure = True
            elif is_repeat(cells, self.head):
                self.notes.repair(row, 0, "repeated_head", one_line(texts[0])[:QUOTE_CHARS], "")
            elif NAMES_ACCOUNT.search(cells[0]) and account_of([cells])[0] not in ("", self.tail):
                self.other_accounts += 1
            elif not self._carried(row, cells):
                self._entry(row, raw, cells, texts)
        return self._finished()

    def _narrative(self, cells: tuple[str, ...]) -> list[str]:
        """The lines of a narrative in all its columns."""
        parts = [cells[index] for index in self.narrative if index >= 0]
        return [one_line(line) for part in parts for line in part.splitlines() if line.strip()]

    def _carried(self, row: int, cells: tuple[str, ...]) -> bool:
        """A balance brought or carried forward, or a total: it starts the chain and is no entry."""
        label = label_of([self._text(cells, "narrative"), cells[0]])
        if label is None:
            return False
        stated = next(
            filter(None, (self._cell(cells, role) for role in ("amount", "deposit", "withdrawal"))), ""
        )
        shown = self._text(cells, "balance") or stated
        if stated and label[1] != "carried":
            return self._is_total(row, cells, label[0])
        if stated and not self._only_carries(cells, label[0], stated, shown):
            return False
        side, figure = marked(shown)
        balance = read_amount(figure, self.exponent)
        if label[1] == "carried" and not balance.fault and not self.drafts and self.opening is None:
            self.opening = Written(balance.minor, side)
        self.notes.repair(row, self.at["balance"], "carried_apart", label[0], shown)
        return True

    def _only_carries(self, cells: tuple[str, ...], label: str, stated: str, shown: str) -> bool:
        """A balance carried in the column of amounts: its words say nothing else, and it is the balance that stands beside it."""
        figures = [read_amount(marked(text)[1], self.exponent) for text in (stated, shown)]
        if any(found.fault for found in figures) or self._text(cells, "reference"):
            return False
        payer = self._text(cells, "payer")
        return only_carries(label) and payer in ("", label) and abs(figures[0].minor) == abs(figures[1].minor)

    def _entry(self, row: int, raw: tuple[str, ...], cells: tuple[str, ...], texts: Sequence[str]) -> None:
        money = {role: self._cell(cells, role) for role in ("amount", "withdrawal", "deposit")}
        dated = any(self._text(cells, role) for role in DATES)
        if not any(money.values()) and not dated:
            more = self._narrative(cells)
            if self.drafts and more:
                self.drafts[-1].narrative.append(" ".join(more))
                self.notes.repair(
                    row, self.at["narrative"], "continued", one_line(texts[0])[:QUOTE_CHARS], ""
                )
            return
        if self._left_aside(row, cells, money):
            return
        own = self._of_the_account(row, cells)
        written = self._amount(row, cells, money)
        balance = self._balance(row, cells)
        days = self._days(row, cells)
        if not own or written is None or days is None or balance is False:
            self.faulty = self.unsure = True
            return
        if written.open:
            self.unsure = True
        else:
            self.sums.add(-written.minor if written.side in ("out", "minus") else written.minor)
        self.drafts.append(
            Draft(
                row,
                days,
                self._narrative(cells),
                self._text(cells, "reference"),
                self._text(cells, "payer"),
                written,
                balance,
                raw,
            )
        )

    def _days(self, row: int, cells: tuple[str, ...]) -> dict[str, date | None] | None:
        days: dict[str, date | None] = {}
        whole = True
        for role, read in self.dates.items():
            raw = cells[self.at[role]]
            days[role] = read.dates.get(raw) if raw.strip() else None
            if raw.strip() and days[role] is None:
                self.notes.stop("IMP-105", row, self.at[role], seen=one_line(raw)[:QUOTE_CHARS])
                whole = False
        if whole and not any(days.values()):
            self.notes.stop("IMP-107", row, self.at[next(iter(self.dates))])
            whole = False
        return days if whole else None

    # The whole statement

    def _finished(self) -> BankStatement:
        drafts = self.drafts
        opening = self._sign(drafts)
        amounts = [draft.minor for draft in drafts]
        balances = [draft.balance for draft in drafts]
        if newest_first(amounts, balances):
            drafts, amounts, balances = drafts[::-1], amounts[::-1], balances[::-1]
            self.notes.repair(self.head.after + 1, self.at["balance"], "newest_first", "", "")
        if opening is None and balances and balances[0] is not None:
            opening = balances[0] - amounts[0]
        findings = [] if self.faulty else self._broken(drafts, amounts, balances, opening)
        self._dates_note(drafts)
        if self.at["balance"] < 0:
            self.notes.note("IMP-140", None, -1)
        if self.other_accounts:
            self.notes.stop("IMP-149", None, -1, count=str(self.other_accounts + 1))
        entries = tuple(self._made(draft) for draft in drafts)
        last = next((balance for balance in reversed(balances) if balance is not None), None)
        first, final = (None if minor is None else Money(self.currency, minor) for minor in (opening, last))
        if not entries and not self.notes.findings:
            self.notes.stop("IMP-009", self.head.after, -1)
        return BankStatement(
            self.tail, self.currency, self.profile.code, entries,
            tuple(sorted(self.head.columns.values(), key=lambda found: found.index)),
            (*self.grid.repairs, *self.notes.all_repairs(), *self._date_repairs()),
            (*self.grid.findings, *self.notes.all_findings(), *findings, *self.apart.findings(column_at(self.head, self.at_state))),
            first, final,
            standings=() if self.faulty else standing_of(self.tail, self.currency, entries, first, final),
        )  # fmt: skip

    def _broken(
        self,
        drafts: Sequence[Draft],
        amounts: Sequence[int],
        balances: Sequence[int | None],
        opening: int | None,
    ) -> list[Finding]:
        found: list[Finding] = []
        for slip in breaks_in(amounts, balances, opening):
            row = drafts[slip.at].row
            gap = slip.seen - slip.expected
            values = {
                "expected": figure_of(slip.expected, self.exponent),
                "seen": figure_of(slip.seen, self.exponent),
            }
            code = "IMP-141"
            if slip.slip == "mistyped" and swapped_digits(slip.expected, slip.seen):
                code = "IMP-144"
            elif slip.slip == "missing_row" and not swapped_digits(slip.expected, slip.seen):
                code = "IMP-145"
                values["missing"] = str(Money(self.currency, gap))
                values["above"] = str(drafts[slip.at - 1].row if slip.at else row)
            place = Place(row, column_letter(self.at["balance"]), self.head.cells[self.at["balance"]])
            found.append(Finding(code, Level.HOLD, place, values, minor=abs(gap)))
        return found

    def _dates_note(self, drafts: Sequence[Draft]) -> None:
        """Said once, and only when an entry's dates differ: equal dates leave nothing to choose."""
        if len(self.dates) < len(DATES):
            return
        for draft in drafts:
            if len({day for day in draft.days.values() if day is not None}) > 1:
                self.notes.note(
                    _DATE_CODES[self._counts(draft)], draft.row, self.at[f"{self._counts(draft)}_date"]
                )
                return

    def _made(self, draft: Draft) -> BankEntry:
        day = draft.days[f"{self._counts(draft)}_date"]
        assert day is not None  # noqa: S101 - _days refuses a row without any date
        lines = [without_account_numbers(line) for line in draft.narrative]
        split = lines[0 if self.profile.payer == "first line" else -1] if len(lines) > 1 else ""
        payer = draft.payer or split
        raw = tuple(map(without_account_numbers, draft.raw))
        return BankEntry(
            draft.row, draft.days.get("txn_date"), draft.days.get("post_date"), draft.days.get("value_date"), day,
            " ".join(lines), draft.reference, Money(self.currency, draft.minor),
            None if draft.balance is None else Money(self.currency, draft.balance), raw, payer,
            bool(self.profile.cut) and len(payer) == self.profile.cut,
        )  # fmt: skip

    def _date_repairs(self) -> list[Repair]:
        """Each unusual way of writing dates in a column is one repair with its first example."""
        found: list[Repair] = []
        for role, read in self.dates.items():
            for style in dict.fromkeys(read.styles.values()):
                days = {
                    text: day for text, day in read.dates.items() if day and read.styles.get(text) == style
                }
                rows = [draft.row for draft in self.drafts if draft.raw[self.at[role]] in days]
                if rows and style != "year_first":
                    text, day = next(iter(days.items()))
                    letter, count = column_letter(self.at[role]), len(rows)
                    repair = Repair(
                        min(rows), letter, f"date_{style}", text.strip(), day.isoformat(), count, max(rows)
                    )
                    found.append(repair)
        return found
