"""What a statement or notice says before its first entry: whose account, which number, which days, which balances."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from guohe.exchange.domain.camt import CamtBalance, CamtHead
from guohe.exchange.operations.camt_entries import (
    NAMES,
    all_kids,
    day_at,
    day_of,
    kids_of,
    moment_of,
    money_of,
    sequence_of,
    signed,
    text_at,
)
from guohe.kernel.money import EXPONENTS


def head_of(box: Any, currency: str, written_at: datetime | None = None) -> CamtHead:
    """A Stmt or Ntfctn element as far as it has been read. ``currency`` and ``written_at`` are what the caller knows. Raises AmountFault."""
    kids = kids_of(box)
    account = kids["Acct"]
    number = text_at(account, "Id", "IBAN") or text_at(account, "Id", "Othr", "Id")
    balances = tuple(_balance(child) for child in box if NAMES[child.tag] == "Bal")
    own = (
        text_at(account, "Ccy")
        or (balances[0].amount.currency if balances else "")
        or _first_currency(box)
        or currency
    )
    period = kids.get("FrToDt")
    starts = day_of(text_at(period, "FrDtTm") or text_at(period, "FrDt")) if period is not None else None
    ends = day_of(text_at(period, "ToDtTm") or text_at(period, "ToDt")) if period is not None else None
    days = [balance.on for balance in balances if balance.code in ("CLBD", "ITBD", "CLAV") and balance.on]
    ends = ends or (max(days) if days else None)
    page = text_at(box, "StmtPgntn", "PgNb") or text_at(box, "NtfctnPgntn", "PgNb")
    last = (text_at(box, "StmtPgntn", "LastPgInd") or "true") in ("true", "1")
    identity = text_at(box, "Id")
    count = text_at(box, "TxsSummry", "TtlNtries", "NbOfNtries")
    return CamtHead(
        identity if not page or (page == "1" and last) else f"{identity} ({page})",
        sequence_of(text_at(box, "ElctrncSeqNb") or text_at(box, "LglSeqNb")),
        "".join(sign for sign in number if sign.isalnum())[-4:],
        own,
        starts or ends,
        ends,
        balances,
        sequence_of(count),
        sequence_of(page),
        last,
        moment_of(text_at(box, "CreDtTm")) or written_at,
    )


def _first_currency(box: Any) -> str:
    """A notice has no balances, and its account need not say its currency: its first entry does."""
    for entry in all_kids(box, "Ntry"):
        amount = kids_of(entry).get("Amt")
        currency = "" if amount is None else (amount.get("Ccy") or "")
        return currency if currency in EXPONENTS else ""
    return ""


def _balance(element: Any) -> CamtBalance:
    kids = kids_of(element)
    kind = text_at(kids["Tp"], "CdOrPrtry", "Cd") or text_at(kids["Tp"], "CdOrPrtry", "Prtry")
    return CamtBalance(kind, money_of(kids["Amt"], signed(kids["CdtDbtInd"].text)), day_at(kids["Dt"]))
