"""XML from outside is read in pieces: no entities, no document type, no network, no huge trees, and never to a false end.

While it validates, lxml 6.1 ends silently where a file is cut or broken (measured; without a schema it raises). So a
file counts as whole only when its root element was closed; what follows the root is told when the parser is closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from lxml import etree

from guohe.exchange.domain.account_numbers import without_account_numbers
from guohe.exchange.domain.camt import SCHEMA_FAULTS
from guohe.exchange.domain.limits import QUOTE_CHARS
from guohe.exchange.operations.iso_schemas import message_of, schema
from guohe.kernel.findings import Finding, Level, Place

SAFE: Final[dict[str, Any]] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_CHUNK: Final = 64 * 1024
_NAMESPACES: Final = re.compile(r"\{[^}]*\}")
_LONG_VALUE: Final = re.compile(r"'[^']{5,}'")


class NotWhole(Exception):
    """The file ends before its root element does, has something after it, or is no XML at all."""


class HasDocumentType(Exception):
    """The file declares a document type, which is where entities come from."""


def root_namespace(source: BinaryIO) -> str:
    """The namespace of the root element, from the first bytes; the source is put back to its start.

    Raises NotWhole where no element begins, HasDocumentType where a document type does.
    """
    parser = etree.XMLPullParser(events=("start",), **SAFE)
    try:
        while chunk := source.read(_CHUNK):
            parser.feed(chunk)
            for _, element in parser.read_events():
                return _namespace(element)
        # A file of a few bytes is looked at only when it is closed.
        parser.close()
        for _, element in parser.read_events():
            return _namespace(element)
    except etree.XMLSyntaxError as fault:
        raise NotWhole(str(fault)) from fault
    finally:
        source.seek(0)
    raise NotWhole


def _namespace(root: Any) -> str:
    if root.getroottree().docinfo.doctype:
        raise HasDocumentType
    return str(etree.QName(root).namespace or "")


def closed_elements(source: BinaryIO, tags: tuple[str, ...], validator: Any) -> Iterator[tuple[str, Any]]:
    """Each wanted element with its tag as it closes, validated on the way. The caller takes from the tree what it has used.

    Raises NotWhole, and lxml's XMLSyntaxError for what the schema or the XML's own law refuses.
    """
    parser = etree.XMLPullParser(events=("end",), tag=(*tags, "{*}Document"), schema=validator, **SAFE)
    ended = False
    while chunk := source.read(_CHUNK):
        parser.feed(chunk)
        for _, element in parser.read_events():
            tag = element.tag
            if tag in tags:
                yield tag, element
            else:
                # A Document in another is no message of any schema, so this is the root.
                ended = True
    if not ended:
        raise NotWhole
    # Here, and only here, the parser tells of anything that follows the root.
    parser.close()


class _Lines:
    """A source that gives one line at a time, so that a fault can be placed."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.line = source, 0

    def read(self, size: int = -1) -> bytes:
        """At most one line, whatever was asked for."""
        data = self.source.readline(size)
        self.line += 1
        return data


def first_break(source: BinaryIO) -> Finding:
    """Where the XML itself breaks. Read again without a schema, because with one the reader tells no line."""
    source.seek(0)
    line = 1
    try:
        for _, element in etree.iterparse(source, events=("end",), **SAFE):
            element.clear(keep_tail=False)
    except etree.XMLSyntaxError as fault:
        line = fault.lineno or 1
    return Finding("IMP-151", Level.STOP, Place(row=line))


def schema_faults(source: BinaryIO, name: str) -> list[Finding]:
    """Every fault of the schema with its line, up to a bound; read again, slowly, because the file is refused anyway."""
    source.seek(0)
    lines = _Lines(source)
    reading = etree.iterparse(lines, events=("end",), schema=schema(name), **SAFE)
    found: list[Finding] = []
    told = 0

    def note() -> None:
        nonlocal told
        entries = list(reading.error_log)
        for entry in entries[told:]:
            told += 1
            if len(found) < SCHEMA_FAULTS:
                values = {"seen": fault_words(entry.message), "schema": name}
                found.append(Finding("IMP-153", Level.STOP, Place(row=lines.line), values))

    try:
        for _, element in reading:
            if len(reading.error_log) > told:
                note()
            element.clear(keep_tail=False)
    except etree.XMLSyntaxError:
        note()
    if told > SCHEMA_FAULTS:
        found.append(
            Finding("IMP-154", Level.STOP, values={"count": str(told - SCHEMA_FAULTS), "schema": name})
        )
    return found


def fault_words(message: str) -> str:
    """What the validator says, without namespaces, and with nothing long enough to be an account number."""
    short = _NAMESPACES.sub("", message).removeprefix("Element ")
    element, _, rest = short.partition(":")
    rest = _LONG_VALUE.sub(
        lambda match: f"'…{match[0][-5:-1]}'" if any(s.isdigit() for s in match[0]) else match[0], rest
    )
    return without_account_numbers(f"{element}:{rest}".strip())[: 3 * QUOTE_CHARS]


def sort_of_message(source: BinaryIO) -> tuple[str, int] | Finding:
    """The message and version of a file, or why it is none that can be read."""
    try:
        namespace = root_namespace(source)
    except HasDocumentType:
        return Finding("IMP-152", Level.STOP)
    except NotWhole:
        return first_break(source)
    return message_of(namespace) or Finding(
        "IMP-150", Level.STOP, values={"seen": namespace[-QUOTE_CHARS:] or "-"}
    )
