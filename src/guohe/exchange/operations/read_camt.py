"""A camt.053 or camt.054 file is read in constant memory, validated by its official XSD, and judged statement by statement.

    reader = CamtReader(file)
    for entry in reader: stage(entry)
    reader.report            # verdicts and every finding; of a refused file the caller keeps nothing

Entries are handed on while the file is being read, so they are provisional until the report is there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Final, Literal, cast

from lxml import etree

from guohe.exchange.domain.balances import (
    Chain,
    Standing,
    Sums,
    Verdict,
    equation_findings,
    equation_of,
)
from guohe.exchange.domain.camt import (
    FILE_BYTES,
    FIRST_VERSION,
    CamtEntry,
    CamtHead,
    CamtReport,
    CamtStatement,
    Message,
)
from guohe.exchange.domain.limits import FINDINGS_OF_A_CAUSE
from guohe.exchange.operations.camt_entries import AmountFault, moment_of, text_at
from guohe.exchange.operations.camt_heads import head_of
from guohe.exchange.operations.iso_schemas import NAMESPACE, schema
from guohe.exchange.operations.usual_entries import EntriesOfFile
from guohe.exchange.operations.xml_stream import (
    NotWhole,
    closed_elements,
    first_break,
    schema_faults,
    sort_of_message,
)
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import Money

_BOXES: Final = {"camt.053": "Stmt", "camt.054": "Ntfctn"}


class _Stop(Exception):
    """The rest of the file cannot be used."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding


@dataclass(slots=True)
class _Running:
    """What is summed while the entries of one statement go by."""

    head: CamtHead
    line: int
    count: int = 0
    booked: int = 0
    valued: int = 0
    pending: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sums(self) -> Sums:
        return Sums(self.booked, self.valued, self.pending)


