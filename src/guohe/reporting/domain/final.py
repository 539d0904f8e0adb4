"""A final report tells a project's years together, beside its yearly reports, and every year as its yearly report told it.

It takes the place of none of them. Where it tells a year of the very same lines and a figure still differs (another exchange
policy, other rates or another pack turned them back), it names the difference; where the lines differ, the yearly report is
corrected first, so that yearly reports in force add up to the final one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from guohe.kernel.findings import Finding, Level
from guohe.reporting.domain import freeze
from guohe.reporting.domain.freeze import Change
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.domain.told import SIDES, Kind, OneSide, Standing, Told, labels, shared


@dataclass(frozen=True, slots=True)
class Apart:
    """A figure that a yearly report in force and the final one tell differently: first what was told, then what is now.

    ``same_lines``: both tell that year of the very same lines, so that no correction would bring them together.
    """

    number: int
    change: Change
    same_lines: bool

    @property
    def finding(self) -> Finding:
        """REP-772 where it is enough to name it, REP-771 where the yearly report is to be corrected first."""
        change = self.change
        return Finding(
            "REP-772" if self.same_lines else "REP-771",
            Level.NOTE if self.same_lines else Level.STOP,
            values={
                "number": str(self.number),
                "side": change.side,
                "year": change.period.label,
                "code": change.code,
                # As everywhere, the funder's rows are named in the funder's words, and the host's by their account.
                "name": change.name.zh_hans if change.side == "funder" else change.code,
                "was": str(change.was),
                "now": str(change.now),
                "by": str(change.by),
                # The same for the database, which asks whether each difference is named (reporting_final).
                "told": f"{change.was.currency} {change.was.plain}",
                "tells": f"{change.now.currency} {change.now.plain}",
            },
            minor=abs(change.by.minor),
        )


def apart(final: Told, in_force: Sequence[Told]) -> tuple[Apart, ...]:
    """Every figure of a year that a yearly report in force told a side and this report tells differently, to the cent."""
    found = []
    for other in in_force:
        if other.kind is not Kind.YEARLY:
            continue
        for change in freeze.changes(other.report, final.report):
            side: OneSide = "funder" if change.side == "funder" else "host"
            if change.period in other.periods(side) and change.period in final.periods(side):
                found.append(Apart(other.number, change, _lines(other, change) == _lines(final, change)))
    return tuple(found)


def _lines(told: Told, change: Change) -> frozenset[tuple[int, int]]:
    """The lines of the year in which a figure differs, whatever row they stand in."""
    table = told.report.funder if change.side == "funder" else told.report.host
    return frozenset(
        key
        for row in table.rows
        for period, cell in zip(table.columns, row.cells, strict=True)
        if period == change.period
        for key in cell.lines
    )


def named(report: TwinReport) -> frozenset[tuple[str, ...]]:
    """The differences that a prepared final report names, each as it is frozen."""
    return frozenset(_key(finding) for finding in report.findings if finding.code == "REP-772")


def unnamed(differences: Sequence[Apart], report: TwinReport) -> tuple[Apart, ...]:
    """Differences of the very same lines that this report, prepared before, does not name."""
    known = named(report)
    return tuple(each for each in differences if each.same_lines and _key(each.finding) not in known)


def _key(finding: Finding) -> tuple[str, ...]:
    return tuple(finding.values[name] for name in ("number", "side", "year", "code", "told", "tells"))


def contains(side: str, years: str, earlier: str) -> bool:
    """Whether ``years`` hold every year of ``earlier`` that this side, or both, is told."""
    return all(labels(years, one) >= labels(earlier, one) for one in SIDES if side in (one, "both"))


def no_room(
    kind: Kind, side: str, years: str, in_force: Sequence[Standing], *, corrects: bool
) -> tuple[tuple[str, OneSide, str, int], ...]:
    """Why reports in force leave a report no room: a code, the side, the year if it is of one, and the number of the other.

    A yearly report: a year that another tells (REP-760) or, unless it corrects one, that a final report tells (REP-774). A
    final one: another final report of a side (REP-770), and a year that was told and that it leaves out (REP-773).
    ``in_force`` leaves out the report that it corrects.
    """
    yearly = [other for other in in_force if other.kind is Kind.YEARLY]
    finals = [other for other in in_force if other.kind is Kind.FINAL]
    if kind is Kind.YEARLY:
        after = () if corrects else shared(side, years, finals)
        return (
            *(("REP-760", *each) for each in shared(side, years, yearly)),
            *(("REP-774", *each) for each in after),
        )
    return (
        *(
            ("REP-770", one, "", other.number)
            for other in finals
            for one in SIDES
            if side in (one, "both") and other.side in (one, "both")
        ),
        *(("REP-773", *each) for each in left_out(side, years, yearly)),
    )


def neighbours(mine: Told, in_force: Sequence[Told], *, corrects: bool) -> tuple[Told, ...]:
    """The reports to which this one may leave no line untold: of a yearly correction, the yearly ones alone.

    Its final report is corrected after it, and asks for that itself.
    """
    if mine.kind is Kind.YEARLY and corrects:
        return tuple(other for other in in_force if other.kind is Kind.YEARLY)
    return tuple(in_force)


def left_out(side: str, years: str, yearly: Sequence[Standing]) -> tuple[tuple[OneSide, str, int], ...]:
    """Each year that a yearly report in force tells a side and a final report of ``side`` and ``years`` leaves out."""
    return tuple(
        (one, year, other.number)
        for one in SIDES
        if side in (one, "both")
        for other in yearly
        if other.side in (one, "both")
        for year in sorted(labels(other.years, one) - labels(years, one))
    )


def widened(side: str, years: str, in_force: Iterable[Standing]) -> str:
    """The years of a final report with every year that yearly reports in force have told its side since."""
    told = {one: set(labels(years, one)) for one in SIDES}
    yearly = [each for each in in_force if each.kind is Kind.YEARLY]
    for one, year, _ in left_out(side, years, yearly):
        told[one].add(year)
    return "-".join("+".join(sorted(told[one])) for one in SIDES)
