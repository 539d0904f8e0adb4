"""A noted rate counts when another person, who looked at its source as well, confirms it; nobody confirms their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from guohe.audit.operations.record_fact import record
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require_approver
from guohe.kernel.findings import Finding, Level, Refused
from guohe.reporting.models import Rate
from guohe.reporting.operations.explained import explained
from guohe.reporting.queries import rates


def confirm_rates(*, grant_ref: str, numbers: Sequence[int], actor: int, now: datetime) -> int:
    """Confirms these notes, all of them or none, and returns how many.

    Raises Refused with everything that stands against it: none named (MON-493), one that does not wait (MON-492), one's
    own (ACC-601), no right to approve for the host, or for the grant whose budget rate it is (ACC-603).
    """
    grant = find.grant(grant_ref)
    waiting = {each.number: each for each in rates.waiting(grant.host_id, grant_ref)}
    against: list[Finding] = [] if numbers else [Finding("MON-493", Level.STOP)]
    for number in dict.fromkeys(numbers):
        if number not in waiting:
            against.append(Finding("MON-492", Level.STOP, values={"number": str(number), "grant": grant_ref}))
            continue
        note = waiting[number]
        try:
            require_approver(
                actor,
                "rate",
                preparer=note.noter,
                host_id=grant.host_id,
                on=now.date(),
                grant=note.grant or None,
            )
        except Refused as refusal:
            against += [each for each in refusal.findings if each not in against]
    if against:
        raise Refused(*against)
    chosen = [waiting[number] for number in dict.fromkeys(numbers)]
    with explained(years=""):
        for note in chosen:
            Rate.objects.filter(pk=note.number).update(confirmed_by_id=actor, confirmed_at=now)
        record(
            host_id=grant.host_id,
            action="reporting.rates_confirmed",
            subject=f"rate:{grant.currency}",
            details={
                "count": len(chosen),
                "rates": ", ".join(
                    f"{each.label} {each.rate} {each.quote} / 1 {each.base}" for each in chosen
                ),
                "budget_of": next((each.grant for each in chosen if each.grant), None),
            },
            now=now,
        )
    return len(chosen)
