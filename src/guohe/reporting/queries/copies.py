"""Stored reports, and how a signed one compares with the books of today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import connection
from django.db.models import Q

from guohe.identity.queries.accounts import names_of
from guohe.identity.queries.sight import see_money
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.names import Name
from guohe.programmes.queries import packs
from guohe.reporting.domain import freeze, told
from guohe.reporting.domain.copies import Copy, Moved, Opened, State
from guohe.reporting.domain.freeze import Change
from guohe.reporting.domain.lines import NOTHING_TOLD, Basis
from guohe.reporting.domain.report import TwinReport
from guohe.reporting.domain.told import Kind, Standing, Told
from guohe.reporting.models import Report
from guohe.reporting.queries import twin


def of_grant(ref: str) -> tuple[Copy, ...]:
    """Every stored report of a grant, newest first."""
    return _facts(list(Report.objects.filter(grant_ref=ref).defer("frozen").order_by("-number")))


def numbers_of(ref: str) -> tuple[int, ...]:
    """The numbers of a grant's stored reports, newest first."""
    return tuple(Report.objects.filter(grant_ref=ref).order_by("-number").values_list("number", flat=True))


def next_number(host: int, ref: str) -> tuple[Name, int]:
    """Who acts, and the number that the report has which they prepare in this transaction: nobody else takes it meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('reporting_report ' || %s || ' ' || %s, 0))",
            [host, ref],
        )
        cursor.execute(
            "SELECT guohe_actor(), coalesce(max(number), 0) + 1 FROM reporting_report "
            "WHERE host_id = %s AND grant_ref = %s",
            [host, ref],
        )
        actor, number = cursor.fetchone()
    return names_of({actor})[actor], number


def opened(ref: str, number: int) -> Opened:
    """One stored report, exactly as it was frozen. Raises Refused: REP-717 for none, ACC-603 without view_money."""
    row = Report.objects.filter(grant_ref=ref, number=number).first()
    if row is None:
        raise Refused(Finding("REP-717", Level.STOP, values={"number": str(number), "grant": ref}))
    see_money(row.host_id, ref)
    frozen = bytes(row.frozen)
    return Opened(_facts([row])[0], frozen, _with_title(freeze.thaw(frozen)))


def _with_title(report: TwinReport) -> TwinReport:
    """The report with what readers call its pack; the frozen bytes name its code and version."""
    try:
        names = packs.pack(report.terms.pack, report.terms.pack_version).names
    except packs.PackUnknown:
        return report
    return replace(report, terms=replace(report.terms, pack_name=names))


def in_force(ref: str, *, except_number: int | None = None) -> tuple[Told, ...]:
    """The signed reports of a grant that no correction has replaced, with their figures."""
    rows = Report.objects.filter(grant_ref=ref, state=State.SIGNED).order_by("number")
    return tuple(
        Told(row.number, row.side, row.years, freeze.thaw(bytes(row.frozen)), Kind(row.kind))
        for row in rows
        if row.number != except_number
    )


def years_in_force(ref: str, *, except_number: int | None = None) -> tuple[Standing, ...]:
    """The reports in force without their figures."""
    rows = Report.objects.filter(grant_ref=ref, state=State.SIGNED).order_by("number")
    return tuple(
        Standing(number, Kind(kind), side, years)
        for number, kind, side, years in rows.values_list("number", "kind", "side", "years")
        if number != except_number
    )


def standing(stored: Sequence[Copy]) -> tuple[Standing, ...]:
    """Of a grant's copies, which the caller has, those in force, in the order of their numbers."""
    signed = sorted((copy for copy in stored if copy.state is State.SIGNED), key=lambda copy: copy.number)
    return tuple(Standing(copy.number, copy.kind, copy.side, copy.years) for copy in signed)


def told_days(base: twin.Ground) -> Mapping[int, date]:
    """The day on which each entry counts in the reports in force; not asked where no entry takes another back."""
    if all(line.reverses is None for line in base.lines):
        return NOTHING_TOLD
    return told.told_days(in_force(base.grant.ref))