class CamtReader:
    """Reads one file once. ``known`` are the statements read before; ``tail`` and ``currency`` what the account must be.

    ``source`` is a binary file that can seek. Never raises for what a file says: ``report`` holds the reasons.
    """

    def __init__(
        self, source: BinaryIO, *, known: Sequence[Standing] = (), tail: str = "", currency: str = ""
    ) -> None:
        self.source, self.tail, self.currency = source, tail, currency
        self.chain = Chain(known)
        self.findings: list[Finding] = []
        self.statements: list[CamtStatement] = []
        self.message: Message | None = None
        self.version: int | None = None
        self.running: _Running | None = None
        self._counts: dict[str, int] = {}
        self._written = EntriesOfFile()
        self._written_at: datetime | None = None
        self._done = False

    @property
    def report(self) -> CamtReport:
        """What the file is worth. Reads on to its end where the caller has not."""
        if not self._done:
            for _ in self:
                pass
        return CamtReport(self.message, self.version, tuple(self.statements), tuple(self.findings))

    @property
    def name(self) -> str:
        """The schema's name, for example camt.053.001.08."""
        return f"{self.message}.001.{self.version:02d}"

    def __iter__(self) -> Iterator[CamtEntry]:
        """The entries in the order of the file."""
        try:
            if self._opened():
                yield from self._entries()
        except _Stop as stop:
            self.findings.append(stop.finding)
        except NotWhole:
            self.statements.clear()
            self.findings = [first_break(self.source)]
        except etree.XMLSyntaxError:
            # Verdicts on a file that breaks its schema are consequences: only what the schema refuses is told.
            self.statements.clear()
            self.findings = schema_faults(self.source, self.name) or [first_break(self.source)]
        for code, count in self._counts.items():
            if count > FINDINGS_OF_A_CAUSE:
                values = {"count": str(count - FINDINGS_OF_A_CAUSE), "code": code}
                self.findings.append(Finding("IMP-172", Level.HOLD, values=values))
        self._done = True

    def _note(self, found: list[Finding], finding: Finding) -> None:
        """A fault of an entry. However many there are, a bounded number is kept and the rest is counted."""
        self._counts[finding.code] = self._counts.get(finding.code, 0) + 1
        if self._counts[finding.code] <= FINDINGS_OF_A_CAUSE:
            found.append(finding)

    def _opened(self) -> bool:
        size = self.source.seek(0, os.SEEK_END)
        self.source.seek(0)
        if size > FILE_BYTES:
            seen = f"{size / 1e9:.1f} GB"
            raise _Stop(
                Finding("IMP-167", Level.STOP, values={"seen": seen, "bound": f"{FILE_BYTES / 1e9:.1f} GB"})
            )
        sort = sort_of_message(self.source)
        if isinstance(sort, Finding):
            raise _Stop(sort)
        message, version = sort
        if message not in _BOXES or version < FIRST_VERSION:
            raise _Stop(Finding("IMP-150", Level.STOP, values={"seen": f"{message}.001.{version:02d}"}))
        self.message, self.version = cast(Literal["camt.053", "camt.054"], message), version
        if schema(self.name) is None:
            raise _Stop(Finding("IMP-166", Level.STOP, values={"seen": self.name}))
        return True

    def _entries(self) -> Iterator[CamtEntry]:
        assert self.message is not None  # noqa: S101 -- set by _opened
        space = f"{{{NAMESPACE}{self.name}}}"
        entry_tag, box_tag = f"{space}Ntry", f"{space}{_BOXES[self.message]}"
        before: Any = None
        for tag, element in closed_elements(self.source, (entry_tag, box_tag), schema(self.name)):
            if tag == entry_tag:
                running = self.running or self._begun(element.getparent())
                entry = self._entry(element, running)
                # What it holds can go at once, and costs least so. The entry itself and what follows it stay until the
                # next one: the parser may be writing there.
                element.clear(keep_tail=True)
                if before is not None:
                    before.getparent().remove(before)
                before = element
                if entry is not None:
                    yield entry
            elif tag == box_tag:
                self._ended(self.running or self._begun(element))
                before = None
                element.clear(keep_tail=False)
                for earlier in list(element.itersiblings(preceding=True)):
                    earlier.getparent().remove(earlier)

    def _begun(self, box: Any) -> _Running:
        self.running = _Running(CamtHead("", None, "", self.currency, None, None, ()), box.sourceline)
        try:
            # The head of the file goes with what was read before the second statement.
            self._written_at = self._written_at or moment_of(text_at(box.getparent()[0], "CreDtTm"))
            self.running.head = head_of(box, self.currency, self._written_at)
        except AmountFault as fault:
            self._amount_fault(fault, box.sourceline)
        return self.running

    def _amount_fault(self, fault: AmountFault, line: int) -> None:
        values = {"amount": fault.text, "currency": fault.currency}
        self._note(self.findings, Finding("IMP-165", Level.STOP, Place(row=line), values))

    def _entry(self, element: Any, running: _Running) -> CamtEntry | None:
        running.count += 1
        try:
            entry = self._written.entry(element, len(self.statements))
        except AmountFault as fault:
            self._amount_fault(fault, element.sourceline)
            return None
        head = running.head
        if entry.amount.currency != head.currency:
            values = {"amount": str(entry.amount), "currency": head.currency, "tail": head.account_tail}
            if head.currency:
                self._note(running.findings, Finding("IMP-164", Level.HOLD, Place(row=entry.line), values))
            return entry
        minor = entry.amount.minor
        if entry.status == "BOOK":
            running.booked += minor
            day = entry.value_on or entry.booked_on
            if day is None or head.ends is None or day <= head.ends:
                running.valued += minor
        elif entry.status == "PDNG":
            running.pending += minor
        if len(entry.payments) > 1:
            self._batch(entry, running)
        return entry

    def _batch(self, entry: CamtEntry, running: _Running) -> None:
        """Payments of a batch must add up to its entry where each states an amount in the entry's currency."""
        amounts = [payment.amount for payment in entry.payments]
        own = [amount.minor for amount in amounts if amount and amount.currency == entry.amount.currency]
        if len(own) == len(amounts) and sum(own) != entry.amount.minor:
            counted = Money(entry.amount.currency, sum(own))
            values = {"amount": str(entry.amount), "sum": str(counted), "count": str(len(own))}
            apart = abs(counted.minor - entry.amount.minor)
            finding = Finding("IMP-163", Level.HOLD, Place(row=entry.line), values, minor=apart)
            self._note(running.findings, finding)

    def _ended(self, running: _Running) -> None:
        head, place = running.head, Place(row=running.line)
        findings = running.findings
        if head.stated_count is not None and head.stated_count != running.count:
            values = {
                "statement": head.identity,
                "stated": str(head.stated_count),
                "count": str(running.count),
            }
            findings.append(Finding("IMP-168", Level.HOLD, place, values))
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
        verdict = (
            self._judged(head, running, place)
            if self.message == "camt.053"
            else Verdict("unstated", "first", ())
        )
        self.findings += [*findings, *verdict.findings]
        whole = Verdict(verdict.equation, verdict.following, (*findings, *verdict.findings))
        self.statements.append(CamtStatement(head, running.count, running.sums, whole))
        self.running = None

    def _judged(self, head: CamtHead, running: _Running, place: Place) -> Verdict:
        opening = head.opening.amount if head.opening else None
        closing = head.closing.amount if head.closing else None
        available = head.available.amount if head.available else None
        stated = {amount.currency for amount in (opening, closing, available) if amount}
        if stated - {head.currency}:
            values = {
                "statement": head.identity,
                "currency": head.currency,
                "seen": ", ".join(sorted(stated)),
            }
            return Verdict("none", "first", (Finding("IMP-171", Level.STOP, place, values),))
        equation = equation_of(opening, closing, available, running.sums)
        found = equation_findings(
            equation, identity=head.identity, opening=opening, closing=closing, sums=running.sums, place=place
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
        return Verdict(equation, following, (*found, *chained))
