"""Facts are typed, and their machine form gives back exactly the same facts, years later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from guohe.kernel.money import EXPONENTS, AmountNotReadable, Money

_MONEY: Final = re.compile(rf"^({'|'.join(EXPONENTS)}) (-?[0-9][0-9,]*(?:\.[0-9]+)?)$")


@dataclass(frozen=True, slots=True)
class Holding:
    """One application or running project in which a person has a role, wherever employed and on whichever side.

    ``ends`` is its last day; ``months`` its length; ``direct`` its direct cost. ``exercise`` is the round of a call.
    """

    person: str
    type: str
    role: str
    standing: str
    stage: str = ""
    ends: date | None = None
    months: int | None = None
    direct: Money | None = None
    exercise: str = ""
    side: str = ""
    employer: str = ""


_FIELDS: Final = tuple(each.name for each in fields(Holding))

Fact = Money | int | bool | str | date | tuple[Holding, ...]
Facts = Mapping[str, Fact]


# How people write a currency beside an amount, and what it is; a book's facts have the code and a space before the figure.
_WRITTEN: Final = {
    "CNY": ("RMB", "¥", "￥", "元", "人民币", "人民幣", "万元", "萬元"),
    "HKD": ("HK$", "HKD$", "港元", "港币", "港幣"),
    "MOP": ("MOP$", "澳门元", "澳門元"),
    "USD": ("US$", "美元"),
    "EUR": ("€", "欧元", "歐元"),
}
_SIGNS: Final[Mapping[str, str]] = {
    sign: code for code in EXPONENTS for sign in (code, *_WRITTEN.get(code, ()))
}
_TEN_THOUSANDS: Final = ("万元", "萬元")
_SIGN: Final = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_FIGURE: Final = r"(-?[0-9][0-9,，]*(?:\.[0-9]+)?)"
_LIKE_MONEY: Final = re.compile(rf"(?:({_SIGN})\s*{_FIGURE}|{_FIGURE}\s*({_SIGN}))", re.IGNORECASE)


class FactNotReadable(ValueError):
    """A written fact is of no known form."""


def read_fact(written: object) -> Fact:
    """A fact as a data file writes it: "CNY 1234.00", a number, a day, true, a text, or a list of holdings."""
    if isinstance(written, list):
        return tuple(_read_holding(each) for each in written)
    if isinstance(written, bool | int | date) and not isinstance(written, float):
        return written
    if isinstance(written, str):
        seen = _MONEY.match(written)
        try:
            return Money.of(seen[1], seen[2]) if seen else written
        except AmountNotReadable as fault:
            raise FactNotReadable(str(fault)) from None
    raise FactNotReadable(repr(written))


def amount_meant(text: str) -> str | None:
    """The amount that a text means which ``read_fact`` would take for words: ``CNY 15000.00`` of 万元 1.5; None of other texts."""
    seen = _LIKE_MONEY.fullmatch(text.strip())
    if seen is None or _MONEY.match(text):
        return None
    sign = (seen[1] or seen[4]).upper()
    try:
        amount = Money.of(_SIGNS[sign], (seen[2] or seen[3]).replace("，", ","))
    except AmountNotReadable:
        return f"{_SIGNS[sign]} 1234.00"
    minor = amount.minor * 10_000 if sign in _TEN_THOUSANDS else amount.minor
    return f"{amount.currency} {Money(amount.currency, minor).plain}"


def _read_holding(written: object) -> Holding:
    if not isinstance(written, dict):
        raise FactNotReadable(repr(written))
    read = {key: read_fact(value) for key, value in written.items()}
    try:
        return Holding(**read)  # type: ignore[arg-type]
    except TypeError as fault:
        raise FactNotReadable(str(fault).removeprefix("Holding.__init__() ")) from None


def plain_fact(fact: Fact | None) -> Any:
    """What JSON has for a fact: kinds that JSON has not are named."""
    if type(fact) is Money:
        return {"money": [fact.currency, fact.plain]}
    if isinstance(fact, date):
        return {"date": fact.isoformat()}
    if isinstance(fact, tuple):
        return {"holdings": [_plain_holding(each) for each in fact]}
    return fact


def _plain_holding(holding: Holding) -> dict[str, Any]:
    return {
        name: plain_fact(value)
        for name in _FIELDS
        if (value := getattr(holding, name)) is not None and value != ""
    } | {"person": holding.person, "type": holding.type, "role": holding.role, "standing": holding.standing}


def fact_of(plain: Any) -> Fact:
    """The fact of a machine form. Raises FactNotReadable."""
    if isinstance(plain, bool | int | str):
        return plain
    match plain:
        case {"money": [str(currency), str(amount)]}:
            return Money.of(currency, amount)
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"holdings": [*inner]}:
            return tuple(
                Holding(**{key: fact_of(value) for key, value in each.items()})  # type: ignore[arg-type]
                for each in inner
            )
    raise FactNotReadable(repr(plain))
