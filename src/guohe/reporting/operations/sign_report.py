"""A report is signed by someone who did not prepare it, only if its bridge ties and it still tells what the books tell."""

from __future__ import annotations

from datetime import date, datetime

from guohe.audit.operations.record_fact import record
from guohe.identity.queries.capabilities import permission_to_approve
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.utc8 import day_there
from guohe.reporting.domain import final
from guohe.reporting.domain.copies import Copy, Opened, State, moved_lines
from guohe.reporting.domain.lines import NOTHING_TOLD, Basis, SpendLine
from guohe.reporting.domain.told import Kind, told_nowhere, told_twice
from guohe.reporting.models import Report
from guohe.reporting.operations.explained import explained
from guohe.reporting.operations.told_once import told_findings
from guohe.reporting.queries import copies, rates, twin


def sign_report(*, grant_ref: str, number: int, actor: int, on: date, now: datetime) -> Copy:
    """Puts a prepared report in force; a correction takes the place of the report it corrects.

    Raises Refused with every reason: the preparer (ACC-601), no right (ACC-603), not prepared (REP-715), a check that
    stops it (REP-703 to REP-705), the books moved (REP-712), other lines wait than it shows (REP-716), signed reports leave
    it no room (REP-760, REP-770, REP-773, REP-774), a final report is not its yearly ones together (REP-771, REP-775), a line
    would be told to a side twice or never (REP-723, REP-724, REP-761), or whoever signs noted a rate that it uses (REP-751).
    """
    report = copies.opened(grant_ref, number)
    copy = report.copy
    permission_to_approve(
        "report",
        account=actor,
        preparer=copy.prepared_by_id,
        host=copy.host_id,
        on=on,
        grant=grant_ref,
    ).or_refuse()
    if copy.state is not State.PREPARED:
        raise Refused(Finding("REP-715", Level.STOP, values={"number": str(number)}))
    reasons = reasons_against(report, on=on)
    noted = rates.noted_by(copy.host_id, actor, (used.rate for used in report.report.rates))
    reasons += tuple(
        Finding("REP-751", Level.STOP, values={"rate": each.rate, "when": each.label}) for each in noted
    )
    if reasons:
        raise Refused(*reasons)
    with explained(years=copy.years):
        row = Report.objects.select_for_update(no_key=True).get(grant_ref=grant_ref, number=number)
        row.state, row.approved_by_id, row.signed_at = State.SIGNED, actor, now
        row.save(update_fields=["state", "approved_by", "signed_at"])
        record(
            host_id=copy.host_id,
            action="reporting.report.signed",
            subject=f"report:{grant_ref}#{number}",
            details={"years": copy.years, "digest": copy.digest, "corrects": copy.corrects},
            now=now,
        )
    return copies.opened(grant_ref, number).copy


def reasons_against(prepared: Opened, *, on: date) -> tuple[Finding, ...]:
    """Every reason why this prepared report may not be signed today, whoever wants to."""
    report, copy = prepared.report, prepared.copy
    reasons = [finding for finding in report.findings if finding.level is Level.STOP]
    terms = report.terms
    base = twin.ground(terms.grant, on=on)
    # A policy holds for reports prepared from its approval on; this one is judged under its own. A rate that was noted
    # anew since moves its figures, unless it corrects a report that was sent with the earlier one.
    own = twin.under_terms(base, report, keep_rates=copy.corrects is not None)
    signed = copies.in_force(terms.grant, except_number=copy.corrects)
    if copy.kind is Kind.FINAL:
        own = twin.with_told_rates(own, signed)
    today = twin.of_years(
        own,
        copy.years,
        basis=terms.basis,
        pack=f"{terms.pack}@{terms.pack_version}",
        told_on=copies.told_days(own) if terms.basis is Basis.CORRECTED else NOTHING_TOLD,
    )
    moved = moved_lines(report, today)
    if moved:
        reasons.append(
            Finding(
                "REP-712",
                Level.STOP,
                values={"prepared": day_there(copy.prepared_at).isoformat(), "count": str(moved)},
            )
        )
    if set(report.waiting.lines) != set(today.waiting.lines):
        reasons.append(
            Finding(
                "REP-716",
                Level.STOP,
                values={"shown": str(len(report.waiting.lines)), "now": str(len(today.waiting.lines))},
            )
        )
    reasons += told_findings(terms.grant, copy.kind, copy.side, copy.years, corrects=copy.corrects)
    mine = prepared.told
    if copy.kind is Kind.FINAL:
        differences = final.apart(mine, signed)
        reasons += [each.finding for each in differences if not each.same_lines]
        reasons += [
            Finding("REP-775", Level.STOP, values={**each.finding.values})
            for each in final.unnamed(differences, report)
        ]
    beside = final.neighbours(mine, signed, corrects=copy.corrects is not None)
    reasons += [_line("REP-723", line, number) for line, number in told_twice(mine, signed)]
    reasons += [
        _line("REP-724" if each.left_here else "REP-761", each.line, each.number)
        for each in told_nowhere(mine, base.lines, beside)
    ]
    return tuple(reasons)


def _line(code: str, line: SpendLine, number: int) -> Finding:
    return Finding(
        code,
        Level.STOP,
        values={"source": line.source, "amount": str(line.amount), "number": str(number)},
        minor=abs(line.carried.minor),
    )
