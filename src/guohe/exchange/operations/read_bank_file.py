"""A camt.053, camt.054 or MT940 file becomes the same statement that a listing of entries becomes, with its verdict told.

Booked entries only: what is pending may still be taken away, so it is counted and not handed on. An entry in another
currency than its account is told (IMP-164) and not handed on either: nobody knows yet what was booked.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from guohe.exchange.domain.balances import Standing
from guohe.exchange.domain.bank_cells import cells_of, narrative_of_entry
from guohe.exchange.domain.banks import PLAIN, BankProfile, ProfileOf
from guohe.exchange.domain.camt import CamtEntry, CamtStatement
from guohe.exchange.domain.limits import UPLOAD_BYTES
from guohe.exchange.domain.statement import BankEntry, BankStatement, StatementKind
from guohe.exchange.operations.read_camt import CamtReader
from guohe.exchange.operations.read_mt940 import read_mt940
from guohe.kernel.findings import Finding, Level, Place

_HEAD_BYTES: Final = 4096
_ISO: Final = b"urn:iso:std:iso:20022:"
_MT940: Final = re.compile(rb"^(?:\{1:.*)?:20:.*^:(?:25|28|60)", re.MULTILINE | re.DOTALL)
_BOOKED: Final = "BOOK"


def is_bank_file(data: bytes) -> bool:
    """Whether the first bytes are those of an ISO 20022 message or of MT940, in letters of one byte or two."""
    head = data[:_HEAD_BYTES].replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf")
    return _ISO in head or _MT940.search(head) is not None


def bank_file_at(path: Path) -> bytes | None:
    """The bytes of a file on disk, if it is a bank's file within the limit of an upload; its size is looked at first."""
    try:
        if not path.is_file() or path.stat().st_size > UPLOAD_BYTES:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    return data if is_bank_file(data) else None


def read_bank_file(
    data: bytes,
    *,
    profile: BankProfile = PLAIN,
    known: Sequence[Standing] = (),
    profile_of: ProfileOf | None = None,
) -> BankStatement:
    """The entries of every statement of the file, and every finding; refused as a whole or not at all.

    ``profile_of`` gives the profile of an account; the statement names that of its one account. ``known`` are the statements that were read before. Each entry says of which account it is: a file may hold several.
    """
    if _ISO in data[:_HEAD_BYTES].replace(b"\0", b""):
        if len(data) > UPLOAD_BYTES:
            values = {"seen": f"{len(data) / 1e9:.1f} GB", "bound": f"{UPLOAD_BYTES / 1e9:.1f} GB"}
            return _refused(profile, (Finding("IMP-167", Level.STOP, values=values),))
        reader = CamtReader(io.BytesIO(data), known=known)
        entries = list(reader)
        report = reader.report
        statements, findings, refused = report.statements, report.findings, report.refused
        kind: StatementKind = "camt.054" if report.message == "camt.054" else "camt.053"
    else:
        told = read_mt940(data, profile=profile, known=known, profile_of=profile_of)
        entries, statements = list(told.entries), told.statements
        findings, refused, kind = told.findings, told.refused, "mt940"
    if refused:
        return _refused(profile, findings)
    accounts = {(each.head.account_tail, each.head.currency) for each in statements}
    if profile_of is not None and len(accounts) == 1:
        profile = profile_of(*accounts.pop())
    return _statement(profile, entries, statements, findings, kind)


def _refused(profile: BankProfile, findings: tuple[Finding, ...]) -> BankStatement:
    return BankStatement("", "", profile.code, (), (), (), findings, refused=True)


def _statement(
    profile: BankProfile,
    entries: Iterable[CamtEntry],
    statements: Sequence[CamtStatement],
    findings: tuple[Finding, ...],
    kind: StatementKind,
) -> BankStatement:
    more: list[Finding] = []
    taken: list[BankEntry] = []
    pending = 0
    standings = [_standing(each) for each in statements]
    # A statement that stands in the file twice, balances and all, is one statement (IMP-160).
    repeated = {
        at
        for at, standing in enumerate(standings)
        if standing.closing is not None and standings.index(standing) < at
    }
    for entry in entries:
        head = statements[entry.statement].head
        if entry.statement in repeated:
            continue
        if entry.status != _BOOKED:
            pending += 1
            continue
        if entry.amount.currency != head.currency or not entry.amount.minor:
            continue
        day = entry.booked_on or entry.value_on or head.ends
        if day is None:
            values = {"amount": str(entry.amount)}
            more.append(Finding("IMP-175", Level.HOLD, Place(row=entry.line), values))
            continue
        taken.append(
            BankEntry(
                row=entry.line,
                txn_date=None,
                post_date=entry.booked_on,
                value_date=entry.value_on,
                counts_date=day,
                narrative=narrative_of_entry(entry),
                reference=entry.reference,
                amount=entry.amount,
                balance=None,
                raw=cells_of(entry),
                payer=next((one.counterparty for one in entry.payments if one.counterparty), ""),
                maybe_cut=any(one.maybe_cut for one in entry.payments),
                account_tail=head.account_tail,
                statement=head.identity,
            )
        )
    if pending:
        more.append(Finding("IMP-177", Level.NOTE, values={"count": str(pending)}))
    first = statements[0].head if statements else None
    one = statements[0].head if len(statements) == 1 else None
    return BankStatement(
        first.account_tail if first else "",
        first.currency if first else "",
        profile.code,
        tuple(taken),
        (),
        (),
        (*(_agrees(each) for each in statements if each.equation == "booked"), *findings, *more),
        opening=one.opening.amount if one and one.opening else None,
        closing=one.closing.amount if one and one.closing else None,
        standings=tuple(
            standing for standing, each in zip(standings, statements, strict=True) if each.head.balances
        ),
        kind=kind,
    )


def _agrees(each: CamtStatement) -> Finding:
    """The verdict that needs nobody, said with its figures."""
    head = each.head
    values = {
        "statement": head.identity,
        "opening": str(head.opening.amount) if head.opening else "-",
        "closing": str(head.closing.amount) if head.closing else "-",
    }
    return Finding("IMP-176", Level.NOTE, values=values)


def _standing(each: CamtStatement) -> Standing:
    head = each.head
    return Standing(
        head.account_tail,
        head.currency,
        head.identity,
        head.sequence,
        head.starts,
        head.ends,
        head.opening.amount if head.opening else None,
        head.closing.amount if head.closing else None,
    )
