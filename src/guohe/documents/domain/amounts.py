"""An amount that a person copies from a paper is read only with its currency before it."""

from __future__ import annotations

import re
from typing import Final

from guohe.kernel.money import EXPONENTS, AmountNotReadable, Money

_TOLD: Final = re.compile(r"^([A-Za-z]{3})\s*(.+)$")


def amount_told(text: str) -> Money:
    """``HKD 62,000.00`` as an exact amount. Raises AmountNotReadable."""
    match = _TOLD.match(text.strip())
    if match is None or match[1].upper() not in EXPONENTS:
        raise AmountNotReadable(f'"{text}" has no currency before it')
    return Money.of(match[1].upper(), match[2])
