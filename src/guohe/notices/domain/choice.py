"""A digest goes to one address of the person who asked for it; what is wrong with a choice is told all at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.texts import LANGUAGES
from guohe.notices.domain.rhythm import Rhythm

# Plain ASCII, one @, a domain with a dot: what every mail server takes. Whether somebody reads it only a mail can show.
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
LONGEST_ADDRESS: Final = 254


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose last; nobody who never chose gets any mail."""

    rhythm: Rhythm = Rhythm.OFF
    even_empty: bool = False
    chosen_at: datetime | None = None


def check_choice(rhythm: str, address: str, lang: str | None = None) -> tuple[Finding, ...]:
    """Every reason why this choice is not written; ``address`` is the one that would hold afterwards.

    ``lang`` is None where the language of the account stays.
    """
    faults = []
    if rhythm not in [each.value for each in Rhythm]:
        faults.append(Finding("ACC-692", Level.STOP, Place(pointer="id_rhythm"), {"seen": rhythm}))
    if lang is not None and lang not in LANGUAGES:
        values = {"seen": lang, "words": ", ".join(LANGUAGES)}
        faults.append(Finding("ACC-695", Level.STOP, Place(pointer="id_language"), values))
    if not address and rhythm != Rhythm.OFF:
        faults.append(Finding("ACC-682", Level.STOP, Place(pointer="id_address")))
    if address and (len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address)):
        faults.append(Finding("ACC-683", Level.STOP, Place(pointer="id_address"), {"seen": address[:80]}))
    return tuple(faults)
