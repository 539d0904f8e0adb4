"""Each side counts in its own years; an address names both: ``2018-FY2018-19``, or several years joined by ``+``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.names import Called, Name
from guohe.kernel.periods import Period
from guohe.kernel.texts import LANGUAGES, say

_FUNDER: Final = re.compile(r"^(19|20)\d\d$")
_HOST: Final = re.compile(r"^FY((?:19|20)\d\d)[-/](\d\d)$", re.IGNORECASE)

YearOf = Callable[[date], Period]


@dataclass(frozen=True, slots=True)
class Years:
    """The years asked for on each side, in order."""

    funder: tuple[Period, ...]
    host: tuple[Period, ...]

    @property
    def slug(self) -> str:
        """The form in an address."""
        return f"{'+'.join(map(label, self.funder))}-{'+'.join(map(label, self.host))}"


def years_text(slug: str, lang: str) -> str:
    """The years of an address in words, both sides': 2018 on the Mainland side, FY2017/18 + FY2018/19 on the host's."""
    funder, _, host = slug.partition("-")
    sides = (" + ".join(_words(funder)), " + ".join(_words(host)).replace("-", "/"))
    return say("reporting.years", lang, funder=sides[0], host=sides[1]) if all(sides) else slug


def years_called(slug: str) -> Called:
    """The same as a value of a finding."""
    return Called(Name(*(years_text(slug, lang) for lang in LANGUAGES)))


def label(period: Period) -> str:
    """A year's label as an address carries it: FY2018-19 for FY2018/19."""
    return period.label.replace("/", "-")


def funder_years(text: str, year_of: YearOf) -> tuple[Period, ...]:
    """``2018``, ``2018+2019`` or ``2018,2019``. Raises Refused with REP-710."""
    words = _words(text)
    if not words or not all(_FUNDER.match(word) for word in words):
        raise Refused(Finding("REP-710", Level.STOP, values={"seen": text}))
    return _in_order(year_of(date(int(word), 12, 31)) for word in words)


def host_years(text: str, year_of: YearOf) -> tuple[Period, ...]:
    """``FY2018/19``, ``FY2018-19``, or several joined by + or a comma. Raises Refused with REP-711."""
    words = _words(text)
    matches = [_HOST.match(word) for word in words]
    years = []
    for match in matches:
        if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
            raise Refused(Finding("REP-711", Level.STOP, values={"seen": text}))
        years.append(year_of(date(int(match[1]), 12, 31)))
    if not years:
        raise Refused(Finding("REP-711", Level.STOP, values={"seen": text}))
    return _in_order(years)


def from_slug(slug: str, funder_year_of: YearOf, host_year_of: YearOf) -> Years:
    """Both sides' years from an address. Raises Refused with REP-710 or REP-711."""
    funder, _, host = slug.partition("-")
    return Years(funder_years(funder, funder_year_of), host_years(host, host_year_of))


def years_between(first: date, last: date, year_of: YearOf) -> tuple[Period, ...]:
    """Every year from that of ``first`` to that of ``last``."""
    years = [year_of(first)]
    while years[-1].ends <= last:
        years.append(year_of(years[-1].ends))
    return tuple(years)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[+, ]", text.strip()) if word]


def _in_order(periods: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(sorted(set(periods)))
