"""Corrections of the day from which a change holds: what was prepared, and who approved it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Exists, OuterRef, Subquery

from guohe.grants.domain.effect_corrections import Correction, check_approval, may_approve
from guohe.grants.models import EffectCorrection, EffectCorrectionApproval
from guohe.grants.queries import find
from guohe.grants.queries.changes import changes_of_all
from guohe.grants.queries.find import person_name
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.tables import Column, Kind, Table
from guohe.kernel.texts import say
from guohe.kernel.utc8 import day_there

WORD: Final = "grants.correction"


def corrections_of(ref: str, number: int) -> tuple[Correction, ...]:
    """Every correction of a change's day, oldest first; nothing is ever taken out."""
    approval = EffectCorrectionApproval.objects.filter(correction_id=OuterRef("pk"))
    names = (f"name_{lang}" for lang in ("en", "zh_hant", "zh_hans"))
    rows = EffectCorrection.objects.filter(grant__ref=ref, effect__request__number=number).annotate(
        day=Subquery(approval.values("approved_at")[:1]),
        **{name: Subquery(approval.values(f"approved_by__{name}")[:1]) for name in names},
    )
    return tuple(
        Correction(
            number=row.number,
            change=number,
            before=row.before,
            since=row.since,
            reason=row.reason,
            evidence=row.evidence,
            prepared_by=row.prepared_by_id,
            preparer=person_name(row.prepared_by),
            prepared_at=row.prepared_at,
            approver=person_name(row) if row.day is not None else None,
            approved_at=row.day,
        )
        for row in rows.select_related("prepared_by").order_by("number")
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A correction that somebody can still approve: of which change, from which day to which."""

    ref: str
    correction: Correction


def waiting_for(account: int, refs: Collection[str]) -> tuple[Waiting, ...]:
    """The corrections of these grants that this person may let hold: prepared by somebody else, of a request that they wrote none
    of and do not lead by, whose grant is open, and which the day in force has not overtaken."""
    approval = EffectCorrectionApproval.objects.filter(correction_id=OuterRef("pk"))
    rows = list(
        EffectCorrection.objects.filter(~Exists(approval), grant__ref__in=refs)
        .select_related("grant", "effect__request", "prepared_by")
        .order_by("pk")
    )
    changes = {}
    if rows:
        changes = {
            (each.ref, each.number): each for each in changes_of_all(sorted({row.grant.ref for row in rows}))
        }
    found = []
    for row in rows:
        grant, change = find.grant(row.grant.ref), changes[row.grant.ref, row.effect.request.number]
        effect = next((each for each in grant.effects if each.change == change.number), None)
        if grant.closed_on is not None or effect is None:
            continue
        correction = Correction(
            number=row.number,
            change=change.number,
            before=row.before,
            since=row.since,
            reason=row.reason,
            evidence=row.evidence,
            prepared_by=row.prepared_by_id,
            preparer=person_name(row.prepared_by),
            prepared_at=row.prepared_at,
        )
        agreed_end = grant.agreed.ends if grant.agreed is not None else grant.ends
        against = check_approval(
            change, correction, effect, grant.effects, agreed_end=agreed_end, actor=account
        )
        if not against and may_approve(change, correction, effect, account):
            found.append(Waiting(grant.ref, correction))
    return tuple(found)


def correction_of(ref: str, number: int, correction: int) -> Correction:
    """One of them. Raises Refused (BUD-497)."""
    for each in corrections_of(ref, number):
        if each.number == correction:
            return each
    values = {"code": f"C-{number}", "number": str(correction), "ref": ref}
    raise Refused(Finding("BUD-497", Level.STOP, values=values))


def corrections_table(known: tuple[Correction, ...], lang: str) -> Table:
    """From which day to which, why, by what evidence, and by which two people."""
    rows = [
        (
            each.number,
            each.before,
            each.since,
            each.reason,
            each.evidence,
            _signed(each.preparer.in_language(lang), day_there(each.prepared_at), lang),
            _signed(each.approver.in_language(lang), day_there(each.approved_at), lang)
            if each.approver is not None and each.approved_at is not None
            else say("grants.rules.waits", lang),
        )
        for each in known
    ]
    kinds = {"number": Kind.NUMBER, "before": Kind.DATE, "since": Kind.DATE}
    keys = ("number", "before", "since", "reason", "evidence", "prepared", "approved")
    columns = [Column(key, say(f"{WORD}.head.{key}", lang), kinds.get(key, Kind.TEXT)) for key in keys]
    return Table(say(f"{WORD}.title", lang), columns, rows, lang=lang)


def _signed(who: str, on: date, lang: str) -> str:
    return say("grants.rules.prepared_by", lang, who=who, on=on.isoformat())


def corrections_record(known: tuple[Correction, ...]) -> list[dict[str, Any]]:
    """The same for a program."""
    return [
        {
            "number": each.number,
            "before": each.before,
            "since": each.since,
            "reason": each.reason,
            "evidence": each.evidence,
            "prepared_by": each.preparer.en,
            "prepared_at": each.prepared_at,
            "approved_by": each.approver.en if each.approver is not None else None,
            "approved_at": each.approved_at,
        }
        for each in known
    ]
