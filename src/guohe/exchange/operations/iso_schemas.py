"""The official XSDs of ISO 20022 lie inside installed packages; the product finds them there and holds no copies.

Which version is taken is the package's; what was validated against is told in the reading's verdict. See
docs/decisions/0010.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any, Final

from lxml import etree

_PLACES: Final = {
    "camt.052": ("camt053", "xsd/{name}.xsd"),
    "camt.053": ("camt053", "xsd/{name}.xsd"),
    "camt.054": ("camt053", "xsd/{name}.xsd"),
    "pain.001": ("pain001", "templates/{name}/{name}.xsd"),
    "pain.002": ("pain001", "pain002/schemas/{name}.xsd"),
}
NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"
_NAME: Final = re.compile(r"([a-z]{4}\.\d{3})\.001\.(\d{2})")


@cache
def schema_bytes(name: str) -> bytes | None:
    """The XSD of a message such as ``camt.053.001.08``; None where no package carries it."""
    match = _NAME.fullmatch(name)
    if match is None or match[1] not in _PLACES:
        return None
    package, path = _PLACES[match[1]]
    place = files(package).joinpath(path.format(name=name))
    return place.read_bytes() if place.is_file() else None


@cache
def schema(name: str) -> Any:
    """The compiled XSD of a message, or None. Compiled once a process: 6 ms each."""
    data = schema_bytes(name)
    if data is None:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.XMLSchema(etree.fromstring(data, parser))


def message_of(namespace: str) -> tuple[str, int] | None:
    """``camt.053`` and 8 for the namespace of camt.053.001.08; None for any other namespace."""
    match = _NAME.fullmatch(namespace.removeprefix(NAMESPACE))
    if match is None or not namespace.startswith(NAMESPACE):
        return None
    return match[1], int(match[2])
