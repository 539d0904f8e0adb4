"""A rate is noted as its source prints it: how much of the host's currency 1 of the funder's buys, never the inverse.

A rate that looks turned round, or far from what is known of its time, is asked about once; whoever looked again at the
source says so, and the rate is noted as printed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from guohe.funds.domain.fx import rate_parts
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import round_half_up
from guohe.kernel.storable import storable
from guohe.kernel.texts import called, say
from guohe.kernel.utc8 import UTC8, day_there, minute_there
from guohe.reporting.domain.fx import RateKind, key_label

# Days outside these are slips of the keyboard, and arithmetic of days fails at the ends of the calendar.
YEARS: Final = range(1900, 2200)
# A longer row is no row of rates: a quotation mark is missing, or the file is another.
LONGEST_ROW: Final = 5_000
COLUMNS: Final = ("for", "rate", "source", "rated_at")
LONGEST_SOURCE: Final = 200
# From one day to the next CNY/HKD moved at most 0.81 % on 99 of 100 days, within a calendar year at most 15.4 % (the
# European Central Bank's history, 2015-2026). Between the two: 5 % within a quarter of a year is asked about.
_FAR_PERCENT: Final = 5
_NEAR_DAYS: Final = 92
# Over 2018-2025 1 CNY bought very roughly HKD 1.07 to 1.24 (policy notes 4.4): what to expect where nothing is known.
_USUAL: Final = {("CNY", "HKD"): ("1.07", "1.24")}


@dataclass(frozen=True, slots=True)
class Known:
    """A rate that is known already, from an earlier note or from a slip of the bank."""

    on: date
    rate: str
    source: str


@dataclass(frozen=True, slots=True)
class ToNote:
    """What somebody wants to note: words as typed, and the row of a file they stand in."""

    when: str
    rate: str
    source: str
    rated_at: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A note whose words were read."""

    kind: RateKind
    on: date
    rate: str
    source: str
    rated_at: datetime


@dataclass(frozen=True, slots=True)
class RowFinding(Finding):
    """A fault of one row of a file: the row is named first."""

    def sentence(self, lang: str) -> str:
        """Row 5: what was seen and what to do."""
        words = say(self.code, lang, **self.values)
        return say("reporting.rate.row", lang, row=str(self.place.row), words=words)


def read(
    note: ToNote,
    *,
    base: str,
    quote: str,
    now: datetime,
    known: Sequence[Known],
    sure: bool,
    budget: bool = False,
) -> tuple[Read | None, tuple[Finding, ...]]:
    """The note as values, or everything that stands against it.

    The day of a ``budget`` rate is the day on which it was fixed. ``sure`` notes a rate as printed that looks turned round
    (MON-341) or far off (MON-468, MON-469).
    """
    found: list[Finding] = []
    placed = when(note.when, budget=budget)
    if placed is None:
        found.append(_stop("MON-479" if budget else "MON-463", seen=note.when))
    if not note.source.strip():
        found.append(_stop("MON-464", rate=note.rate))
    elif len(note.source.strip()) > LONGEST_SOURCE:
        found.append(_stop("MON-476", length=str(len(note.source.strip())), most=str(LONGEST_SOURCE)))
    at = _moment(note.rated_at)
    if at is None:
        seen = note.rated_at.strip()
        keys = ("reporting.rate.moment.missing", "reporting.rate.moment.unread")
        found.append(_stop("MON-465", what=called(keys[bool(seen)], seen=seen)))
    elif at > now:
        found.append(_stop("MON-466", seen=note.rated_at, now=minute_there(now)))
    today = day_there(now)
    if placed is not None and placed[1] > today:
        found.append(_stop("MON-491", seen=note.when, today=today.isoformat()))
    if placed is not None and at is not None:
        found.extend(_of_its_time(*placed, at))
    rate = note.rate.strip()
    if not _is_rate(rate):
        found.append(Finding("MON-345", Level.STOP, values={"rate": note.rate}))
    elif placed is not None and not sure:
        found.extend(looks_wrong(rate, placed[1], base=base, quote=quote, known=known))
    if found or placed is None or at is None:
        return None, tuple(_in_row(each, note.row) for each in found)
    return Read(*placed, rate, note.source.strip(), at), ()


