"""An account number never gets further than its last four signs, wherever in a statement it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from guohe.exchange.domain.words import currency_of

NAMES_ACCOUNT: Final = re.compile(r"account|acct|帳戶|账户|帳號|账号|户口|戶口", re.IGNORECASE)
_NUMBERISH: Final = re.compile(r"[0-9A-Za-z*Xx#\-\s]{4,40}")
# Account numbers inside a narrative: after their word, or in a bank's groups.
_INSIDE: Final = re.compile(
    r"((?:a/?c|acct|account|帳號|账号|帳戶|账户|戶口|户口)(?: ?no\.?)?[:： ]{0,3})?(\d{3}-\d{3,6}-\d{3,9}(?:-\d{1,3})?|(?<![\d.,])\d[\d \-]{6,22}\d(?![\d.,]))",
    re.IGNORECASE,
)

# A day in ISO stays whole: "INTEREST 2018-03-21 TO 2018-06-20".
_DAY: Final = re.compile(r"(?<![\d-])(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\d-])")
_NAMED: Final = re.compile(
    r"(?:a/?c|acct|account|帳號|账号|帳戶|账户|戶口|户口)(?: ?no\.?)?[:： ]{0,3}$", re.IGNORECASE
)
# What a day's signs are while numbers are looked for; no text has them.
_APART: Final = str.maketrans({sign: chr(0xE000 + ord(sign)) for sign in "0123456789-"})
_BACK: Final = str.maketrans({chr(0xE000 + ord(sign)): sign for sign in "0123456789-"})

# A Hong Kong account has three figures of its branch and six of its own; Mainland accounts and cards have more.
_FEWEST: Final = 9


def account_of(above: Sequence[tuple[str, ...]]) -> tuple[str, str]:
    """The last four signs of the account number and the currency, from the rows above the head."""
    tail = currency = ""
    for cells in above:
        named = next((index for index, cell in enumerate(cells) if NAMES_ACCOUNT.search(cell)), -1)
        if named < 0:
            continue
        inside = cells[named].rsplit(":", 1)[-1] if ":" in cells[named] else cells[named].rsplit("：", 1)[-1]
        candidates = [*cells[named + 1 :], inside]
        for cell in candidates:
            if not tail and _NUMBERISH.fullmatch(cell.strip()) and any(sign.isdigit() for sign in cell):
                tail = "".join(sign for sign in cell if sign.isalnum())[-4:]
            if not currency and cell.strip():
                currency = currency_of(cell, "") or ""
    return tail, currency


def _continues(match: re.Match[str]) -> bool:
    """Whether the figures go on from a word, as in DEMO-NKP-2018-001, and are fewer than any account has."""
    before = match.string[max(0, match.start(2) - 2) : match.start(2)]
    joined = len(before) == 2 and before[0].isalpha() and before[1] in "-/"
    return joined and sum(sign.isdigit() for sign in match[2]) < _FEWEST


def without_account_numbers(text: str) -> str:
    """An account number in a narrative keeps its last four digits; a reference or an amount stays whole."""

    def shortened(match: re.Match[str]) -> str:
        number = match[2]
        if match[1] is None and ("-" not in number or _continues(match)):
            return match[0]
        return f"{match[1] or ''}…{''.join(sign for sign in number if sign.isdigit())[-4:]}"

    def kept(day: re.Match[str]) -> str:
        named = _NAMED.search(text[max(0, day.start() - 20) : day.start()])
        return day[0] if named else day[0].translate(_APART)

    return _INSIDE.sub(shortened, _DAY.sub(kept, text)).translate(_BACK)
