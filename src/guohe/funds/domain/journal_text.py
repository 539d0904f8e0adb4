"""The journal as plain text that two independent programs of double entry can read and add up.

Every amount is written in full; none is left for them to infer. Accounts become names that both accept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.kernel.money import Money

_ROOTS: Final = {
    "bank": "Assets:Bank",
    "clearing": "Assets:Clearing",
    "income": "Income",
    "expense": "Expenses",
    "exchange": "Equity:Exchange",
    "memo": "Equity:Memo",
}
_OTHER: Final = re.compile(r"[^A-Za-z0-9-]")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of an entry."""

    account: str
    role: str
    amount: Money


@dataclass(frozen=True, slots=True)
class TextEntry:
    """One entry, in the order of posting."""

    journal_id: int
    effective_date: date
    source: str
    memo: str
    lines: tuple[TextLine, ...]


def account_name(code: str, role: str) -> str:
    """The account's name for both programs: its root by role, its code in letters, digits and dashes."""
    # Signs outside the alphabet become their number, so that two codes never share a name.
    return f"{_ROOTS[role]}:X{_OTHER.sub(lambda sign: f'-{ord(sign[0]):x}-', code)}"


def _quoted(text: str) -> str:
    return " ".join(text.replace("\\", "/").replace('"', "'").split())


def beancount(entries: Iterable[TextEntry], opened_on: date) -> Iterator[str]:
    """Beancount directives, accounts first."""
    kept = list(entries)
    for name in sorted({account_name(line.account, line.role) for entry in kept for line in entry.lines}):
        yield f"{opened_on.isoformat()} open {name}\n"
    for entry in kept:
        yield f'\n{entry.effective_date.isoformat()} * "{_quoted(entry.source)}" "J-{entry.journal_id} {_quoted(entry.memo)}"\n'
        for line in entry.lines:
            yield f"  {account_name(line.account, line.role)}  {line.amount.plain} {line.amount.currency}\n"


def hledger(entries: Iterable[TextEntry]) -> Iterator[str]:
    """An hledger journal."""
    for entry in entries:
        words = _quoted(f"{entry.source} {entry.memo}").replace(";", ",").replace("|", "/")
        yield f"{entry.effective_date.isoformat()} * (J-{entry.journal_id}) {words}\n"
        for line in entry.lines:
            yield f"    {account_name(line.account, line.role)}    {line.amount.currency} {line.amount.plain}\n"
        yield "\n"