def looks_wrong(rate: str, on: date, *, base: str, quote: str, known: Sequence[Known]) -> Iterator[Finding]:
    """What makes one look at the source again: the inverse of what is known, or far from it."""
    nearest = min(known, key=lambda each: abs(each.on - on), default=None)
    top, bottom = rate_parts(rate)
    if nearest is None:
        usual = _USUAL.get((base, quote))
        if usual and not _within(top, bottom, usual) and _within(bottom, top, usual):
            yield _turned(rate, base, quote)
        return
    own, own_of = rate_parts(nearest.rate)
    # Off by a ratio, the same upwards and downwards: as a pair of whole numbers, larger over smaller.
    straight, turned = _off(top * own_of, bottom * own), _off(top * own, bottom * own_of)
    if turned[0] * straight[1] < straight[0] * turned[1] and straight[0] * 100 > straight[1] * 101:
        yield _turned(rate, base, quote)
        return
    close = abs(nearest.on - on) <= timedelta(days=_NEAR_DAYS)
    if close and straight[0] * 100 > straight[1] * (100 + _FAR_PERCENT):
        percent = round_half_up((straight[0] - straight[1]) * 1000, straight[1])
        yield _stop(
            "MON-468" if _swapped(rate, nearest.rate) else "MON-469",
            rate=rate,
            percent=f"{percent // 10}.{percent % 10}",
            near=nearest.rate,
            day=nearest.on.isoformat(),
            source=nearest.source,
        )


def rows_of(content: bytes) -> tuple[tuple[ToNote, ...], tuple[Finding, ...]]:
    """The rows of a CSV file of rates, or why it cannot be read: its words in UTF-8, its columns, no rows."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return (), (_stop("MON-470"),)
    if not storable(text) or max(map(len, text.splitlines()), default=0) > LONGEST_ROW:
        return (), (_stop("MON-470"),)
    reader = csv.DictReader(io.StringIO(text, newline=""))
    heads = [head.strip() for head in reader.fieldnames or ()]
    missing = [column for column in COLUMNS if column not in heads]
    if missing:
        return (), (_stop("MON-467", missing=", ".join(missing), columns=", ".join(COLUMNS)),)
    reader.fieldnames = heads
    rows = []
    for row in reader:
        when, rate, source, rated_at = (_cell(row, column) for column in COLUMNS)
        if when or rate or source or rated_at:
            rows.append(ToNote(when, rate, source, rated_at, reader.line_num))
    return tuple(rows), () if rows else (_stop("MON-477"),)


def _cell(row: Mapping[str, str | None], column: str) -> str:
    return (row.get(column) or "").strip()


def when(text: str, *, budget: bool) -> tuple[RateKind, date] | None:
    """What a rate is for: a day, a month on average, or a grant's budget fixed on a day; None if it cannot be read."""
    words = text.strip()
    month = not budget and len(words) == len("2018-05")
    try:
        on = date.fromisoformat(f"{words}-01" if month else words)
    except ValueError:
        return None
    if on.year not in YEARS:
        return None
    return (RateKind.BUDGET if budget else RateKind.MONTH if month else RateKind.DAY), on


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if found.year not in YEARS:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC8)


def _of_its_time(kind: RateKind, on: date, at: datetime) -> Iterator[Finding]:
    """The average of a month is known when the month ends; before that it is a guess."""
    if kind is RateKind.MONTH:
        last = (on + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        if day_there(at) < last:
            yield _stop("MON-478", month=key_label(kind, on), last=last.isoformat())


def _is_rate(text: str) -> bool:
    whole, _, decimals = text.partition(".")
    try:
        rate_parts(text)
    except ValueError:
        return False
    return len(whole) <= 6 and len(decimals) <= 10


def _off(first: int, second: int) -> tuple[int, int]:
    return max(first, second), min(first, second)


def _within(top: int, bottom: int, usual: tuple[str, str]) -> bool:
    (low, low_of), (high, high_of) = map(rate_parts, usual)
    return low * bottom <= top * low_of and top * high_of <= high * bottom


def _turned(rate: str, base: str, quote: str) -> Finding:
    top, bottom = rate_parts(rate)
    near = round_half_up(bottom * 100, top)
    return _stop("MON-341", rate=rate, sold=base, bought=quote, near=f"{near // 100}.{near % 100:02d}")


def _swapped(rate: str, near: str) -> bool:
    """Two neighbouring digits, exchanged, bring the rate within what is near."""
    own, own_of = rate_parts(near)
    digits = rate.replace(".", "")
    _, bottom = rate_parts(rate)
    for at in range(len(digits) - 1):
        other = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
        if int(other) == 0 or other == digits:
            continue
        more, less = _off(int(other) * own_of, bottom * own)
        if more * 100 <= less * 101:
            return True
    return False


def _stop(code: str, **values: str) -> Finding:
    return Finding(code, Level.STOP, values=values)


def _in_row(finding: Finding, row: int | None) -> Finding:
    if row is None:
        return finding
    return RowFinding(finding.code, finding.level, Place(row), finding.values)
