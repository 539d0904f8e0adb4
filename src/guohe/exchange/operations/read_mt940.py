"""MT940 becomes the same values as camt.053. The grammar is the mt-940 library's; the places, signs and verdicts are ours.

Three of the library's ways are turned off or around: it merges statements, so each is given alone; it leaves a reversed
credit positive unless asked; and it logs the text of a field that it cannot read, which may hold an account number.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

import mt940

from guohe.exchange.domain.account_numbers import without_account_numbers
from guohe.exchange.domain.balances import Chain, Standing, Sums, Verdict, equation_findings, equation_of
from guohe.exchange.domain.banks import PLAIN, BankProfile, ProfileOf
from guohe.exchange.domain.camt import CamtBalance, CamtEntry, CamtHead, CamtPayment, CamtStatement
from guohe.exchange.domain.encodings import decode
from guohe.exchange.domain.limits import UPLOAD_BYTES
from guohe.exchange.domain.mt940 import Block, FieldText, blocks_of, narrative_of
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import EXPONENTS, TOO_MUCH, AmountNotReadable, Money

_OPTIONS: Final = mt940.Options.all()
_BALANCES: Final = {"60F": "OPBD", "60M": "ITBD", "62F": "CLBD", "62M": "ITBD", "64": "CLAV"}
_SLUGS: Final = {
    "60F": "final_opening_balance",
    "60M": "intermediate_opening_balance",
    "62F": "final_closing_balance",
    "62M": "intermediate_closing_balance",
    "64": "available_balance",
}
_NO_REFERENCE: Final = frozenset({"NONREF", "NOTPROVIDED", ""})
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Mt940Report:
    """All statements with their entries, or why there are none."""

    entries: tuple[CamtEntry, ...] = ()
    statements: tuple[CamtStatement, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def refused(self) -> bool:
        """Nothing of the file may be kept."""
        return any(finding.level is Level.STOP for finding in self.findings)


def read_mt940(
    data: bytes,
    *,
    profile: BankProfile = PLAIN,
    known: Sequence[Standing] = (),
    tail: str = "",
    currency: str = "",
    profile_of: ProfileOf | None = None,
) -> Mt940Report:
    """Reads a whole file of the size of an upload. Every fault is found in one pass, each with its line.

    ``profile_of`` gives the profile of each statement's account; without it all have ``profile``.
    """
    if len(data) > UPLOAD_BYTES:
        values = {"seen": f"{len(data) / 1e9:.1f} GB", "bound": f"{UPLOAD_BYTES / 1e9:.1f} GB"}
        return Mt940Report(findings=(Finding("IMP-167", Level.STOP, values=values),))
    text = decode(data).text
    blocks = list(blocks_of(text or ""))
    if not blocks:
        return Mt940Report(findings=(Finding("IMP-173", Level.STOP),))
    reading = _Reading(profile_of or (lambda *account: profile), list(known), tail, currency)
    for block in blocks:
        reading.take(block)
    return Mt940Report(
        () if reading.stopped else tuple(reading.entries),
        () if reading.stopped else tuple(reading.statements),
        tuple(reading.findings),
    )


class _Reading:
    def __init__(self, profile_of: ProfileOf, known: list[Standing], tail: str, currency: str) -> None:
        self.profile_of, self.tail, self.currency = profile_of, tail, currency
        self.chain = Chain(known)
        self.entries: list[CamtEntry] = []
        self.statements: list[CamtStatement] = []
        self.findings: list[Finding] = []

    @property
    def stopped(self) -> bool:
        return any(finding.level is Level.STOP for finding in self.findings)

    def take(self, block: Block) -> None:
        """One statement, or its faults."""
        parsed = _parsed(block)
        if parsed is None:
            self.findings += _faults(block)
            return
        try:
            head = _head(block, parsed.data)
            entries = self._entries(block, parsed, head)
        except (AmountNotReadable, KeyError) as fault:
            self.findings.append(
                Finding("IMP-174", Level.STOP, Place(row=block.line), {"tag": str(fault)[:40]})
            )
            return
        self._judge(block, head, entries)

    def _entries(self, block: Block, parsed: Any, head: CamtHead) -> list[CamtEntry]:
        own = (one.data for one in parsed if "amount" in one.data)
        cut = self.profile_of(head.account_tail, head.currency).cut
        return [
            self._entry(data, line, narrative, head, cut)
            for data, (line, narrative) in zip(own, block.lines(), strict=True)
        ]

    def _entry(self, data: dict[str, Any], line: int, text: str, head: CamtHead, cut: int) -> CamtEntry:
        narrative = narrative_of(text)
        amount = _money(head.currency, data["amount"].amount)
        extra = (data.get("extra_details") or "").strip()
        reference = (data.get("customer_reference") or "").strip()
        payment = CamtPayment(
            None,
            end_to_end_id=narrative.reference or ("" if reference in _NO_REFERENCE else reference),
            service_reference=(data.get("bank_reference") or "").strip(),
            counterparty=narrative.counterparty,
            remittance=without_account_numbers(narrative.text),
            maybe_cut=bool(cut) and len(narrative.counterparty) == cut,
        )
        return CamtEntry(
            len(self.statements),
            line,
            amount,
            "BOOK",
            _day(data.get("guessed_entry_date") or data.get("entry_date") or data.get("date")),
            _day(data.get("date")),
            payment.service_reference,
            "",
            (data.get("id") or "").strip(),
            str(data.get("status", "")).startswith("R"),
            (),
            (payment,),
            None,
            without_account_numbers(extra),
        )

    def _judge(self, block: Block, head: CamtHead, entries: list[CamtEntry]) -> None:
        place = Place(row=block.line)
        findings: list[Finding] = []
        if (self.tail and head.account_tail != self.tail[-4:]) or (
            self.currency and head.currency != self.currency
        ):
            values = {
                "tail": head.account_tail,
                "currency": head.currency,
                "expected": self.tail[-4:] or head.account_tail,
                "expected_currency": self.currency or head.currency,
            }
            findings.append(Finding("IMP-170", Level.STOP, place, values))
        booked = sum(entry.amount.minor for entry in entries)
        valued = sum(
            entry.amount.minor
            for entry in entries
            if not (entry.value_on and head.ends and entry.value_on > head.ends)
        )
        sums = Sums(booked, valued, 0)
        opening = head.opening.amount if head.opening else None
        closing = head.closing.amount if head.closing else None
        equation = equation_of(opening, closing, None, sums)
        findings += equation_findings(
            equation, identity=head.identity, opening=opening, closing=closing, sums=sums, place=place
        )
        standing = Standing(
            head.account_tail,
            head.currency,
            head.identity,
            head.sequence,
            head.starts,
            head.ends,
            opening,
            closing,
        )
        following, chained = self.chain.judge(standing, place)
        self.chain.add(standing)
        findings += chained
        self.findings += findings
        self.entries += entries
        self.statements.append(
            CamtStatement(head, len(entries), sums, Verdict(equation, following, tuple(findings)))
        )


def _parsed(block: Block) -> Any | None:
    try:
        return mt940.parse("\n".join(field.text for field in block.fields), options=_OPTIONS)
    except Exception:  # noqa: BLE001 -- whatever a field provokes in the library becomes a finding with its line
        return None


def _faults(block: Block) -> list[Finding]:
    """Each field that the library refuses, tried alone behind a sound beginning."""
    found = [
        Finding("IMP-174", Level.STOP, Place(row=field.line), {"tag": field.tag})
        for field in block.fields
        if not _readable(field)
    ]
    return found or [Finding("IMP-174", Level.STOP, Place(row=block.line), {"tag": "20"})]


def _readable(field: FieldText) -> bool:
    sound = [] if field.tag in ("20", "60F") else [":60F:C260101CNY0,00"]
    lines = [":61:2601010101C0,01NTRFNONREF"] if field.tag == "86" else []
    return _parsed(Block(tuple(FieldText("", 0, text) for text in [*sound, *lines, field.text]))) is not None


def _head(block: Block, data: dict[str, Any]) -> CamtHead:
    balances = tuple(
        CamtBalance(_BALANCES[tag], _balance(data[_SLUGS[tag]]), _day(data[_SLUGS[tag]].date))
        for tag in _BALANCES
        if data.get(_SLUGS[tag]) is not None
    )
    if not balances:
        raise KeyError("60F")
    account = str(data.get("account_identification") or "")
    number, page = str(data.get("statement_number") or ""), str(data.get("sequence_number") or "")
    opening, closing = balances[0], balances[-1]
    ends = closing.on
    ours = "".join(sign for sign in account if sign.isalnum())
    # Field 25 may end with the account's currency.
    ours = ours.removesuffix(opening.amount.currency)
    return CamtHead(
        f"{data.get('transaction_reference', '')} {number}{'/' + page if page else ''}".strip(),
        int(number) if number.isdecimal() else None,
        ours[-4:],
        opening.amount.currency,
        # The opening balance carries the day of the statement before; the first day that is this one's own is unknown.
        ends,
        ends,
        balances,
        page=int(page) if page.isdecimal() else None,
    )


def _balance(balance: Any) -> Money:
    return _money(balance.amount.currency, balance.amount.amount)


def _money(currency: str, amount: Decimal) -> Money:
    if currency not in EXPONENTS:
        raise AmountNotReadable(currency)
    money = Money.of(currency, format(amount, "f"))
    if abs(money.minor) >= TOO_MUCH:
        raise AmountNotReadable(str(money))
    return money


def _day(value: Any) -> date | None:
    return None if value is None else date(value.year, value.month, value.day)
