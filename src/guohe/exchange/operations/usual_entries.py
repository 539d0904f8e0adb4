"""An entry written as most banks write it is taken from its text in one look; any other element by element (camt_entries).

The text is written by the parser from what the schema has passed: elements in the schema's order, no comments, one kind of
quotes. Whatever the pattern does not expect (another element or attribute, a second payment, a sign that XML writes as an
entity) makes the entry unusual, and nothing is taken from its text. The two ways agree: tests/unit/exchange/test_usual_entries.py.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

from lxml import etree

from guohe.exchange.domain.camt import CamtEntry, CamtPayment
from guohe.exchange.operations.camt_entries import day_of, entry_of, hidden, made
from guohe.kernel.money import EXPONENTS, Money

# TEXT is a value, REFERENCE one that may say there is none, SKIPPED one that is not kept. Blanks stand where a file may break
# its lines. Every part is possessive: an entry either fits at once or is left.
_ENTRY: Final = r"""
<Ntry[^>]*+>
(?: <NtryRef>REFERENCE</NtryRef> )?+
<Amt\x20Ccy="([A-Z]{3})">FIGURES</Amt>
<CdtDbtInd>(CRDT|DBIT)</CdtDbtInd>
(?: <RvslInd>TEXT</RvslInd> )?+
<Sts> (?: <Cd> )?+ TEXT (?: </Cd> )?+ </Sts>
(?: <BookgDt> <Dt(?:Tm)?+>TEXT</Dt(?:Tm)?+> </BookgDt> )?+
(?: <ValDt> <Dt(?:Tm)?+>TEXT</Dt(?:Tm)?+> </ValDt> )?+
(?: <AcctSvcrRef>REFERENCE</AcctSvcrRef> )?+
<BkTxCd>
    <Domn> <Cd>TEXT</Cd> <Fmly> <Cd>TEXT</Cd> <SubFmlyCd>TEXT</SubFmlyCd> </Fmly> </Domn>
    (?: <Prtry> <Cd>SKIPPED</Cd> (?: <Issr>SKIPPED</Issr> )?+ </Prtry> )?+
