"""What a person or a file tells of a partner is read with all its faults in one pass; nothing is guessed.

An agreement's tranches and statements are one line each; use is one row a category, typed or from a CSV file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.grants.domain.partners import Due, Tranche, UseRow
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import TOO_MUCH, AmountNotReadable, Money, total
from guohe.kernel.texts import called

# How a line of a form is written, as a text key.
EXAMPLES: Final = {"tranches": "grants.partner.tranche_example", "dues": "grants.partner.due_example"}
PERCENT_EXAMPLE: Final = "80"
# Heads as people write them, in both scripts.
_HEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "category": ("category", "预算科目", "預算科目", "科目", "类别", "類別"),
    "amount": ("amount", "金额", "金額"),
    "evidence": ("evidence", "凭证", "憑證", "voucher"),
}
_MUST: Final = ("category", "amount")
_SEEN: Final = 60


@dataclass(frozen=True, slots=True)
class Typed:
    """One row of use as it was written; ``row`` is counted from 1, as the sheet or the form shows it."""

    row: int
    category: str
    amount: str
    evidence: str
    pointer: str | None = None


def read_day(text: str, today: date, *, earliest: date | None = None, pointer: str = "on") -> date | Finding:
    """A day that has come, not before ``earliest`` (MON-365)."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is not None and day <= today and (earliest is None or day >= earliest):
        return day
    values = {
        "seen": text.strip()[:_SEEN] or "-",
        "earliest": earliest.isoformat() if earliest is not None else "-",
        "today": today.isoformat(),
    }
    return Finding("MON-365", Level.STOP, Place(pointer=f"id_{pointer}"), values)


def asked_day(text: str, today: date) -> tuple[date, Finding | None]:
    """The day that a reader asks about; unreadable, it is today and a finding says so (CAL-103)."""
    day = _day(text) if text.strip() else today
    if day is not None:
        return day, None
    values = {"seen": text.strip()[:_SEEN], "example": today.isoformat()}
    return today, Finding("CAL-103", Level.STOP, Place(pointer="as_at"), values)


def read_amount(text: str, currency: str, *, pointer: str = "amount") -> Money | Finding:
    """An amount above zero in the award's currency (MON-388)."""
    try:
        amount = Money.of(currency, text)
    except AmountNotReadable:
        amount = Money(currency, 0)
    if 0 < amount.minor < TOO_MUCH:
        return amount
    values = {"seen": text.strip()[:_SEEN] or "-", "currency": currency}
    return Finding("MON-388", Level.STOP, Place(pointer=f"id_{pointer}"), values)


def read_tranches(text: str, share: Money) -> tuple[tuple[Tranche, ...], tuple[Finding, ...]]:
    """``amount; planned day; condition`` a line (MON-379); together at most the partner's share (MON-368)."""
    found: list[Tranche] = []
    faults: list[Finding] = []
    for line in _lines(text):
        amount, planned, condition = (*(part.strip() for part in _parts(line, 2)), "", "")[:3]
        money = read_amount(amount, share.currency)
        day = _day(planned)
        if isinstance(money, Finding) or (planned and day is None):
            faults.append(_unreadable(line, called(EXAMPLES["tranches"]), "tranches"))
        else:
            found.append(Tranche(len(found) + 1, money, day, condition))
    added = total(share.currency, (each.amount for each in found))
    if not found and not faults:
        faults.append(_unreadable("", called(EXAMPLES["tranches"]), "tranches"))
    if added > share:
        values = {"sum": str(added), "share": str(share)}
        faults.append(Finding("MON-368", Level.STOP, Place(pointer="id_tranches"), values))
    return tuple(found), tuple(faults)


def _parts(line: str, most: int = -1) -> list[str]:
    """The parts of a line; a Chinese keyboard types the full-width semicolon."""
    return line.replace("；", ";").split(";", most)


