"""Requests for changes with all their drafts and steps; the database shows only those of grants that the actor sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from guohe.grants.domain.changes import Change, Draft, Kind, State, Step
from guohe.grants.models import ChangeDraft, ChangeRequest, ChangeStep
from guohe.grants.queries import budgets, find
from guohe.kernel.findings import Finding, Level, Refused


def changes_of(ref: str) -> tuple[Change, ...]:
    """Every request of a grant, in the order in which they were prepared."""
    return changes_of_all([ref])


def changes_of_all(refs: Sequence[str]) -> tuple[Change, ...]:
    """Every request of many grants, by grant and number, in as many questions as of one."""
    drafts: dict[int, list[Draft]] = defaultdict(list)
    steps: dict[int, list[Step]] = defaultdict(list)
    for row in ChangeDraft.objects.filter(grant__ref__in=refs).order_by("number"):
        drafts[row.request_id].append(
            Draft(
                number=row.number,
                version=row.version,
                before=row.before,
                asked=row.asked,
                reason=row.reason,
                written_by=row.written_by_id,
                written_at=row.written_at,
            )
        )
    acts = ChangeStep.objects.filter(grant__ref__in=refs)
    for act in acts.select_related("recorded_by").order_by("number"):
        steps[act.request_id].append(
            Step(
                state=State(act.state),
                on=act.happened_on,
                evidence=act.evidence,
                note=act.note,
                by=act.recorded_by_id,
                who=find.person_name(act.recorded_by),
                at=act.recorded_at,
                version=act.version,
                route=act.route,
            )
        )
    requests = ChangeRequest.objects.filter(grant__ref__in=refs)
    rows = requests.select_related("grant", "prepared_by").order_by("grant__ref", "number")
    return tuple(
        Change(
            ref=row.grant.ref,
            host_id=row.host_id,
            number=row.number,
            kind=Kind(row.kind),
            prepared_by=row.prepared_by_id,
            preparer=find.person_name(row.prepared_by),
            prepared_at=row.prepared_at,
            drafts=tuple(drafts[row.pk]),
            steps=tuple(steps[row.pk]),
        )
        for row in rows
    )


def change_of(ref: str, number: int) -> Change:
    """One request. Raises Refused (BUD-314)."""
    for each in changes_of(ref):
        if each.number == number:
            return each
    raise Refused(Finding("BUD-314", Level.STOP, values={"code": f"C-{number}", "ref": ref}))


def before_of(ref: str, kind: Kind) -> tuple[int | None, Mapping[str, str]]:
    """The budget version that a change starts from, and what is approved now in the words of its form."""
    grant = find.grant(ref)
    version = next(reversed(budgets.versions(ref)), None)
    if kind is Kind.BUDGET:
        limits = version.limits if version is not None else {}
        lines = {code: amount.plain for code, amount in limits.items()}
        return (version.number if version is not None else None), lines
    if kind is Kind.EXTENSION:
        return None, {"to": (grant.ends - timedelta(days=1)).isoformat()}
    if kind is Kind.PARTNER:
        return None, {"to": grant.partner.en}
    if kind is Kind.INVESTIGATOR:
        return None, {"to": grant.investigator.en}
    models = [
        each.model for each in find.equipment(grant.host_id) if each.grant_ref == ref and each.until is None
    ]
    return None, {"to": ", ".join(models)}
