"""One slip of the pen in a reference (a sign wrong, lost, added, or two swapped) is still it."""

from __future__ import annotations

import re
from typing import Final

_UETR: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def is_uetr(text: str) -> bool:
    """Whether a reference has the form of a UETR, which no two payments share."""
    return _UETR.fullmatch(text.strip()) is not None


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
