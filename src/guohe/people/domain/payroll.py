"""A payroll file is read with all its faults in one pass: each row names a person, a month, a project, an amount and a reference."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import EXPONENTS, TOO_MUCH, AmountNotReadable, Money
from guohe.kernel.storable import storable
from guohe.people.domain.months import read_month

COLUMNS: Final = ("person", "month", "project", "amount", "currency", "reference")


@dataclass(frozen=True, slots=True)
class Paid:
    """A row of a payroll; ``row`` counts from 1, the head being row 1."""

    row: int
    person: int
    month: date
    ref: str
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """The rows of a file, or everything that is wrong with it."""

    rows: tuple[Paid, ...]
    findings: tuple[Finding, ...]


def read_payroll(content: bytes, *, people: Iterable[int], projects: Mapping[str, str]) -> FileRead:
    """Comma-separated, UTF-8, with COLUMNS as its head in any order. ``people`` are the host's numbers, ``projects`` what a
    project code or a grant's reference stands for.

    PPL-121 for a file or head that is not that; for rows PPL-122 (person), PPL-123 (month), PPL-124 (project), PPL-125
    (amount or currency), PPL-127 (no reference); PPL-128 where two rows say the same thing twice.
    """
    try:
        reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        rows = [[cell.strip() for cell in row] for row in reader]
    except (UnicodeDecodeError, csv.Error):
        rows = []
    head = [cell.casefold() for cell in rows[0]] if rows else []
    missing = [name for name in COLUMNS if name not in head]
    if missing:
        return FileRead((), (_stop("PPL-121", None, missing=", ".join(missing)),))
    at = {name: head.index(name) for name in COLUMNS}
    known = set(people)
    paid: list[Paid] = []
    found: list[Finding] = []
    seen: dict[tuple[int, date, str, str], int] = {}
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cells):
            continue
        row = {name: cells[place] if place < len(cells) else "" for name, place in at.items()}
        one, faults = _row(number, row, known, projects)
        if one is not None:
            key = (one.person, one.month, one.ref, one.reference)
            if key in seen:
                faults = [_stop("PPL-128", number, earlier=str(seen[key]))]
            seen.setdefault(key, number)
        if faults:
            found += faults
        elif one is not None:
            paid.append(one)
    if not paid and not found:
        found.append(_stop("PPL-129", None))
    return FileRead(tuple(paid) if not found else (), tuple(found))


def _row(
    number: int, row: Mapping[str, str], known: set[int], projects: Mapping[str, str]
) -> tuple[Paid | None, list[Finding]]:
    faults: list[Finding] = []
    text = row["person"].upper().removeprefix("P-")
    person = int(text) if text.isdecimal() and len(text) < 10 else 0
    if person not in known:
        faults.append(_stop("PPL-122", number, seen=row["person"][:40] or "–"))
    month = read_month(row["month"])
    if month is None:
        faults.append(_stop("PPL-123", number, seen=row["month"][:40] or "–"))
    ref = projects.get(row["project"], "")
    if not ref:
        faults.append(_stop("PPL-124", number, seen=row["project"][:40] or "–"))
    currency = row["currency"].upper()
    try:
        amount = Money.of(currency, row["amount"]) if currency in EXPONENTS else None
    except AmountNotReadable:
        amount = None
    if amount is None or abs(amount.minor) >= TOO_MUCH:
        faults.append(_stop("PPL-125", number, seen=f"{row['amount']} {row['currency']}".strip()[:40] or "–"))
    if not row["reference"] or not storable(row["reference"]):
        faults.append(_stop("PPL-127", number))
    if faults or month is None or amount is None:
        return None, faults
    return Paid(number, person, month, ref, amount, row["reference"]), faults


def _stop(code: str, row: int | None, **values: str) -> Finding:
    return Finding(code, Level.STOP, Place(row=row), values)
