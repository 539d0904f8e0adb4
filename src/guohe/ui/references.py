"""A reference in an address, also one that books of an earlier day hold and no address could: its page and its links still work."""

from __future__ import annotations

from urllib.parse import unquote

from django.urls import register_converter

from guohe.kernel.references import addressable
from guohe.kernel.storable import storable


class ReferenceConverter:
    """``<ref:name>``: an ordinary reference as it is; any other as the figures of its bytes, written twice over."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The reference. Raises ValueError, which is no page, for what no table holds."""
        ref = unquote(value)
        if not storable(ref):
            raise ValueError(value)
        return ref

    def to_url(self, value: object) -> str:
        """What stands in the address; Django writes its signs of percent once more."""
        ref = str(value)
        return ref if addressable(ref) else "".join(f"%{byte:02X}" for byte in ref.encode())


def teach() -> None:
    """Makes ``<ref:…>`` known to Django; called before the first address is made."""
    register_converter(ReferenceConverter, "ref")
