"""One Ntry element of camt.053 or camt.054 becomes an entry: the same values from every version that is read.

Each element's children are looked at once; versions differ only in that a later one wraps a value (Sts/Cd, Dbtr/Pty).
"""

from __future__ import annotations

import re
import sys
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final

from guohe.exchange.domain.account_numbers import without_account_numbers
from guohe.exchange.domain.camt import NOT_PROVIDED, CamtEntry, CamtPayment
from guohe.kernel.money import EXPONENTS, TOO_MUCH, AmountNotReadable, Money
from guohe.kernel.utc8 import UTC8


class Locals(dict[str, str]):
    """Local names of tags, each taken apart once a process."""

    def __missing__(self, tag: str) -> str:
        # One object for one name: a comparison with a name in this file is then one of addresses.
        name = self[tag] = sys.intern(tag.rpartition("}")[2])
        return name


NAMES: Final = Locals()
# Whatever without_account_numbers shortens begins in this way.
_LONG_NUMBER: Final = re.compile(r"\d[\d \-]{6}")


# A named tuple's own constructor is a function of Python around this one, and costs three times as much.
made: Final = tuple.__new__


class AmountFault(Exception):
    """An amount of an unknown currency, or with more decimals than its currency has."""

    def __init__(self, text: str, currency: str) -> None:
        self.text, self.currency = text, currency
        super().__init__(f"{currency} {text}")


@lru_cache(maxsize=4096)
def day_of(text: str) -> date | None:
    """An ISO date, or the day of an ISO moment as the bank wrote it, in its own zone."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """An ISO moment; one without a zone is a bank's at UTC+8, and one without a time its first minute."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC8)


def kids_of(element: Any) -> dict[str, Any]:
    """The children by local name; of several with one name the last."""
    return {NAMES[child.tag]: child for child in element}


def all_kids(element: Any, name: str) -> list[Any]:
    """Every child of a local name."""
    return [child for child in element if NAMES[child.tag] == name]


def text_at(element: Any, *path: str) -> str:
    """The text at the end of a path of local names, or nothing."""
    for name in path:
        for child in element[:]:
            if NAMES[child.tag] == name:
                element = child
                break
        else:
            return ""
    return (element.text or "").strip()


def day_at(element: Any) -> date | None:
    """A date-or-moment choice, of which the schema demands one."""
    return day_of(element[0].text or "")


def money_of(element: Any, sign: int = 1) -> Money:
    """An amount with its currency attribute; raises AmountFault where it is not exactly one of ours."""
    return money_written((element.text or "").strip(), element.get("Ccy") or "", sign)


def money_written(text: str, currency: str, sign: int = 1) -> Money:
    """An amount as it is written; raises AmountFault."""
    whole, _, decimals = text.partition(".")
    if currency in EXPONENTS and EXPONENTS[currency] == len(decimals) and (whole + decimals).isdecimal():
        minor = int(whole + decimals)
    else:
        try:
            minor = Money.of(currency, text.lstrip("+")).minor
        except (KeyError, ValueError, AmountNotReadable):
            raise AmountFault(text[:20], currency[:3]) from None
    if abs(minor) >= TOO_MUCH:
        raise AmountFault(text[:20], currency[:3])
    return Money(currency, sign * minor)


def signed(text: str) -> int:
    """CRDT is money in. A reversal states its own direction, so its mark changes no sign."""
    return -1 if text == "DBIT" else 1


def charges_of(element: Any) -> tuple[Money, ...]:
    """Charges: a record each since 2013, the amount itself before. What the bank credits back is negative."""
    found = []
    for record in all_kids(element, "Rcrd") or [element]:
        amount = kids_of(record).get("Amt")
        if amount is not None:
            found.append(money_of(amount, -1 if text_at(record, "CdtDbtInd") == "CRDT" else 1))
    return tuple(found)


def code_of(element: Any) -> str:
    """A bank transaction code: domain/family/sub-family, else the bank's own."""
    for child in element[:]:
        if NAMES[child.tag] == "Domn":
            # The schema fixes the order: the code, then the family with its own two.
            domain, family = child[:]
            first, second = family[:]
            return f"{domain.text}/{first.text}/{second.text}"
    return text_at(element, "Prtry", "Cd")


def name_of(party: Any) -> str:
    """A party's name: first in the party or, since 2019, in its Pty. The schema fixes that order."""
    for first in party:
        name = NAMES[first.tag]
        if name == "Nm":
            return (first.text or "").strip()
        return name_of(first) if name == "Pty" else ""
    return ""


def reference_written(text: str | None) -> str:
    """A reference, unless the bank writes that there is none."""
    return "" if text is None or text == NOT_PROVIDED else text.strip()


def hidden(text: str) -> str:
    """Most narratives hold nothing as long as an account number; one short look tells."""
    return without_account_numbers(text) if _LONG_NUMBER.search(text) else text


