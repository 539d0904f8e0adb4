"""A signed report is corrected by another report with the next correction number; the first stays as it was sent."""

from __future__ import annotations

from datetime import date, datetime

from guohe.identity.queries.capabilities import permission_to
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reporting.domain import final
from guohe.reporting.domain.copies import Copy, State
from guohe.reporting.domain.lines import Basis
from guohe.reporting.domain.told import Kind
from guohe.reporting.models import Report
from guohe.reporting.operations.prepare_report import store, with_differences
from guohe.reporting.queries import copies, twin


def issue_correction(*, grant_ref: str, number: int, actor: int, on: date, now: datetime) -> Copy:
    """Prepares the correction of a signed report, every reversal counted on the day of its mistake, or where it was told.

    It keeps the policy and the rates of the report it corrects; that of a final report takes in the years told since.

    It is in force when another person signs it. Raises Refused: not signed (REP-715), corrected already (REP-718),
    nothing to correct (REP-714), a yearly report that is to be corrected before a final one (REP-771), no right to
    prepare (ACC-603).
    """
    signed = copies.opened(grant_ref, number)
    copy, terms = signed.copy, signed.report.terms
    permission_to("prepare", account=actor, host=copy.host_id, on=on, grant=grant_ref).or_refuse()
    if copy.state is State.SUPERSEDED:
        raise Refused(
            Finding("REP-718", Level.STOP, values={"number": str(number), "by": str(copy.corrected_by)})
        )
    if copy.state is not State.SIGNED:
        raise Refused(Finding("REP-722", Level.STOP, values={"number": str(number)}))
    base = twin.under_terms(twin.ground(grant_ref, on=on), signed.report, keep_rates=True)
    told_on = copies.told_days(base)
    # A figure shown for the bridge alone asks for no correction, but whoever gave the paper away may issue one.
    if not copies.moved_since(signed, base, told_on):
        raise Refused(Finding("REP-714", Level.STOP, values={"number": str(number)}))
    years = copy.years
    others = copies.in_force(grant_ref, except_number=number) if copy.kind is Kind.FINAL else ()
    if copy.kind is Kind.FINAL:
        years = final.widened(copy.side, years, copies.years_in_force(grant_ref))
        base = twin.with_told_rates(base, others)
    report = twin.of_years(
        base,
        years,
        basis=Basis.CORRECTED,
        pack=f"{terms.pack}@{terms.pack_version}",
        told_on=told_on,
    )
    if copy.kind is Kind.FINAL:
        report = with_differences(report, side=copy.side, years=years, in_force=others)
    row = Report.objects.get(grant_ref=grant_ref, number=number)
    return store(
        host=copy.host_id,
        kind=copy.kind,
        years=years,
        side=copy.side,
        report=report,
        corrects=row,
        now=now,
    )
