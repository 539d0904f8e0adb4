"""Two values have one digest only if every field is the same: fields are length-delimited before hashing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

_NOTHING: Final = b"n" + bytes(8)


def digest_of(fields: Iterable[str | bytes | int | None]) -> bytes:
    """SHA-256 over the fields, each preceded by its kind and length, so that no two lists collide by joining."""
    parts = []
    for field in fields:
        if field is None:
            parts.append(_NOTHING)
            continue
        if isinstance(field, bytes):
            kind, data = b"b", field
        elif isinstance(field, int):
            kind, data = b"i", str(field).encode()
        else:
            kind, data = b"s", field.encode()
        parts += (kind, len(data).to_bytes(8, "big"), data)
    return hashlib.sha256(b"".join(parts)).digest()
