"""A signed report is corrected by another report with the next correction number; the first stays as it was sent."""

from __future__ import annotations

from datetime import date, datetime

from guohe.identity.queries.capabilities import permission_to
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reporting.domain.copies import Copy, State
from guohe.reporting.domain.lines import Basis
from guohe.reporting.models import Report
from guohe.reporting.operations.prepare_report import store
from guohe.reporting.queries import copies, twin


def issue_correction(*, grant_ref: str, number: int, actor: int, on: date, now: datetime) -> Copy:
    """Prepares the correction of a signed report, every reversal counted on the day of its mistake, or where it was told.

    It keeps the policy and the rates of the report it corrects.

    It is in force when another person signs it. Raises Refused: not signed (REP-715), corrected already (REP-718),
    nothing to correct (REP-714), no right to prepare (ACC-603).
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
    if not copies.changes_since(signed, base, told_on):
        raise Refused(Finding("REP-714", Level.STOP, values={"number": str(number)}))
    report = twin.of_years(
        base,
        copy.years,
        basis=Basis.CORRECTED,
        pack=f"{terms.pack}@{terms.pack_version}",
        told_on=told_on,
    )
    row = Report.objects.get(grant_ref=grant_ref, number=number)
    return store(host=copy.host_id, years=copy.years, side=copy.side, report=report, corrects=row, now=now)