def changes_since(
    copy: Opened, base: twin.Ground, told_on: Mapping[int, date] | None = None
) -> tuple[Change, ...]:
    """What the figures it told would be today, with every correction counted on the day of the mistake, or where it was told.

    Under the policy and the rates it was signed with: a newer rate or policy changes nothing that was sent. ``told_on`` are
    ``told_days``, if the caller has them.
    """
    return moved_since(copy, base, told_on).told


def moved_since(copy: Opened, base: twin.Ground, told_on: Mapping[int, date] | None = None) -> Moved:
    """The same, and beside it the figures that it shows for the bridge alone."""
    terms = copy.report.terms
    today = twin.of_years(
        twin.under_terms(base, copy.report, keep_rates=True),
        copy.copy.years,
        pack=f"{terms.pack}@{terms.pack_version}",
        basis=Basis.CORRECTED,
        told_on=told_days(base) if told_on is None else told_on,
    )
    mine = copy.told
    changes = freeze.changes(copy.report, today)
    of_told = (mine.periods("funder"), mine.periods("host"))
    besides = (mine.besides("funder"), mine.besides("host"))
    return Moved(
        tuple(change for change in changes if change.is_in(*of_told)),
        tuple(change for change in changes if change.is_in(*besides)),
    )


def effects(
    base: twin.Ground, stored: Sequence[Copy] | None = None
) -> tuple[tuple[Copy, tuple[Change, ...]], ...]:
    """Every signed report in force whose told figures today's books would change, with its changes, newest first.

    ``stored`` are the grant's copies, if the caller has them.
    """
    return tuple((copy, moved.told) for copy, moved in moved_reports(base, stored) if moved.told)


def moved_reports(base: twin.Ground, stored: Sequence[Copy] | None = None) -> tuple[tuple[Copy, Moved], ...]:
    """The same with the reports of which only a figure shown for the bridge would be another."""
    ref = base.grant.ref
    signed = [copy for copy in (of_grant(ref) if stored is None else stored) if copy.state is State.SIGNED]
    if not signed:
        return ()
    bytes_of = dict(Report.objects.filter(grant_ref=ref, state=State.SIGNED).values_list("number", "frozen"))
    opened_ = []
    for copy in signed:
        frozen = bytes(bytes_of[copy.number])
        opened_.append(Opened(copy, frozen, freeze.thaw(frozen)))
    days = told.told_days(each.told for each in opened_)
    found = ((each.copy, moved_since(each, base, days)) for each in opened_)
    return tuple((copy, moved) for copy, moved in found if moved)


def _facts(rows: list[Report]) -> tuple[Copy, ...]:
    people = {row.prepared_by_id for row in rows} | {row.approved_by_id for row in rows if row.approved_by_id}
    names = names_of(people)
    keys = {row.corrects_id for row in rows if row.corrects_id} | {row.pk for row in rows}
    numbers: dict[int, int] = {}
    corrected_by: dict[int, int] = {}
    for pk, number, corrects, state in Report.objects.filter(
        Q(pk__in=keys) | Q(corrects_id__in=keys)
    ).values_list("pk", "number", "corrects_id", "state"):
        numbers[pk] = number
        if corrects is not None and state in (State.SIGNED, State.SUPERSEDED):
            corrected_by[corrects] = number
    return tuple(
        Copy(
            host_id=row.host_id,
            grant=row.grant_ref,
            number=row.number,
            kind=Kind(row.kind),
            side=row.side,
            years=row.years,
            state=State(row.state),
            correction=row.correction,
            corrects=numbers.get(row.corrects_id) if row.corrects_id else None,
            corrected_by=corrected_by.get(row.pk),
            digest=bytes(row.digest).hex(),
            prepared_by_id=row.prepared_by_id,
            prepared_by=names[row.prepared_by_id],
            prepared_at=row.prepared_at,
            approved_by=names[row.approved_by_id] if row.approved_by_id else None,
            signed_at=row.signed_at,
        )
        for row in rows
    )
