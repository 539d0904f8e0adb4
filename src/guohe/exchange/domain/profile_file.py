"""A bank's profile is a short file that a person writes; everything wrong with it is said at once, by its key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from guohe.exchange.domain.banks import BankProfile
from guohe.exchange.domain.heads import words_file
from guohe.exchange.domain.marks import CREDIT_MEANS
from guohe.kernel.findings import Finding, Level, Place
from guohe.kernel.money import EXPONENTS
from guohe.kernel.names import Called
from guohe.kernel.storable import storable
from guohe.kernel.texts import called

_DATA: Final = Path(__file__).parent / "data" / "banks"
CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
# The longest name of ISO 20022 is 140 signs: a longer cut is none.
LONGEST_CUT: Final = 140
# A profile is a page at most; a head, a column; words and fields, a handful.
_LONGEST: Final = 8_000
_HEAD: Final = 60
_WHOLE: Final = "exchange.profile.whole"
_EMPTY: Final = "exchange.profile.empty_line"
# Where the parser of the standard library says that it stopped; it has no attribute for it before Python 3.14.
_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)$")
_MOST: Final = 20
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "counts": ("post", "value", "txn"),
        "order": ("", "day first", "month first"),
        "narrative.payer": ("", "first line", "last line"),
        "charges.stand": ("", "own line", "netted"),
        f"columns.{CREDIT_MEANS}": ("in", "out"),
    }
)
_TABLES: Final = {"columns", "narrative", "charges"}
_CHINESE: Final = ("name_zh_hant", "name_zh_hans")
_TOP: Final = {"version", "code", "name", *_CHINESE, "source", "counts", "cut", "order", "currency"}


@cache
def profiles() -> Mapping[str, BankProfile]:
    """The profiles that ship with the product, by code."""
    found = {}
    for path in sorted(_DATA.glob("*.toml")):
        profile, faults = read_profile(path.read_text(encoding="utf-8"))
        if profile is None or profile.code != path.stem:
            raise ValueError(f"{path.name}: {[dict(fault.values) for fault in faults]}")
        found[profile.code] = profile
    return MappingProxyType(found)


@cache
def text_of(code: str) -> str:
    """The file of a profile that ships, to begin another one with; empty of any other code."""
    path = _DATA / f"{code}.toml"
    return path.read_text(encoding="utf-8") if CODE.fullmatch(code) and path.is_file() else ""


def read_profile(text: str) -> tuple[BankProfile | None, tuple[Finding, ...]]:
    """The profile that a file says, or IMP-195 for each key that says none of what it may, IMP-204 for each that says nothing,
    IMP-205 where the file is no TOML."""
    reading = _Reading(text)
    return (None, tuple(reading.faults)) if reading.faults else (reading.profile(), ())


def _shown(seen: object) -> str | Called:
    """A value as far as a sentence has room for it."""
    try:
        return str(seen)[:_HEAD]
    except (ValueError, RecursionError):
        # A hexadecimal number may have more digits, a table more depth, than Python writes out.
        return called("exchange.profile.beyond")


class _Reading:
    def __init__(self, text: str) -> None:
        self.faults: list[Finding] = []
        self.table: dict[str, Any] = {}
        if len(text) > _LONGEST:
            self._fault(called(_WHOLE), f"{len(text):,}", "length", most=f"{_LONGEST:,}")
            return
        try:
            self.table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as fault:
            self._no_toml(text, str(fault))
            return
        except (ValueError, RecursionError):
            # A number of thousands of digits, brackets within brackets: what Python says of these helps nobody.
            self._fault(called(_WHOLE), called("exchange.profile.beyond"), "toml")
            return
        self._flat()
        self._check()

    def _fault(self, key: str, seen: object, wanted: str, **values: str) -> None:
        told: dict[str, str] = {"where": key, "wanted": called(f"exchange.profile.{wanted}", **values)}
        if seen in ("", []):
            self.faults.append(Finding("IMP-204", Level.STOP, Place(pointer=key), told))
            return
        told["seen"] = seen if isinstance(seen, Called) else _shown(seen)
        self.faults.append(Finding("IMP-195", Level.STOP, Place(pointer=key), told))

    def _no_toml(self, text: str, said: str) -> None:
        """IMP-205 with the place that the parser named, and the line that stands there; without a place, it is the end."""
        lines = text.rstrip().split("\n")
        at = _PLACE.search(said)
        line, column = (int(at[1]), int(at[2])) if at else (len(lines), len(lines[-1]) + 1)
        seen = lines[line - 1].strip() if line <= len(lines) else ""
        told = {"line": str(line), "column": str(column), "seen": _shown(seen) if seen else called(_EMPTY)}
        self.faults.append(Finding("IMP-205", Level.STOP, Place(row=line, pointer=f"{line}:{column}"), told))

    def _flat(self) -> None:
        """The three tables as keys with a dot; a key that no profile has is a fault."""
        for name in _TABLES & self.table.keys():
            inner = self.table.pop(name)
            if isinstance(inner, dict):
                self.table |= {f"{name}.{key}": value for key, value in inner.items()}
            else:
                self._fault(name, inner, "table")
        roles = {f"columns.{role}" for role in (*words_file()["statement"], CREDIT_MEANS)}
        known = _TOP | roles | _CHOICES.keys() | {"narrative.fields", "charges.words"}
        for key in sorted(self.table.keys() - known):
            self._fault(key, self.table.pop(key), "known")

    def _check(self) -> None:
        for key, choices in _CHOICES.items():
            if key in self.table and self.table[key] not in choices:
                shown = ", ".join(f'"{each}"' for each in choices)
                self._fault(key, self.table[key], "one_of", choices=shown)
        code = self.table.get("code", "")
        if not isinstance(code, str) or not CODE.fullmatch(code):
            self._fault("code", code, "code")
        for key in ("name", "source", *(key for key in _CHINESE if key in self.table)):
            if not self._is_head(self.table.get(key)):
                self._fault(key, self.table.get(key, ""), "text", most=str(_HEAD))
        for key in self.table.keys() & {f"columns.{role}" for role in words_file()["statement"]}:
            if not self._is_head(self.table[key]):
                self._fault(key, self.table[key], "text", most=str(_HEAD))
        for key in ("narrative.fields", "charges.words"):
            many = self.table.get(key, [])
            if not isinstance(many, list) or len(many) > _MOST or not all(map(self._is_head, many)):
                self._fault(key, many, "texts", most=str(_MOST))
        for key, least, most in (("cut", 0, LONGEST_CUT), ("version", 1, 1_000_000)):
            number = self.table.get(key, least)
            if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
                self._fault(key, number, "number", least=str(least), most=f"{most:,}")
        if self.table.get("currency", "") not in ("", *EXPONENTS):
            self._fault("currency", self.table["currency"], "currency")

    @staticmethod
    def _is_head(text: object) -> bool:
        return isinstance(text, str) and bool(text.strip()) and len(text) <= _HEAD and storable(text)

    def profile(self) -> BankProfile:
        """The profile of a table without a fault."""
        get = self.table.get
        return BankProfile(
            code=get("code", ""),
            name=get("name", ""),
            name_zh_hant=get("name_zh_hant", ""),
            name_zh_hans=get("name_zh_hans", ""),
            counts=get("counts", "post"),
            cut=get("cut", 0),
            order=get("order") or None,
            currency=get("currency", ""),
            columns=MappingProxyType(
                {
                    key.removeprefix("columns."): head
                    for key, head in self.table.items()
                    if key.startswith("columns.")
                }
            ),
            narrative=tuple(get("narrative.fields", ())),
            payer=get("narrative.payer", ""),
            charges=get("charges.stand", ""),
            charge_words=tuple(get("charges.words", ())),
            version=get("version", 1),
        )
