"""The day from which a granted change holds is corrected by two people; what was recorded first stays beside it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import IntegrityError, transaction

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.changes import Change
from guohe.grants.domain.effect_corrections import check_approval, check_correction
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.domain.typed import day_of
from guohe.grants.models import ChangeEffect, EffectCorrection, EffectCorrectionApproval
from guohe.grants.operations.refusals import told_in_words
from guohe.grants.queries import find
from guohe.grants.queries.changes import change_of
from guohe.grants.queries.corrections import correction_of, corrections_of
from guohe.grants.queries.effect_pages import effect_of
from guohe.identity.operations.act_as import require, require_approver
from guohe.kernel.findings import Finding, Level, Refused

_ANOTHER_DAY: Final = "correction_of_the_day_in_force"
# Asked before the row is written, and by the database again once it holds the grant: only somebody else's step between breaks them.
_MEANWHILE: Final = {_ANOTHER_DAY, "correction_within_its_days", "effect_of_an_open_grant"}


@told_in_words
def prepare_correction(
    *, ref: str, number: int, since: str, reason: str, evidence: str, actor: int, now: datetime
) -> int:
    """Writes from which day the change holds instead, why and what shows it; returns the correction's number.

    Until another person approves it, the day stays as it is. Raises Refused with everything that stands against it at once
    (BUD-468, BUD-477, BUD-492 to BUD-495; BUD-498 when it changed meanwhile).
    """
    change, grant = change_of(ref, number), find.grant(ref)
    require(actor, "prepare", host_id=change.host_id, on=now.date(), grant=ref)
    effect, day = effect_of(grant, change), day_of(since.strip())
    faults = check_correction(
        change,
        effect,
        grant.effects,
        since=since,
        reason=reason,
        evidence=evidence,
        agreed_end=_agreed_end(grant),
    )
    if grant.closed_on or faults or effect is None or day is None:
        raise Refused(*_closed(grant), *faults)
    row = ChangeEffect.objects.get(grant__ref=ref, request__number=number)
    following = len(corrections_of(ref, number)) + 1
    try:
        with transaction.atomic():
            EffectCorrection.objects.create(
                host_id=row.host_id,
                grant_id=row.grant_id,
                effect=row,
                number=following,
                before=effect.since,
                since=day,
                reason=reason.strip(),
                evidence=evidence.strip(),
                prepared_by_id=actor,
                prepared_at=now,
            )
    except IntegrityError as fault:
        if _law(fault) in _MEANWHILE:
            raise _changed_meanwhile(change) from None
        if "effect_correction_once" not in str(fault):
            raise
        # Somebody else prepared one at the same moment: this one gets the next number.
        return prepare_correction(
            ref=ref, number=number, since=since, reason=reason, evidence=evidence, actor=actor, now=now
        )
    days = {"before": effect.since.isoformat(), "since": day.isoformat()}
    _told(row.host_id, "grants.effect_correction_prepared", ref, number, days, now)
    return following


@told_in_words
def approve_correction(*, ref: str, number: int, correction: int, actor: int, now: datetime) -> None:
    """From then on the change holds from the corrected day. Raises Refused: ACC-601 for whoever prepared it or
    wrote the request, BUD-499 for whoever leads by it, BUD-498 when it changed meanwhile.
    """
    change, grant = change_of(ref, number), find.grant(ref)
    prepared = correction_of(ref, number, correction)
    preparer = actor if actor in change.authors else prepared.prepared_by
    require_approver(actor, "change", preparer=preparer, host_id=change.host_id, on=now.date(), grant=ref)
    effect = effect_of(grant, change)
    faults = check_approval(
        change, prepared, effect, grant.effects, agreed_end=_agreed_end(grant), actor=actor
    )
    if grant.closed_on or faults:
        raise Refused(*_closed(grant), *faults)
    row = EffectCorrection.objects.get(grant__ref=ref, effect__request__number=number, number=correction)
    try:
        with transaction.atomic():
            EffectCorrectionApproval.objects.create(
                host_id=row.host_id,
                grant_id=row.grant_id,
                correction=row,
                approved_by_id=actor,
                approved_at=now,
            )
    except IntegrityError as fault:
        if _law(fault) in _MEANWHILE - {_ANOTHER_DAY}:
            raise _changed_meanwhile(change) from None
        if "unique" not in str(fault) and _law(fault) != _ANOTHER_DAY:
            raise
        # Somebody else approved one at the same moment: theirs stands.
        values = {"code": change.code, "number": str(correction), "since": prepared.since.isoformat()}
        raise Refused(Finding("BUD-496", Level.STOP, values=values)) from None
    days = {"before": prepared.before.isoformat(), "since": prepared.since.isoformat()}
    _told(row.host_id, "grants.effect_corrected", ref, number, days, now)


def _law(fault: IntegrityError) -> str:
    return getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None) or ""


def _changed_meanwhile(change: Change) -> Refused:
    return Refused(Finding("BUD-498", Level.STOP, values={"code": change.code}))


def _agreed_end(grant: GrantFacts) -> date:
    return grant.agreed.ends if grant.agreed is not None else grant.ends


def _closed(grant: GrantFacts) -> tuple[Finding, ...]:
    return (Finding("BUD-468", Level.STOP, values={"ref": grant.ref}),) if grant.closed_on else ()


def _told(host_id: int, action: str, ref: str, number: int, days: dict[str, str], now: datetime) -> None:
    record(host_id=host_id, action=action, subject=f"change:{ref}/C-{number}", details=days, now=now)
