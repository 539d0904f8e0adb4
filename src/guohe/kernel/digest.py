"""Two values have one digest only if every field is the same: fields are length-delimited before hashing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

_NOTHING: Final = b"n" + bytes(8)


def framed(field: str | bytes | int | None) -> bytes:
    """The field with its kind and length before it: a list of such, joined, can be read in one way only."""
    if field is None:
        return _NOTHING
    if isinstance(field, str):
        data = field.encode()
        return b"s%b%b" % (len(data).to_bytes(8, "big"), data)
    if isinstance(field, bytes):
        return b"b%b%b" % (len(field).to_bytes(8, "big"), field)
    data = str(field).encode()
    return b"i%b%b" % (len(data).to_bytes(8, "big"), data)


def digest_of(fields: Iterable[str | bytes | int | None]) -> bytes:
    """SHA-256 over the fields, each preceded by its kind and length, so that no two lists collide by joining."""
    return hashlib.sha256(b"".join(map(framed, fields))).digest()
