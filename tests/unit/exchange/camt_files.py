"""Bank files in XML as a bank would write them, small, in every version that is read; made here, never copied."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

# The number of a made-up account; only its last four signs may ever come out again.
ACCOUNT = "0128765432101"


@dataclass(frozen=True)
class Entry:
    amount: str
    sign: str = "CRDT"
    status: str = "BOOK"
    booked: str = "2026-11-02"
    valued: str = "2026-11-02"
    currency: str = "HKD"
    details: str = ""
    extra: str = ""


def balance(
    code: str, amount: str, *, day: str = "2026-11-02", currency: str = "HKD", sign: str = "CRDT"
) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy='{currency}'>{amount}</Amt>"
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def payment(
    version: int, *, end_to_end: str = "E1", name: str = "Example Science Fund", text: str = "grant"
) -> str:
    """One TxDtls; the party is wrapped since version 07, the UETR exists since version 08."""
    uetr = "<UETR>3a2f0d4e-1111-4222-8333-000000000001</UETR>" if version >= 8 else ""
    party = f"<Pty><Nm>{name}</Nm></Pty>" if version >= 7 else f"<Nm>{name}</Nm>"
    return (
        f"<TxDtls><Refs><EndToEndId>{end_to_end}</EndToEndId>{uetr}</Refs>"
        f"{'<Amt Ccy=' + repr('HKD') + '>100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>' if version >= 4 else ''}"
        f"<RltdPties><Dbtr>{party}</Dbtr></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    )


def entry_xml(entry: Entry, version: int) -> str:
    status = f"<Sts><Cd>{entry.status}</Cd></Sts>" if version >= 7 else f"<Sts>{entry.status}</Sts>"
    details = f"<NtryDtls>{entry.details}</NtryDtls>" if entry.details else ""
    return (
        f"<Ntry><Amt Ccy='{entry.currency}'>{entry.amount}</Amt><CdtDbtInd>{entry.sign}</CdtDbtInd>{status}"
        f"<BookgDt><Dt>{entry.booked}</Dt></BookgDt><ValDt><Dt>{entry.valued}</Dt></ValDt>"
        f"<AcctSvcrRef>SVC</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>XBCT</SubFmlyCd>"
        f"</Fmly></Domn></BkTxCd>{entry.extra}{details}</Ntry>\n"
    )


def statement_xml(
    entries: Sequence[Entry],
    version: int,
    *,
    identity: str = "S1",
    number: int = 1,
    balances: str = "",
    account: str = ACCOUNT,
    currency: str = "HKD",
    box: str = "Stmt",
    summary: str = "",
) -> str:
    return (
        f"<{box}><Id>{identity}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb><CreDtTm>2026-11-02T20:00:00+08:00</CreDtTm>"
        f"<Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>\n{balances}{summary}"
        f"{''.join(entry_xml(entry, version) for entry in entries)}</{box}>\n"
    )


def document(*statements: str, version: int = 8, message: str = "camt.053") -> bytes:
    root = "BkToCstmrStmt" if message == "camt.053" else "BkToCstmrDbtCdtNtfctn"
    return (
        f"<?xml version='1.0' encoding='UTF-8'?>\n<Document xmlns='urn:iso:std:iso:20022:tech:xsd:{message}.001.{version:02d}'>"
        f"<{root}><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-02T20:00:00+08:00</CreDtTm></GrpHdr>\n"
        f"{''.join(statements)}</{root}></Document>\n"
    ).encode()


def plain(version: int = 8, *, closing: str = "1070.00") -> bytes:
    """Opening 1,000.00, one credit of 100.00, one debit of 30.00."""
    entries = [Entry("100.00", details=payment(version)), Entry("30.00", "DBIT")]
    return document(
        statement_xml(entries, version, balances=balance("OPBD", "1000.00") + balance("CLBD", closing)),
        version=version,
    )


def source(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)
