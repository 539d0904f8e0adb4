"""A share of some months is written by whoever may prepare for the grant; above 100 % it is written and waits for a person."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from guohe.audit.operations.record_fact import record
from guohe.grants.operations.change_found import grant_row
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require
from guohe.kernel.findings import Finding, Refused
from guohe.people.domain.shares import above
from guohe.people.domain.told import plan_of, stop
from guohe.people.models import Person, Share
from guohe.people.operations.written_once import written_once
from guohe.people.queries.found import months_in_view, people_by_id


def plan_share(
    *, ref: str, person: int, first: str, last: str, share: str, note: str, actor: int, now: datetime
) -> tuple[Finding, ...]:
    """Writes the share (a percentage) of each month from ``first`` to ``last`` (2019-01) and returns what then waits (BUD-451).

    A share written before is followed by the new one and stays. ``person`` is the number within the host. Raises
    GrantNotFound, and Refused with every fault at once, PPL-101 for a person who is not there, BUD-468 for a closed grant. Needs ``prepare`` and
    ``view_people`` for the grant.
    """
    grant = grant_row(ref)
    require(actor, "prepare", host_id=grant.host_id, on=now.date(), grant=ref)
    require(actor, "view_people", host_id=grant.host_id, on=now.date(), grant=ref)
    facts = find.grant(ref)
    plan, faults = plan_of(first=first, last=last, share=share, starts=grant.starts, ends=facts.ends, ref=ref)
    if facts.closed_on is not None:
        faults = (stop("BUD-468", "first", ref=ref), *faults)
    row = Person.objects.filter(host_id=grant.host_id, number=person).first()
    if row is None:
        faults = (stop("PPL-101", "person", code=f"P-{person}"), *faults)
    if faults or plan is None or row is None:
        raise Refused(*faults)
    with written_once():
        known = Share.objects.filter(person=row, grant_id=grant.pk, month__in=plan.months)
        numbers = dict(known.values_list("month").annotate(Max("number")))
        Share.objects.bulk_create(
            Share(
                host_id=grant.host_id,
                person=row,
                grant_id=grant.pk,
                month=month,
                number=numbers.get(month, 0) + 1,
                basis_points=plan.points,
                note=note.strip(),
                recorded_by_id=actor,
                recorded_at=now,
            )
            for month in plan.months
        )
        record(
            host_id=grant.host_id,
            action="people.share_planned",
            subject=f"person:P-{row.number}",
            details={"grant": ref, "months": len(plan.months)},
            now=now,
        )
    planned = set(plan.months)
    months = [each for each in months_in_view(ref) if each.person == row.pk and each.month in planned]
    return above(months, people=people_by_id(frozenset((row.pk,))), here=ref)
