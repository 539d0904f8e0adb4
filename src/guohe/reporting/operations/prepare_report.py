"""A report is prepared from the books of the day and frozen at once; another person signs exactly those bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from guohe.audit.operations.record_fact import record
from guohe.identity.queries.capabilities import permission_to
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reporting.domain import final, freeze
from guohe.reporting.domain.copies import Copy, State
from guohe.reporting.domain.freeze import Imprint
from guohe.reporting.domain.lines import NOTHING_TOLD, Basis
from guohe.reporting.domain.periods import from_slug, years_called
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.domain.told import Kind, SideOf, Told
from guohe.reporting.models import Report
from guohe.reporting.operations.explained import explained
from guohe.reporting.operations.told_once import final_findings, told_findings
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
    kind: Kind = Kind.YEARLY,
) -> Copy:
    """Freezes the figures of the day as a report that waits for its signature.

    An earlier prepared one of the same kind, side and years is set aside; a final one over more years than the final one in
    force is its correction. Raises Refused: without the right to prepare (ACC-603), when these years are already signed
    (REP-713), for each year that leaves it no room (REP-760, REP-770, REP-773, REP-774), and where a final report tells a
    year of other lines than its yearly one (REP-771).
    """
    base = twin.ground(grant_ref, on=on)
    host = base.grant.host_id
    permission_to("prepare", account=actor, host=host, on=on, grant=grant_ref).or_refuse()
    years = from_slug(years, base.funder_year, base.host_year).slug
    told_on = copies.told_days(base) if basis is Basis.CORRECTED else NOTHING_TOLD
    in_force = copies.in_force(grant_ref) if kind is Kind.FINAL else ()
    base = twin.with_told_rates(base, in_force)
    report = twin.of_years(base, years, basis=basis, pack=pack, told_on=told_on)
    alike = Report.objects.filter(grant_ref=grant_ref, kind=kind, side=side, state=State.SIGNED)
    corrects = None
    for signed in alike.defer("frozen"):
        if signed.years == years:
            values = {"number": str(signed.number), "years": years_called(years)}
            raise Refused(Finding("REP-713", Level.STOP, values=values))
        if kind is Kind.FINAL and final.contains(side, years, signed.years):
            corrects = signed
    number = corrects.number if corrects else None
    if already := told_findings(grant_ref, kind, side, years, corrects=number):
        raise Refused(*already)
    if kind is Kind.FINAL:
        report = with_differences(report, side=side, years=years, in_force=in_force)
    return store(host=host, kind=kind, years=years, side=side, report=report, corrects=corrects, now=now)


def with_differences(report: TwinReport, *, side: str, years: str, in_force: Sequence[Told]) -> TwinReport:
    """A final report that names every figure it tells otherwise than a yearly one of the very same lines (REP-772).

    Raises Refused where the lines differ: that yearly report is corrected first (REP-771).
    """
    found = final_findings(Told(0, side, years, report, Kind.FINAL), in_force)
    stops = [finding for finding in found if finding.level is Level.STOP]
    if stops:
        raise Refused(*stops)
    return replace(report, terms=replace(report.terms, final=True), findings=(*report.findings, *found))


def store(
    *,
    host: int,
    kind: Kind,
    years: str,
    side: str,
    report: TwinReport,
    corrects: Report | None,
    now: datetime,
) -> Copy:
    """Writes a prepared report in place of the one that waited; its number, preparer and digest are the database's."""
    grant_ref = report.terms.grant
    with explained(years=years):
        actor, number = copies.next_number(host, grant_ref)
        frozen = freeze.canonical(
            report,
            Imprint(
                grant=grant_ref,
                number=number,
                kind=kind.value,
                side=side,
                years=years,
                correction=corrects.correction + 1 if corrects else 0,
                corrects=corrects.number if corrects else None,
                prepared_by=actor,
                prepared_at=now,
            ),
        )
        Report.objects.filter(
            grant_ref=grant_ref, kind=kind, side=side, years=years, state=State.PREPARED
        ).update(state=State.DRAFT)
        row = Report.objects.create(
            host_id=host,
            grant_ref=grant_ref,
            kind=kind,
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
                "kind": kind.value,
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
