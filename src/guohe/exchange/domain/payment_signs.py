"""What a field of a payment file may hold: signs, lengths and check digits, as the schema of pain.001.001.09 takes them and no more.

A sign that no reader sees is refused, though a schema may take it: the second person would release another text than the bank reads.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

# Most signs of a field, by its name in the schema. Source: the official XSD pain.001.001.09.
MOST: Final = {
    "TwnNm": 35,
    "StrtNm": 70,
    "BldgNm": 35,
    "PstCd": 16,
    "AdrLine": 70,
    "CtctDtls": 140,
    "Purp": 35,
    "RgltryRptg": 10,
}
# Controls, marks of direction and other formats, halves and privately used or unassigned signs, breaks of lines and paragraphs.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# The character set X of cross-border payments: what a bank takes in a code.
_CODE: Final = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]")
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def unseen_sign(text: str) -> str:
    """The first sign that no reader sees or no XML holds, by its number in Unicode; empty where there is none."""
    return next((f"U+{ord(sign):04X}" for sign in text if unicodedata.category(sign) in _UNSEEN), "")


def sign_of_no_code(text: str) -> str:
    """The first sign that no code of a bank holds, such as a full-width digit; empty where there is none."""
    for sign in text:
        if not _CODE.fullmatch(sign):
            return unseen_sign(sign) or f"{sign} (U+{ord(sign):04X})"
    return ""


def is_iban(number: str) -> bool:
    """Its form, its country and its two check digits agree (ISO 13616, ISO 7064 MOD 97-10)."""
    if not _IBAN.fullmatch(number) or not is_banks_country(number[:2]):
        return False
    turned = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_country(code: str) -> bool:
    """A code of ISO 3166-1."""
    return code in _countries()[0]


def is_banks_country(code: str) -> bool:
    """A country as banks write it in a BIC or an IBAN."""
    return any(code in codes for codes in _countries())


@cache
def _countries() -> tuple[frozenset[str], frozenset[str]]:
    with (Path(__file__).parent / "data" / "countries.toml").open("rb") as file:
        table = tomllib.load(file)
    return frozenset(table["codes"]), frozenset(table["banks_alone"])
