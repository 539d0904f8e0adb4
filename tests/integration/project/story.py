"""The story's figures, worked out a second time from the demo files with nothing of the product but its data files.

Written against users.md 5.3: which rows are lines, what their odd numbers and dates mean, and which four lines wait.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

DEMO = Path(__file__).resolve().parents[3] / "demo"
FULL_WIDTH = {ord("０") + digit: str(digit) for digit in range(10)} | {ord("，"): ",", ord("．"): "."}


@dataclass(frozen=True)
class Row:
    """One line of the listing: day, reference, account, cents, and whether it is an open order."""

    day: date
    source: str
    account: str
    order: str
    cents: int
    commitment: bool


def day_of(text: str) -> date:
    if text.isdigit():
        return date(1899, 12, 30) + timedelta(days=int(text))
    for form in ("%d/%m/%Y", "%d-%b-%y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    raise ValueError(text)


def cents_of(text: str) -> int:
    plain = text.translate(FULL_WIDTH).replace("HK$", "").replace(",", "")
    sign = -1 if plain.endswith("-") else 1
    whole, _, fraction = plain.rstrip("-").partition(".")
    return sign * (int(whole) * 100 + int(fraction))


def listing() -> list[Row]:
    """The rows that are lines: those whose last cell says ACT or COM."""
    with (DEMO / "erp-utf8.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [row for row in csv.reader(file) if row and row[-1].strip() in ("ACT", "COM")]
    return [
        Row(day_of(row[3]), row[4], row[1], row[7], cents_of(row[9]), row[-1].strip() == "COM")
        for row in cells
    ]


def grand_total() -> int:
    """What the file itself says it adds up to."""
    with (DEMO / "erp-utf8.csv").open(encoding="utf-8-sig", newline="") as file:
        stated = [row for row in csv.reader(file) if row and row[0].startswith("Grand total")]
    return cents_of(stated[0][9])


def waiting(rows: list[Row]) -> list[Row]:
    """The four questions: a line met twice, another project's order, before the start, no category."""
    seen: set[tuple[str, date, int]] = set()
    held = []
    for row in rows:
        same = (row.source, row.day, row.cents)
        if row.commitment:
            continue
        if same in seen or row.order == "PO-8802" or row.day < date(2018, 5, 1) or row.account == "6900":
            held.append(row)
        seen.add(same)
    return held


def bank() -> list[tuple[date, int, int]]:
    """Days, withdrawals and deposits in fen."""
    with (DEMO / "bank_cny.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return [
        (day_of(row[1]), cents_of(row[4]) if row[4] else 0, cents_of(row[5]) if row[5] else 0)
        for row in rows
        if row and row[0][:2].isdigit()
    ]


def categories() -> dict[str, str]:
    """Account to category, as demo/mapping.csv has it."""
    with (DEMO / "mapping.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["account"]: row["category"] for row in csv.DictReader(file)}


def half_up(figure: Fraction) -> int:
    """Half away from zero."""
    doubled = abs(figure) * 2 + 1
    rounded = doubled.numerator // (2 * doubled.denominator)
    return rounded if figure >= 0 else -rounded


def carried(rows: list[Row], rate: Fraction) -> dict[int, int]:
    """The CNY fen that each line carries: the rounded cumulative figure less the one before, in order of posting."""
    told: dict[int, int] = {}
    used = before = 0
    for number, row in sorted(enumerate(rows), key=lambda item: (item[1].day, item[0])):
        used += row.cents
        after = half_up(Fraction(used) / rate)
        told[number] = after - before
        before = after
    return told
