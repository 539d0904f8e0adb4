"""A reference is its letters and digits, however a bank or a listing spaces and signs it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(r"[A-Z0-9][A-Z0-9/_.-]*[A-Z0-9]")
_SHORTEST: Final = 6


@lru_cache(maxsize=16_384)
def reference_key(text: str) -> str:
    """Capital letters and digits only, full width made half."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain.upper() if sign.isascii() and sign.isalnum())


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
