"""A calendar program's password is made of random bits, written in groups one can type, and kept as a digest alone."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from guohe.kernel.digest import digest_of
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.storable import storable

# 17 bytes give 28 letters; the first 26 hold 130 bits.
RANDOM_BYTES: Final = 17
_LETTERS, _GROUP = 26, 13
LONGEST_LABEL: Final = 60
# A person has a few devices.
MOST: Final = 10


@dataclass(frozen=True, slots=True)
class CalendarPassword:
    """One password by its label: when it was made and withdrawn, on how many days it was used and on which last."""

    number: int
    label: str
    made_at: datetime
    withdrawn_at: datetime | None
    last_used: date | None
    days: int


def written(random: bytes) -> str:
    """The password of RANDOM_BYTES random bytes: small letters and digits in two groups."""
    letters = base64.b32encode(random).decode().lower()[:_LETTERS]
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LETTERS, _GROUP))


def fingerprint(password: str) -> bytes:
    """What is kept and compared; case, dashes and spaces do not matter."""
    typed = "".join(sign for sign in password.lower() if sign not in "- ")
    return digest_of(["calendar password", typed])


def check_label(label: str, kept: int) -> tuple[Finding, ...]:
    """Every reason why no password is made; ``kept`` counts those that are not withdrawn."""
    faults = []
    if not label or len(label) > LONGEST_LABEL or not storable(label):
        values = {"seen": str(len(label)), "most": str(LONGEST_LABEL)}
        faults.append(Finding("ACC-632", Level.STOP, Place(pointer="id_label"), values))
    if kept >= MOST:
        faults.append(Finding("ACC-633", Level.STOP, Place(pointer="id_label"), {"most": str(MOST)}))
    return tuple(faults)
