"""A figure of a rule never stands without its unit, and a book states its money in one unit: 元 and 万元 do not mix.

Percentages are kept as basis points (12.5 % is 1250), amounts in minor units, everything else as whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from guohe.kernel.money import EXPONENTS, Money
from guohe.rules.domain.facts import Fact, FactNotReadable, read_fact
from guohe.rules.domain.faults import Faults
from guohe.rules.domain.reader import Reader
from guohe.rules.domain.values import Sure

TEN_THOUSAND: Final = "万元"
_TIMES: Final = 10_000
MONEY_UNITS: Final = (*EXPONENTS, TEN_THOUSAND)
COUNTED: Final = ("count", "years", "months", "days", "working_days")
PERCENT: Final = "percent"
_FIGURE: Final = re.compile(r"^[0-9]+(?:\.[0-9]{1,2})?$")


class Parameters:
    """The parameters of one rule, read by its kind; ``shown`` is what an explanation prints, ``reads`` the facts named."""

    def __init__(self, reader: Reader, money: tuple[str, ...], people: Mapping[str, object]) -> None:
        self.reader = reader
        self.shown: dict[str, Any] = {}
        self.reads: list[str] = []
        # A kind may leave here the short question that a batch asks before its check.
        self.surely: Sure | None = None
        self._money = money
        self._people = people

    @property
    def faults(self) -> Faults:
        """Where faults are gathered."""
        return self.reader.faults

    def fact(self, key: str, *, needed: bool = True) -> str:
        """The name of a fact that the rule reads."""
        name = self.reader.text(key, needed=needed)
        if name:
            self.shown[key] = name
            self.reads.append(name)
        return name

    def facts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        """Names of facts that the rule reads."""
        names = self.reader.texts(key, needed=needed)
        if names:
            self.shown[key] = list(names)
            self.reads.extend(names)
        return names

    def words(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of plain words."""
        found = self.reader.texts(key, needed=needed)
        if found:
            self.shown[key] = list(found)
        return found

    def choice(self, key: str, among: tuple[str, ...], default: str | None = None) -> str:
        """One of a few words."""
        self.shown[key] = chosen = self.reader.choice(key, among, default)
        return chosen

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        self.shown[key] = value = self.reader.truth(key, default)
        return value

    def person(self, reader: Reader, key: str) -> str:
        """The key of someone whom the book knows."""
        who = reader.text(key)
        if who and who not in self._people:
            reader.wrong(key, " / ".join(self._people) or "[people]")
        return who

    def figure(
        self, key: str, units: tuple[str, ...], reader: Reader | None = None, *, needed: bool = True
    ) -> Any:
        """Money, or a whole number in one of ``units``; None when absent or at fault. A rule's own field is shown."""
        of = reader or self.reader
        if of.raw(key, needed=needed) is None:
            return None
        written = of.raw(key)
        if isinstance(written, str | int) and not isinstance(written, bool):
            among = [each for each in units if each not in MONEY_UNITS or each in self._money]
            self.faults.add("RUL-877", f"{of.place}, {key}", seen=str(written), expected=" / ".join(among))
            return None
        inner = of.table(key)
        value, unit = str(inner.raw("value")), inner.text("unit")
        inner.finish()
        if reader is None:
            self.shown[key] = f"{value} {unit}"
        if not unit:
            return None
        place = inner.place
        if unit not in units:
            self.faults.add("RUL-811", place, seen=f"{value} {unit}", expected=" / ".join(units))
            return None
        if not _FIGURE.match(value):
            meant = re.sub(r"[\s,%％]", "", value)
            expected = meant if _FIGURE.match(meant) else "1250000.00 / 24"
            inner.faults.add("RUL-805", place, seen=value, expected=expected)
            return None
        if unit in MONEY_UNITS:
            return self._amount(value, unit, place)
        if unit == PERCENT:
            return int(Money.of("CNY", value).minor)
        if not value.isdecimal():
            inner.faults.add("RUL-805", place, seen=value, expected="24")
            return None
        return int(value)

    def _amount(self, value: str, unit: str, place: str) -> Money | None:
        in_yuan = Money.of("CNY" if unit == TEN_THOUSAND else unit, value)
        if unit in self._money:
            return Money("CNY", in_yuan.minor * _TIMES) if unit == TEN_THOUSAND else in_yuan
        if unit == TEN_THOUSAND and "CNY" in self._money:
            repair = f"{Money('CNY', in_yuan.minor * _TIMES).plain} CNY"
        elif unit == "CNY" and TEN_THOUSAND in self._money:
            repair = f"{Money('CNY', in_yuan.minor // _TIMES).plain} {TEN_THOUSAND}"
        else:
            self.faults.add("RUL-811", place, seen=f"{value} {unit}", expected=", ".join(self._money))
            return None
        money = ", ".join(self._money)
        self.faults.add("RUL-812", place, seen=f"{value} {unit}", money=money, repair=repair)
        return None

    def rows(self, key: str, *, needed: bool = True) -> tuple[Reader, ...]:
        """The rows of a table inside the rule; each is finished by who reads it."""
        rows = self.reader.tables(key)
        if needed and not rows:
            self.faults.add("RUL-804", self.reader.place, field=key)
        if rows:
            self.shown[key] = [_shown(row.fields) for row in rows]
        return rows

    def value(self, key: str, reader: Reader) -> Fact | None:
        """A fact's value inside a row."""
        written = reader.raw(key)
        if written is None:
            return None
        try:
            return read_fact(written)
        except FactNotReadable:
            reader.wrong(key, '"…" / 24 / "CNY 100.00" / 2019-01-31')
            return None


def _shown(written: Any) -> Any:
    if isinstance(written, Mapping):
        if set(written) == {"value", "unit"}:
            return f"{written['value']} {written['unit']}"
        return {key: _shown(value) for key, value in written.items()}
    if isinstance(written, list):
        return [_shown(each) for each in written]
    return written if isinstance(written, bool | int | str) else str(written)
