"""The switches of a grant's rulebooks; the database shows only those of grants that the actor sees."""

from __future__ import annotations

from guohe.grants.domain.rule_switch import Switch
from guohe.grants.models import RuleSwitch
from guohe.grants.queries.find import person_name
from guohe.kernel.findings import Finding, Level, Refused


def switches_of(ref: str) -> tuple[Switch, ...]:
    """Every switch that was prepared for a grant, oldest first."""
    rows = RuleSwitch.objects.filter(grant__ref=ref).select_related("prepared_by", "approval__approved_by")
    found = []
    for row in rows.order_by("number"):
        approval = getattr(row, "approval", None)
        found.append(
            Switch(
                number=row.number,
                host_id=row.host_id,
                book=row.book,
                before=row.from_version,
                after=row.to_version,
                starts=row.in_force_from,
                clause=row.clause,
                digest=row.digest,
                prepared_by=row.prepared_by_id,
                preparer=person_name(row.prepared_by),
                prepared_at=row.prepared_at,
                approver=person_name(approval.approved_by) if approval is not None else None,
                approved_at=approval.approved_at if approval is not None else None,
            )
        )
    return tuple(found)


def switch_of(ref: str, number: int) -> Switch:
    """One switch. Raises Refused (RUL-858)."""
    for each in switches_of(ref):
        if each.number == number:
            return each
    raise Refused(Finding("RUL-858", Level.STOP, values={"code": f"S-{number}", "ref": ref}))