</BkTxCd>
(?: <Chrgs> <Rcrd> <Amt\x20Ccy="([A-Z]{3})">FIGURES</Amt> <CdtDbtInd>(CRDT|DBIT)</CdtDbtInd> </Rcrd> </Chrgs> )?+
(?: <NtryDtls> (<TxDtls>)
    (?: <Refs>
        (?: <MsgId>SKIPPED</MsgId> )?+
        (?: <AcctSvcrRef>REFERENCE</AcctSvcrRef> )?+
        (?: <PmtInfId>REFERENCE</PmtInfId> )?+
        (?: <InstrId>REFERENCE</InstrId> )?+
        (?: <EndToEndId>REFERENCE</EndToEndId> )?+
        (?: <UETR>REFERENCE</UETR> )?+
        (?: <TxId>REFERENCE</TxId> )?+
    </Refs> )?+
    (?: <Amt\x20Ccy="([A-Z]{3})">FIGURES</Amt> (?: <CdtDbtInd>(CRDT|DBIT)</CdtDbtInd> )?+ )?+
    (?: <RltdPties> (?: <Dbtr> (?: <Pty> )?+ <Nm>TEXT</Nm> )?+ (.*?)</RltdPties> )?+
    (?: <RltdAgts>.*?</RltdAgts> )?+
    (?: <RmtInf> <Ustrd>TEXT</Ustrd> </RmtInf> )?+
</TxDtls> </NtryDtls> )?+
(?: <AddtlNtryInf>TEXT</AddtlNtryInf> )?+
</Ntry>
"""
_MEANT: Final = {
    "REFERENCE": "(?:NOTPROVIDED|([^<&]*+))",
    "FIGURES": r"([0-9]++)\.([0-9]++)",
    "TEXT": "([^<&]*+)",
    "SKIPPED": "[^<]*+",
}


# Entries that are not usual before a file is no longer asked; each usual one buys another look, up to twice as many.
_PATIENCE: Final = 32


@cache
def _pattern(prefix: str | None, spaced: bool) -> re.Pattern[str]:
    """The pattern for a file whose elements have this prefix, with or without blanks between them."""
    return _compiled(_ENTRY, prefix, spaced)


@cache
def _creditor(prefix: str | None) -> re.Pattern[str]:
    return _compiled("<Cdtr> (?: <Pty> )?+ <Nm>TEXT</Nm>", prefix, True)


def _compiled(written: str, prefix: str | None, spaced: bool) -> re.Pattern[str]:
    pattern = (r"\s*+" if spaced else "").join(written.split())
    for word, meant in _MEANT.items():
        pattern = pattern.replace(word, meant)
    if prefix:
        pattern = re.sub(r"(</?)(?=[A-Z])", rf"\1{re.escape(prefix)}:", pattern)
    return re.compile(pattern, re.DOTALL)


class EntriesOfFile:
    """The entries of one file, each by the cheaper way that gives it."""

    def __init__(self) -> None:
        self._patience = _PATIENCE
        self._written: re.Pattern[str] | None = None

    def entry(self, element: Any, statement: int) -> CamtEntry:
        """One Ntry element. Raises AmountFault."""
        if self._patience:
            if self._written is None:
                self._written = _pattern(element.prefix, bool(element.text))
                self._creditor = _creditor(element.prefix)
            found = usual_entry(element, statement, self._written, self._creditor)
            if found is not None:
                if self._patience < 2 * _PATIENCE:
                    self._patience += 1
                return found
            self._patience -= 1
        return entry_of(element, statement)


def usual_entry(
    element: Any, statement: int, written: re.Pattern[str], creditor: re.Pattern[str]
) -> CamtEntry | None:
    """The entry, or None where it is not written in the usual way."""
    found = written.fullmatch(etree.tostring(element, encoding="unicode", with_tail=False))
    if found is None:
        return None
    (entry_reference, currency, whole, decimals, direction, reversal, status, booked, valued, reference, domain, family,
     sub_family, charged_in, charged, charged_decimals, given_back, payment, service, batch, instruction, end_to_end, uetr,
     transaction, paid_in, paid, paid_decimals, paid_direction, debtor, parties, remittance,
     note) = found.groups("")  # fmt: skip
    if EXPONENTS.get(currency) != len(decimals):
        return None
    minor = int(whole + decimals)
    amount = Money(currency, minor if direction == "CRDT" else -minor)
    charges: tuple[Money, ...] = ()
    if charged:
        if EXPONENTS.get(charged_in) != len(charged_decimals):
            return None
        minor = int(charged + charged_decimals)
        charges = (Money(charged_in, -minor if given_back == "CRDT" else minor),)
    payments: tuple[CamtPayment, ...] = ()
    if payment:
        if paid and (whole != paid or decimals != paid_decimals or currency != paid_in):
            return None
        if paid_direction and paid_direction != direction:
            return None
        if direction == "DBIT":
            other = creditor.search(parties)
            # A payee that is there and not written as usual (an attribute, another prefix) is read element by element.
            if "&" in parties or (other is None and "Cdtr" in parties):
                return None
            name = other[1] if other else ""
        elif debtor or "Dbtr>" not in parties:
            name = debtor
        else:
            return None
        payments = (
            made(
                CamtPayment,
                (amount if paid else None, end_to_end.strip(), transaction.strip(), uetr.strip(), instruction.strip(),
                 batch.strip(), service.strip(), name.strip(), remittance and hidden(remittance), (), "", False),
            ),
        )  # fmt: skip
    return made(
        CamtEntry,
        (statement, element.sourceline, amount, status.strip(), day_of(booked) if booked else None,
         day_of(valued) if valued else None, reference.strip(), entry_reference.strip(), f"{domain}/{family}/{sub_family}",
         reversal.strip() in ("true", "1"), charges, payments, None, note and hidden(note)),
    )  # fmt: skip
