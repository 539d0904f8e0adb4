"""A file is what its first bytes say, not what its name claims."""

from __future__ import annotations

import re
from typing import Final

from guohe.kernel.private_numbers import masked

_SIGNATURES: Final = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_ZIPPED: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".ofd": "application/ofd",
}
_TEXT: Final = {".csv": "text/csv", ".tsv": "text/tab-separated-values", ".txt": "text/plain"}
# A browser may show these itself; everything else is saved, so that no file of a user runs on our pages.
SHOWN: Final = ("application/pdf", "image/png", "image/jpeg")
UNKNOWN: Final = "application/octet-stream"


def media_type_of(name: str, content: bytes) -> str:
    """The media type by signature; the name only tells apart what is inside a ZIP, and kinds of text."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return _ZIPPED.get(suffix, media_type) if media_type == "application/zip" else media_type
    return _TEXT.get(suffix, UNKNOWN)


def safe_name(name: str) -> str:
    """The last part of a path, without control signs, at most 120 signs, its suffix kept.

    A name is shown in titles and kept in logs, so the number of an account in it keeps its last four figures.
    """
    last = masked(re.split(r"[/\\]", name)[-1])
    clean = "".join(sign for sign in last if sign.isprintable()).strip().lstrip(".") or "file"
    stem, dot, suffix = clean.rpartition(".")
    if not dot or len(suffix) > 10:
        return clean[:120]
    return f"{stem[: 119 - len(suffix)]}.{suffix}"
