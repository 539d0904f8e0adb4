"""A report is prepared from the books of the day and frozen at once; another person signs exactly those bytes."""

from __future__ import annotations

from datetime import date, datetime

from guohe.audit.operations.record_fact import record
from guohe.identity.queries.capabilities import permission_to
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.texts import called
from guohe.reporting.domain import freeze
from guohe.reporting.domain.copies import Copy, State
from guohe.reporting.domain.lines import NOTHING_TOLD, Basis
from guohe.reporting.domain.periods import from_slug, years_called
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.domain.told import SideOf
from guohe.reporting.models import Report
from guohe.reporting.operations.explained import explained
from guohe.reporting.queries import copies, twin


def prepare_report(
    *,
    grant_ref: str,
    years: str,
    actor: int,
    on: date,
    now: datetime,
    side: SideOf = "both",
    basis: Basis = Basis.BOOKED,
    pack: str | None = None,
) -> Copy:
    """Freezes the figures of the day as a report that waits for its signature.

    An earlier prepared one of the same side and years is set aside. Raises Refused: without the right to prepare
    (ACC-603), when these years are already signed (REP-713), and for each year that a signed report tells the side
    already, whatever it tells besides (REP-760).
    """
    base = twin.ground(grant_ref, on=on)
    host = base.grant.host_id
    permission_to("prepare", account=actor, host=host, on=on, grant=grant_ref).or_refuse()
    years = from_slug(years, base.funder_year, base.host_year).slug
    told_on = copies.told_days(base) if basis is Basis.CORRECTED else NOTHING_TOLD
    report = twin.of_years(base, years, basis=basis, pack=pack, told_on=told_on)
    signed = Report.objects.filter(grant_ref=grant_ref, side=side, years=years, state=State.SIGNED).first()
    if signed is not None:
        values = {"number": str(signed.number), "years": years_called(years)}
        raise Refused(Finding("REP-713", Level.STOP, values=values))
    if already := told_findings(grant_ref, side, years):
        raise Refused(*already)
    return store(host=host, years=years, side=side, report=report, corrects=None, now=now)


def told_findings(
    grant_ref: str, side: str, years: str, *, except_number: int | None = None
) -> tuple[Finding, ...]:
    """One finding (REP-760) for each year that a signed report tells a side already."""
    return tuple(
        Finding(
            "REP-760",
            Level.STOP,
            values={
                "year": year.replace("-", "/"),
                "side": called(f"reporting.side.{one}.told"),
                "number": str(number),
            },
        )
        for one, year, number in copies.told_already(grant_ref, side, years, except_number=except_number)
    )


def store(
    *, host: int, years: str, side: str, report: TwinReport, corrects: Report | None, now: datetime
) -> Copy:
    """Writes a prepared report in place of the one that waited; its number, preparer and digest are the database's."""
    frozen = freeze.canonical(report)
    grant_ref = report.terms.grant
    with explained(years=years):
        Report.objects.filter(grant_ref=grant_ref, side=side, years=years, state=State.PREPARED).update(
            state=State.DRAFT
        )
        row = Report.objects.create(
            host_id=host,
            grant_ref=grant_ref,
            side=side,
            years=years,
            corrects=corrects,
            frozen=frozen,
            digest=freeze.digest(frozen),
            prepared_at=now,
        )
        row.refresh_from_db(fields=["number", "correction"])
        record(
            host_id=host,
            action="reporting.report.prepared",
            subject=f"report:{grant_ref}#{row.number}",
            details={
                "years": years,
                "side": side,
                "total": str(report.funder.total),
                "difference": str(report.bridge.difference),
                "digest": freeze.digest(frozen).hex(),
                "corrects": corrects.number if corrects else None,
            },
            now=now,
        )
    return copies.opened(grant_ref, row.number).copy
