"""Years from which a report is chosen: those that no signed report has told come first, and of the others it is said which has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from guohe.kernel.periods import Period
from guohe.reporting.domain.periods import Years, label
from guohe.reporting.domain.told import OneSide, Standing, labels


@dataclass(frozen=True, slots=True)
class OfferedYear:
    """A year of one side, and the number of the report in force that tells it to that side."""

    period: Period
    told_by: int | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """The years of both sides, untold ones first, each group in order."""

    funder: tuple[OfferedYear, ...]
    host: tuple[OfferedYear, ...]


def offered(years: Years, in_force: Sequence[Standing]) -> Offered:
    """Every year with the report that tells it; of several (a yearly and a final one) the first."""
    return Offered(_of(years.funder, "funder", in_force), _of(years.host, "host", in_force))


def suggested(usual: Years, years: Years, in_force: Sequence[Standing]) -> Years:
    """The years that the next report most likely tells: of each side those a person usually wants that are untold.

    Where all of those are told, the first untold year of that side; where no year is left, the usual ones.
    """
    return Years(
        _next(usual.funder, _of(years.funder, "funder", in_force)),
        _next(usual.host, _of(years.host, "host", in_force)),
    )


def _of(periods: Sequence[Period], side: OneSide, in_force: Sequence[Standing]) -> tuple[OfferedYear, ...]:
    told: dict[str, int] = {}
    for report in in_force:
        if report.side in (side, "both"):
            for year in labels(report.years, side):
                told.setdefault(year, report.number)
    found = [OfferedYear(period, told.get(label(period))) for period in periods]
    return tuple(sorted(found, key=lambda each: (each.told_by is not None, each.period)))


def _next(usual: tuple[Period, ...], every: tuple[OfferedYear, ...]) -> tuple[Period, ...]:
    untold = [each.period for each in every if each.told_by is None]
    told = {each.period for each in every if each.told_by is not None}
    wanted = tuple(period for period in usual if period not in told)
    return wanted or tuple(untold[:1]) or usual
