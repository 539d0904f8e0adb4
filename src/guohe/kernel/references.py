"""A reference stands in the addresses of pages and in the names of files, so it has only signs that both keep as they are."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 60
_SIGNS: Final = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST - 1}}}")
_OTHER_SIGNS: Final = re.compile(r"[^A-Za-z0-9._-]+")
# What would lead to another page, or to another form of a page.
_TAKEN: Final = ("new",)
_FORMS: Final = (".json", ".csv", ".txt", ".xlsx", ".pdf")


def addressable(ref: str) -> bool:
    """Whether an address can hold the reference: 1 to 60 letters, digits, points, hyphens and underscores, a letter or digit first,
    and no word or ending that pages use themselves."""
    return _SIGNS.fullmatch(ref) is not None and ref not in _TAKEN and not ref.endswith(_FORMS)


def proposed(ref: str) -> str:
    """The reference with a hyphen for what no address holds (N_PolyU504/18: N_PolyU504-18); empty where that is none either."""
    written = _OTHER_SIGNS.sub("-", ref).strip("-._")[:LONGEST]
    return written if addressable(written) else ""
