"""The first bytes say what a file is, whatever its name says; only three sorts are read."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Sort(StrEnum):
    """What a file turns out to be."""

    TEXT = "text"
    WORKBOOK = "workbook"
    ARCHIVE = "archive"
    LOCKED = "locked"
    OLD_EXCEL = "old_excel"
    PDF = "pdf"
    PICTURE = "picture"
    PAGE = "page"
    EMPTY = "empty"
    BINARY = "binary"


_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_ARCHIVES: Final = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PAGE: Final = re.compile(
    rb"\s*(?:<!doctype|<html|<head|<body|<table|<\?xml|\{\\rtf|MIME-Version)", re.IGNORECASE
)
_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")


def sort_of(data: bytes) -> Sort:
    """Looks at the bytes only. A UTF-16 text is full of NUL bytes and is still a text."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf") and len(data) < 64 * 1024:
        return Sort.EMPTY
    if b"%PDF-" in data[:1024]:
        return Sort.PDF
    if data.startswith(_OLE):
        return Sort.LOCKED if "EncryptedPackage".encode("utf-16-le") in data else Sort.OLD_EXCEL
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Sort.WORKBOOK
    if data.startswith(_ARCHIVES):
        return Sort.ARCHIVE
    if data.startswith(_PICTURES) and (b"\x00" in data[:512] or data.startswith(b"GIF8")):
        return Sort.PICTURE
    if _PAGE.match(data[:1024].removeprefix(b"\xef\xbb\xbf")):
        return Sort.PAGE
    if data.startswith(_BOMS) or wide_order(data):
        return Sort.TEXT
    return Sort.BINARY if b"\x00" in data else Sort.TEXT


def wide_order(data: bytes) -> str:
    """UTF-16 without its mark: the delimiters and line ends have their zero byte on one side only."""
    sample = data[: 64 * 1024]
    sample = sample[: len(sample) & ~1]
    if len(sample) < 4 or b"\x00" not in sample:
        return ""
    even, odd = sample[::2], sample[1::2]
    signs = b"\t,;|\n"
    little = sum(1 for low, high in zip(even, odd, strict=True) if high == 0 and low in signs)
    big = sum(1 for high, low in zip(even, odd, strict=True) if high == 0 and low in signs)
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    if little > 4 * big and zeros_odd > 4 * zeros_even:
        return "utf-16-le"
    if big > 4 * little and zeros_even > 4 * zeros_odd:
        return "utf-16-be"
    return ""
