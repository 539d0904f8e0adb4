"""A workbook is a zip of XML from a stranger: its parts are counted, measured and searched before it is opened."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final, Literal

from guohe.exchange.domain.limits import PARTS, RATIO_COUNTS_FROM, UNPACKED_BYTES, UNPACKED_RATIO

Trouble = Literal["", "damaged", "not_a_workbook", "bomb", "entities", "paths", "locked", "binary_workbook"]
_CHUNK: Final = 256 * 1024
# Also in UTF-16, where a bomb could hide from a search for ASCII.
_DECLARES: Final = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)", re.IGNORECASE)
_KEEP: Final = 64


def trouble_in(data: bytes) -> Trouble:
    """The first reason not to open it, or nothing. Reads every part once, never more than it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _look(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, UnicodeError):
        return "damaged"
    except RuntimeError:
        # zipfile's word for a part that needs a password.
        return "locked"


def _look(archive: zipfile.ZipFile) -> Trouble:
    parts = archive.infolist()
    names = [part.filename for part in parts]
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name for name in names):
        return "paths"
    declared = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if (
        len(parts) > PARTS
        or declared > UNPACKED_BYTES
        or _too_dense(declared, packed)
        or len(set(names)) < len(names)
    ):
        return "bomb"
    if "xl/workbook.bin" in names:
        return "binary_workbook"
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        return "not_a_workbook"
    for part in parts:
        if _declares_entities(archive, part):
            return "entities"
    return ""


def _too_dense(unpacked: int, packed: int) -> bool:
    return unpacked > RATIO_COUNTS_FROM and unpacked > UNPACKED_RATIO * max(packed, 1)


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Reads a part to its declared end (a longer one fails its checksum) and looks for a document type in XML."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if is_xml and _DECLARES.search(tail + chunk):
                return True
            tail = chunk[-_KEEP:]
    return False