def read_dues(text: str) -> tuple[tuple[Due, ...], tuple[Finding, ...]]:
    """``first day; last day; due day`` a line, one period after the other, each due when it is over (MON-379)."""
    found: list[Due] = []
    faults: list[Finding] = []
    for line in _lines(text):
        days = [_day(part) for part in _parts(line)]
        if len(days) == 3 and days[0] and days[1] and days[2]:
            after = not found or found[-1].last_day < days[0]
            if after and days[0] <= days[1] <= days[2]:
                found.append(Due(days[0], days[1], days[2]))
                continue
        faults.append(_unreadable(line, called(EXAMPLES["dues"]), "dues"))
    return tuple(found), tuple(faults)


def read_percent(text: str) -> int | Finding | None:
    """A whole number from 1 to 100, or none where the agreement names none (MON-379)."""
    wanted = text.strip().removesuffix("%").strip()
    if not wanted:
        return None
    if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= 100:
        return int(wanted)
    return _unreadable(text, PERCENT_EXAMPLE, "spent_percent")


def rows_of_file(content: bytes) -> tuple[tuple[Typed, ...], tuple[Finding, ...]]:
    """The rows of a CSV file in UTF-8 or GB18030, under heads in English or Chinese (MON-359)."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = ""
    cells = [
        (number, row) for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1) if any(row)
    ]
    head = [cell.strip().casefold() for cell in cells[0][1]] if cells else []
    at = {
        key: next((place for place, cell in enumerate(head) if cell in spellings), None)
        for key, spellings in _HEADS.items()
    }
    if any(at[key] is None for key in _MUST):
        seen = ", ".join(cells[0][1])[:_SEEN] if cells else "-"
        return (), (Finding("MON-359", Level.STOP, Place(pointer="id_file"), {"seen": seen}),)

    def cell(row: Sequence[str], key: str) -> str:
        place = at[key]
        return row[place].strip() if place is not None and place < len(row) else ""

    return tuple(
        Typed(number, cell(row, "category"), cell(row, "amount"), cell(row, "evidence"))
        for number, row in cells[1:]
    ), ()


def read_use(
    typed: Iterable[Typed], *, codes: Mapping[str, str], currency: str
) -> tuple[tuple[UseRow, ...], tuple[Finding, ...]]:
    """Every row with its category's code and its amount; ``codes`` is what may be written, casefolded, and its code.

    MON-357 names a category that the grant does not have, MON-358 an amount that is none.
    """
    found: list[UseRow] = []
    faults: list[Finding] = []
    for each in typed:
        code = codes.get(each.category.strip().casefold())
        money = read_amount(each.amount, currency)
        place = Place(row=each.row, pointer=each.pointer)
        if code is None:
            known = ", ".join(dict.fromkeys(codes.values()))
            values = {"seen": each.category[:_SEEN] or "-", "known": known}
            faults.append(Finding("MON-357", Level.STOP, place, values))
        if isinstance(money, Finding):
            values = {"seen": each.amount[:_SEEN] or "-", "currency": currency}
            faults.append(Finding("MON-358", Level.STOP, place, values))
        elif code is not None:
            found.append(UseRow(code, money, each.evidence.strip()))
    return tuple(found), tuple(faults)


def must_show(evidence: str, *, pointer: str = "evidence") -> tuple[Finding, ...]:
    """Something shows it (MON-366)."""
    return () if evidence.strip() else (Finding("MON-366", Level.STOP, Place(pointer=f"id_{pointer}")),)


def must_be_named(reference: str) -> tuple[Finding, ...]:
    """An agreement has a reference by which both sides know it (MON-389)."""
    return () if reference.strip() else (Finding("MON-389", Level.STOP, Place(pointer="id_reference")),)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _unreadable(line: str, example: str, field: str) -> Finding:
    values = {"seen": line.strip()[:_SEEN] or "-", "example": example}
    return Finding("MON-379", Level.STOP, Place(pointer=f"id_{field}"), values)
