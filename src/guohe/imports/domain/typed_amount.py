"""An amount that a person typed is read exactly or refused in words."""

from __future__ import annotations

from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import AmountNotReadable, Money


def typed_amount(currency: str, text: str, pointer: str) -> Money:
    """The amount in its currency. Raises Refused (IMP-525) at the option or field that ``pointer`` names."""
    try:
        return Money.of(currency, text)
    except AmountNotReadable:
        raise Refused(Finding("IMP-525", Level.STOP, Place(pointer=pointer), {"seen": text[:40]})) from None
