"""A reference is its letters and digits; one slip of the pen (a sign wrong, lost, added, or two swapped) is still it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(r"[A-Z0-9][A-Z0-9/_.-]*[A-Z0-9]")
_SHORTEST: Final = 6
_UETR: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def reference_key(text: str) -> str:
    """Capital letters and digits only, full width made half."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain.upper() if sign.isascii() and sign.isalnum())


def is_uetr(text: str) -> bool:
    """Whether a reference has the form of a UETR, which no two payments share."""
    return _UETR.fullmatch(text.strip()) is not None


def tokens(texts: Iterable[str]) -> set[str]:
    """Every word of some texts that may be a reference: six signs or more with a digit among them."""
    found = set()
    for text in texts:
        plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
        for word in _TOKEN.findall(plain.upper()):
            key = "".join(sign for sign in word if sign.isalnum())
            if len(key) >= _SHORTEST and any(sign.isdigit() for sign in key):
                found.add(key)
    return found


def without_one(key: str) -> set[str]:
    """The key, and what is left of it when any one sign is lost: two keys one slip apart share one of these."""
    return {key, *(key[:at] + key[at + 1 :] for at in range(len(key)))}


def one_slip(one: str, other: str) -> bool:
    """Whether one sign wrong, lost, added, or two neighbours swapped, makes one key of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (len(a) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]
