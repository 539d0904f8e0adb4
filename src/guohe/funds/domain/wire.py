"""Entries as the bytes that the staging tables take, each with its digest; what many share is encoded once a batch.

The form is that of PostgreSQL's binary COPY: the number of columns, then length and bytes of each, -1 for none. The columns
are those of funds_open_staging() in 0006_bulk_and_seals.sql, in their order.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.funds.domain.entries import Entry, Line, check
from guohe.kernel.digest import framed
from guohe.kernel.findings import Finding, Level

_EPOCH: Final = date(2000, 1, 1).toordinal()
_START: Final = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_END: Final = b"\xff\xff"
_NONE: Final = b"\xff\xff\xff\xff"
# n, day, line_count, key, digest; then kind, source, memo, instalment.
_HEAD: Final = struct.Struct(">hiiiiihi16si32s").pack
# n, line, day, amount; then account_id, fund_id, budget_line_id, lot_id, currency.
_LINE: Final = struct.Struct(">hiiihiiiq").pack
_LENGTH: Final = struct.Struct(">i").pack
_INT4: Final = struct.Struct(">ii").pack
_INT8: Final = struct.Struct(">iq").pack

# Account, currency, fund, budget and lot as a line names them.
_Place = tuple[str, str, str | None, str | None, int | None]


@dataclass(frozen=True, slots=True)
class Names:
    """The numbers of everything a line may name: accounts with their currency, funds, and budget lines by fund and code."""

    accounts: Mapping[str, tuple[int, str]]
    funds: Mapping[str, int]
    budgets: Mapping[tuple[int, str], int]


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes as the staging tables take them; made once, they can be sent again after a broken connection."""

    entries: bytes
    lines: bytes


@dataclass(frozen=True, slots=True)
class _Way:
    """What all lines of one place have in common: the digest's bytes around the amount, and the columns after it."""

    before: bytes
    after: bytes
    columns: bytes
    faults: tuple[Finding, ...]


def _text(value: str | None) -> bytes:
    if value is None:
        return _NONE
    data = value.encode()
    return _LENGTH(len(data)) + data


def _int4(value: int | None) -> bytes:
    return _NONE if value is None else _INT4(4, value)


def _way(line: Line, names: Names) -> _Way:
    account, currency = names.accounts.get(line.account, (None, ""))
    fund = None if line.fund is None else names.funds.get(line.fund)
    budget = None if line.budget is None or fund is None else names.budgets.get((fund, line.budget))
    faults = []
    if account is None:
        faults.append(Finding("MON-352", Level.STOP, values={"account": line.account}))
    elif currency != line.amount.currency:
        faults.append(Finding("MON-353", Level.STOP, values={"account": line.account, "currency": currency}))
    if line.fund is not None and fund is None:
        faults.append(Finding("MON-320", Level.STOP, values={"fund": line.fund}))
    elif line.budget is not None and budget is None:
        faults.append(Finding("BUD-409", Level.STOP, values={"line": line.budget}))
    return _Way(
        framed(line.account) + framed(line.amount.currency),
        framed(line.fund) + framed(line.budget) + framed(line.lot),
        _int4(account)
        + _int4(fund)
        + _int4(budget)
        + (_NONE if line.lot is None else _INT8(8, line.lot))
        + _text(line.amount.currency),
        tuple(faults),
    )


def staged(entries: Iterable[Entry], names: Names) -> tuple[Staged, list[Finding]]:
    """The bytes of the entries in their order, and every fault that they show by themselves or by what they name.

    The digest is that of ``entries.digest``. Raises ValueError for an exchange, an order or an approved entry.
    """
    findings: list[Finding] = []
    heads, rows = [_START], [_START]
    ways: dict[_Place, _Way] = {}
    days: dict[date, tuple[int, bytes]] = {}
    kinds: dict[str, tuple[bytes, bytes]] = {}
    sha256 = hashlib.sha256
    nothing = framed(None)
    counts: dict[int, bytes] = {}
    for n, entry in enumerate(entries, start=1):
        if entry.deal is not None or entry.promise is not None or entry.approved_by is not None:
            raise ValueError("exchanges, orders and approved entries are posted by their own operations")
        findings += check(entry)
        day = days.get(entry.effective_date)
        if day is None:
            on = entry.effective_date
            day = days[on] = (on.toordinal() - _EPOCH, framed(on.isoformat()))
        kind = kinds.get(entry.kind)
        if kind is None:
            kind = kinds[entry.kind] = (framed(entry.kind), _text(entry.kind))
        count = counts.get(len(entry.lines))
        if count is None:
            count = counts[len(entry.lines)] = framed(len(entry.lines))
        source, memo = entry.source.encode(), entry.memo.encode()
        long, wide = len(source), len(memo)
        content = [
            kind[0],
            day[1],
            b"s%b%b" % (long.to_bytes(8, "big"), source),
            b"s%b%b" % (wide.to_bytes(8, "big"), memo),
            nothing if entry.instalment is None else framed(entry.instalment),
            nothing,
            count,
        ]
        number = 0
        for line in entry.lines:
            number += 1
            amount = line.amount
            place = (line.account, amount.currency, line.fund, line.budget, line.lot)
            way = ways.get(place)
            if way is None:
                way = ways[place] = _way(line, names)
            for fault in way.faults:
                values = {"source": entry.source, **fault.values}
                findings.append(Finding(fault.code, fault.level, values=values))
            figure = b"%d" % amount.minor
            content += (way.before, b"i%b%b" % (len(figure).to_bytes(8, "big"), figure), way.after)
            rows += (_LINE(9, 4, n, 2, number, 4, day[0], 8, amount.minor), way.columns)
        digest = sha256(b"".join(content)).digest()
        heads += (
            _HEAD(9, 4, n, 4, day[0], 2, number, 16, entry.key.bytes, 32, digest),
            kind[1],
            _LENGTH(long),
            source,
            _LENGTH(wide),
            memo,
            _text(entry.instalment),
        )
    return Staged(b"".join([*heads, _END]), b"".join([*rows, _END])), findings
