"""What was granted holds from a day on, brought into force by somebody who wrote none of the request; nothing is overwritten."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from guohe.grants.domain.changes import Change, Kind, State
from guohe.grants.domain.effects import Told, check_effect, ends_asked
from guohe.grants.domain.facts import EquipmentFacts
from guohe.grants.domain.typed import day_of
from guohe.grants.models import ApprovedEquipment, ChangeEffect, ChangeRequest
from guohe.grants.operations.change_found import request_row
from guohe.grants.operations.move_change import write_step
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries import find
from guohe.grants.queries.changes import change_of
from guohe.identity.domain.people import Person
from guohe.identity.operations.act_as import require_approver
from guohe.identity.queries import holders_of
from guohe.kernel.findings import Finding, Level, Refused


@told_in_words
def take_effect(*, ref: str, number: int, told: Told, actor: int, now: datetime) -> None:
    """Writes the effect of a granted request and the step by which it is in force.

    Rights are not touched: who leads a grant and who may act for it are recorded apart. Raises Refused with everything that
    stands against it at once (BUD-461 to BUD-477), and ACC-601 for whoever wrote any of the request.
    """
    found, grant = change_of(ref, number), find.grant(ref)
    preparer = actor if actor in found.authors else found.prepared_by
    require_approver(actor, "change", preparer=preparer, host_id=found.host_id, on=now.date(), grant=ref)
    lines = [each for each in find.equipment(grant.host_id) if each.grant_ref == ref and each.until is None]
    closed = (Finding("BUD-468", Level.STOP, values={"ref": ref}),) if grant.closed_on else ()
    agreed_end = grant.agreed.ends if grant.agreed is not None else grant.ends
    against = check_effect(
        found,
        told,
        grant.effects,
        agreed_end=agreed_end,
        lines=[each.id for each in lines],
        leads=_leads(told.investigator, grant.host_id, now.date()),
        actor=actor,
    )
    since = day_of(told.since.strip())
    if closed or against or since is None:
        raise Refused(*closed, *against)
    with transaction.atomic():
        _write(request_row(ref, number), found, told, since, lines, actor=actor, now=now)
        decision = found.decision
        write_step(
            found,
            State.IN_FORCE,
            on=now.date(),
            evidence=decision.evidence if decision is not None else "",
            note="",
            since=since,
            actor=actor,
            now=now,
        )


def _leads(account: int | None, host_id: int, on: date) -> Person | None:
    """Who was chosen, if the account is open and holds a capability in the grant's host on the day."""
    people = [each.person for each in holders_of(host_id, on)] if account is not None else []
    return next((each for each in people if each.account == account and each.is_active), None)


def _write(
    row: ChangeRequest,
    found: Change,
    told: Told,
    since: date,
    lines: list[EquipmentFacts],
    *,
    actor: int,
    now: datetime,
) -> None:
    kind, partner = found.kind, told.partner
    equipment = _listed(row, found, told, lines) if kind is Kind.EQUIPMENT else None
    ChangeEffect.objects.create(
        host_id=row.host_id,
        grant_id=row.grant_id,
        request=row,
        kind=kind.value,
        since=since,
        ends=ends_asked(found) if kind is Kind.EXTENSION else None,
        investigator_id=told.investigator if kind is Kind.INVESTIGATOR else None,
        partner_en=partner.en if kind is Kind.PARTNER and partner is not None else "",
        partner_zh_hant=partner.zh_hant if kind is Kind.PARTNER and partner is not None else "",
        partner_zh_hans=partner.zh_hans if kind is Kind.PARTNER and partner is not None else "",
        replaces_id=told.replaces if kind is Kind.EQUIPMENT else None,
        equipment=equipment,
        recorded_by_id=actor,
        recorded_at=now,
    )


def _listed(row: ChangeRequest, found: Change, told: Told, lines: list[EquipmentFacts]) -> ApprovedEquipment:
    """The model that was granted as a line of its own; purpose and sharing are those of the line it stands in place of."""
    old = next((each for each in lines if each.id == told.replaces), None)
    decision = found.decision
    return ApprovedEquipment.objects.create(
        host_id=row.host_id,
        grant_id=row.grant_id,
        model=found.draft.asked["to"],
        description=told.description.strip() or (old.description if old is not None else ""),
        purpose=old.purpose if old is not None else "",
        sharing=old.sharing if old is not None else "",
        source=decision.evidence if decision is not None else "",
    )
