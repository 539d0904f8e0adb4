"""The bytes of a batch say what the entries say: read back by the driver's own rules, with the digest of each entry."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guohe.funds.domain.entries import Entry, Line, check, digest
from guohe.funds.domain.wire import Names, staged
from guohe.kernel.money import Money

NAMES = Names(
    accounts={"1000": (7, "HKD"), "费用": (8, "HKD"), "2000": (9, "CNY")},
    funds={"F1": 3, "F2": 4},
    budgets={(3, "travel"): 31, (3, "labour"): 32, (4, "travel"): 41},
)
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=12)


def rows(data: bytes) -> Iterator[list[bytes | None]]:
    """The rows of a binary COPY, as its documentation tells to read them."""
    assert data[:11] == b"PGCOPY\n\xff\r\n\0"
    at = 11 + 4 + 4
    while (columns := struct.unpack_from(">h", data, at)[0]) != -1:
        at += 2
        row: list[bytes | None] = []
        for _ in range(columns):
            (length,) = struct.unpack_from(">i", data, at)
            at += 4
            row.append(None if length == -1 else data[at : at + length])
            at += max(length, 0)
        yield row
    assert at + 2 == len(data)


def number(value: bytes | None) -> int | None:
    return None if value is None else int.from_bytes(value, "big", signed=True)


def word(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    fund = draw(st.sampled_from(["F1", "F2", None]))
    budget = None if fund is None else draw(st.sampled_from(["travel", None]))
    minor = draw(st.integers(1, 10**15))
    cut = draw(st.integers(0, minor - 1))
    lot = draw(st.sampled_from([None, 1, 2**40]))
    lines = [Line("1000", Money("HKD", -minor), fund)]
    lines += [Line("费用", Money("HKD", part), fund, budget, lot) for part in (cut, minor - cut) if part != 0]
    return Entry(
        key=draw(st.uuids()),
        kind=draw(st.sampled_from(["spend", "refund"])),
        effective_date=draw(st.dates(date(1990, 1, 1), date(2099, 1, 1))),
        source=draw(TEXTS),
        memo=draw(TEXTS),
        lines=tuple(lines),
        instalment=draw(st.none() | TEXTS),
    )


@given(st.lists(entries(), max_size=6))
def test_a_batch_reads_back_as_its_entries(batch: list[Entry]) -> None:
    made, findings = staged(batch, NAMES)
    assert findings == []
    heads, lines = list(rows(made.entries)), rows(made.lines)
    assert len(heads) == len(batch)
    for n, (entry, head) in enumerate(zip(batch, heads, strict=True), start=1):
        assert (number(head[0]), number(head[2])) == (n, len(entry.lines))
        assert date(2000, 1, 1) + timedelta(days=number(head[1]) or 0) == entry.effective_date
        assert UUID(bytes=head[3]) == entry.key
        assert head[4] == digest(entry)
        assert [word(text) for text in head[5:]] == [entry.kind, entry.source, entry.memo, entry.instalment]
        for place, line in enumerate(entry.lines, start=1):
            row = next(lines)
            fund = NAMES.funds.get(line.fund or "")
            assert [number(value) for value in row[:8]] == [
                n, place, number(head[1]), line.amount.minor, NAMES.accounts[line.account][0], fund,
                NAMES.budgets[fund or 0, line.budget] if line.budget else None, line.lot,
            ]  # fmt: skip
            assert [value is None or len(value) for value in row[:7]] == [
                4, 2, 4, 8, 4, fund is None or 4, line.budget is None or 4,
            ]  # fmt: skip
            assert word(row[8]) == line.amount.currency
    assert next(lines, None) is None


def entry_of(*lines: Line) -> Entry:
    return Entry(UUID(int=1), "spend", date(2018, 6, 1), "AP1", "", lines)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (Line("3000", Money("HKD", 5), "F1"), "MON-352"),
        (Line("2000", Money("HKD", 5), "F1"), "MON-353"),
        (Line("费用", Money("HKD", 5), "F3"), "MON-320"),
        (Line("费用", Money("HKD", 5), "F2", "labour"), "BUD-409"),
    ],
)
def test_what_is_not_known_is_told_for_every_entry_that_names_it(line: Line, code: str) -> None:
    twice = [entry_of(line, Line("1000", Money("HKD", -5), line.fund if code != "MON-320" else None))] * 2
    _, findings = staged(twice, NAMES)
    assert [finding.code for finding in findings] == [code, code]
    assert [finding.values["source"] for finding in findings] == ["AP1", "AP1"]


def test_faults_of_the_entries_themselves_come_with_the_others() -> None:
    off = entry_of(Line("1000", Money("HKD", 5)), Line("费用", Money("HKD", -4)))
    empty = entry_of(Line("1000", Money("HKD", 0)))
    _, findings = staged([off, empty], NAMES)
    assert [finding.code for finding in findings] == ["MON-310", "MON-311", "MON-317"]
    assert findings == [*check(off), *check(empty)]
