"""Why a report may not tell what it would tell: a year told already, or a final report that is not the yearly ones together."""

from __future__ import annotations

from collections.abc import Sequence

from guohe.kernel.findings import Finding, Level
from guohe.kernel.texts import called
from guohe.reporting.domain import final
from guohe.reporting.domain.told import Kind, Told
from guohe.reporting.queries import copies


def told_findings(
    grant_ref: str, kind: Kind, side: str, years: str, *, corrects: int | None = None
) -> tuple[Finding, ...]:
    """One finding for each reason why reports in force leave it no room (REP-760, REP-770, REP-773, REP-774)."""
    in_force = copies.years_in_force(grant_ref, except_number=corrects)
    return tuple(
        Finding(
            code,
            Level.STOP,
            values={
                "year": year.replace("-", "/"),
                "side": called(f"reporting.side.{one}.told"),
                "number": str(number),
            },
        )
        for code, one, year, number in final.no_room(
            kind, side, years, in_force, corrects=corrects is not None
        )
    )


def final_findings(mine: Told, in_force: Sequence[Told]) -> tuple[Finding, ...]:
    """What a final report tells otherwise than yearly reports in force: to be corrected first, or to be named (see ``final``)."""
    return tuple(each.finding for each in final.apart(mine, in_force))