def remittance_of(element: Any) -> str:
    """Free lines joined, then creditor references of structured ones; account numbers keep four signs."""
    joined = ""
    for child in element[:]:
        name = NAMES[child.tag]
        if name == "Ustrd":
            joined = _joined(joined, child.text)
        elif name == "Strd":
            joined = _joined(joined, text_at(child, "CdtrRefInf", "Ref"))
            for more in all_kids(child, "AddtlRmtInf"):
                joined = _joined(joined, more.text)
    return hidden(joined)


def _joined(text: str, more: str | None) -> str:
    return f"{text} {more}" if text and more else text or more or ""


def payment_of(element: Any, sign: int, of_entry: tuple[str, Money]) -> CamtPayment:
    """One TxDtls element. ``sign`` and ``of_entry`` are the entry's: an amount written alike is the same amount.

    Children are met in the schema's order, so the direction is known before the parties are.
    """
    amount_element = other = None
    end_to_end = transaction = uetr = instruction = batch = service = remittance = reason = ""
    charges: tuple[Money, ...] = ()
    for child in element[:]:
        name = NAMES[child.tag]
        if name == "Refs":
            for reference in child:
                kind, text = NAMES[reference.tag], reference.text
                if text is None or text == NOT_PROVIDED:
                    continue
                if kind == "EndToEndId":
                    end_to_end = text.strip()
                elif kind == "UETR":
                    uetr = text.strip()
                elif kind == "TxId":
                    transaction = text.strip()
                elif kind == "AcctSvcrRef":
                    service = text.strip()
                elif kind == "InstrId":
                    instruction = text.strip()
                elif kind == "PmtInfId":
                    batch = text.strip()
        elif name == "Amt":
            amount_element = child
        elif name == "CdtDbtInd":
            sign = signed(child.text)
        elif name == "AmtDtls":
            if amount_element is None and (wrapped := kids_of(child).get("TxAmt")) is not None:
                amount_element = kids_of(wrapped).get("Amt")
        elif name == "RltdPties":
            wanted = "Dbtr" if sign > 0 else "Cdtr"
            for party in child:
                if NAMES[party.tag] == wanted:
                    other = party
                    break
        elif name == "RmtInf":
            remittance = remittance_of(child)
        elif name == "Chrgs":
            charges += charges_of(child)
        elif name == "RtrInf":
            reason = text_at(child, "Rsn", "Cd") or text_at(child, "Rsn", "Prtry")
    text, amount = of_entry
    if amount_element is None:
        paid = None
    elif (
        amount_element.text == text
        and amount_element.get("Ccy") == amount.currency
        and sign * amount.minor > 0
    ):
        paid = amount
    else:
        paid = money_of(amount_element, sign)
    name = "" if other is None else name_of(other)
    return made(
        CamtPayment,
        (
            paid,
            end_to_end,
            transaction,
            uetr,
            instruction,
            batch,
            service,
            name,
            remittance,
            charges,
            reason,
            False,
        ),
    )


def entry_of(element: Any, statement: int) -> CamtEntry:
    """One Ntry element, its children met in the schema's order. Raises AmountFault."""
    amount_element: Any = None
    sign = 1
    status = reference = entry_reference = bank_code = note = ""
    booked = valued = None
    reversal = False
    charges: tuple[Money, ...] = ()
    details: list[Any] = []
    for child in element[:]:
        name = NAMES[child.tag]
        if name == "Amt":
            amount_element = child
        elif name == "CdtDbtInd":
            sign = signed(child.text)
        elif name == "Sts":
            status = (child.text or "").strip()
            for coded in child:
                status = (coded.text or "").strip()
        elif name == "BookgDt":
            booked = day_at(child)
        elif name == "ValDt":
            valued = day_at(child)
        elif name == "AcctSvcrRef":
            reference = reference_written(child.text)
        elif name == "BkTxCd":
            bank_code = code_of(child)
        elif name == "NtryDtls":
            details += child
        elif name == "NtryRef":
            entry_reference = reference_written(child.text)
        elif name == "RvslInd":
            reversal = (child.text or "").strip() in ("true", "1")
        elif name == "Chrgs":
            charges += charges_of(child)
        elif name == "AddtlNtryInf":
            note = hidden(child.text or "")
    amount = money_of(amount_element, sign)
    of_entry = (amount_element.text, amount)
    payments: list[CamtPayment] = []
    batch: int | None = None
    for child in details:
        if NAMES[child.tag] == "TxDtls":
            payments.append(payment_of(child, sign, of_entry))
        else:
            count = text_at(child, "NbOfTxs")
            batch = (batch or 0) + int(count) if count.isdecimal() else batch
    return made(
        CamtEntry,
        (statement, element.sourceline, amount, status, booked, valued, reference, entry_reference, bank_code,
         reversal, charges, tuple(payments), batch, note),
    )  # fmt: skip


def sequence_of(text: str) -> int | None:
    """A sequence number; banks write them as decimals."""
    return int(text) if text.isdecimal() else None
