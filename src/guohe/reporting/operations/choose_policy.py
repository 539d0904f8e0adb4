"""A grant's policy of exchange is prepared with its effect in sight, and is in force when another person approves it."""

from __future__ import annotations

from datetime import datetime

from guohe.audit.operations.record_fact import record
from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.identity.operations.act_as import require, require_approver
from guohe.kernel.findings import Finding, Level, Refused
from guohe.kernel.names import Name
from guohe.programmes.domain.packs import RatePolicy
from guohe.programmes.queries import packs
from guohe.reporting.domain.fx_choices import check_choice, effect_called
from guohe.reporting.domain.fx_effect import FxEffect
from guohe.reporting.models import FxApproval, FxChoice
from guohe.reporting.operations.explained import explained
from guohe.reporting.queries import fx_choices
from guohe.reporting.queries.fx_effect import effect


def choose_policy(*, grant_ref: str, policy: str, bearer: str, reason: str, actor: int, now: datetime) -> int:
    """Writes a choice and returns its number. Nothing changes until another person approves it.

    Raises Refused with everything that stands against it: a policy the pack does not allow (REP-733), a bearer nobody
    knows (REP-734), no reason (REP-735), nothing new (REP-736), or costs without a rate (REP-731, REP-732).
    """
    grant = find.grant(grant_ref)
    require(actor, "prepare", host_id=grant.host_id, on=now.date(), grant=grant_ref)
    pack = packs.pack(grant.pack, grant.pack_version)
    before = fx_choices.terms_on(grant, pack, now.date())
    against = check_choice(policy, bearer, reason, pack=pack, now=before)
    seen = None if any(each.code == "REP-733" for each in against) else _effect(grant, now)
    wanted = RatePolicy(policy) if seen is not None else before.policy
    missing = seen.of(wanted).missing if seen is not None else ()
    if against or missing or seen is None:
        raise Refused(*against, *missing)
    option = pack.rate_policy(wanted)
    with explained(years=""):
        row = FxChoice.objects.create(
            host_id=grant.host_id,
            grant_ref=grant_ref,
            policy=wanted.value,
            pack=f"{pack.id}@{pack.version}",
            clause=_kept(option.clause) if option and option.clause else None,
            bearer=bearer,
            reason=reason.strip(),
            effect=_told(seen, wanted),
            prepared_at=now,
        )
        row.refresh_from_db(fields=["number"])
        record(
            host_id=grant.host_id,
            action="reporting.fx_policy_prepared",
            subject=f"fx:{grant_ref}/{row.number}",
            details={"policy": wanted.value, "before": before.policy.value, "effect": row.effect},
            now=now,
        )
    return row.number


def approve_policy(*, grant_ref: str, number: int, actor: int, now: datetime) -> None:
    """Puts a choice in force for reports prepared from now on; whatever was prepared or signed before keeps its own.

    Raises Refused: no such choice (REP-737), a newer one or approved already (REP-738), one's own (ACC-601), a cost
    has come since that has no rate (REP-731, REP-732), or its effect is another than was prepared (REP-743).
    """
    grant = find.grant(grant_ref)
    choices = fx_choices.of_grant(grant)
    chosen = next((each for each in choices if each.number == number), None)
    if chosen is None:
        values = {"number": str(number), "grant": grant_ref}
        raise Refused(Finding("REP-737", Level.STOP, values=values))
    require_approver(
        actor,
        "policy",
        preparer=chosen.prepared_by,
        host_id=grant.host_id,
        on=now.date(),
        grant=grant_ref,
    )
    if chosen.approved_at is not None or number != max(each.number for each in choices):
        raise Refused(Finding("REP-738", Level.STOP, values={"number": str(number)}))
    seen = _effect(grant, now)
    missing = seen.of(chosen.policy).missing
    if missing:
        raise Refused(*missing)
    if _told(seen, chosen.policy) != chosen.effect:
        before, now_seen = effect_called(chosen.effect), effect_called(_told(seen, chosen.policy))
        values = {"number": str(number), "before": before, "now": now_seen}
        raise Refused(Finding("REP-743", Level.STOP, values=values))
    with explained(years=""):
        FxApproval.objects.create(
            host_id=grant.host_id,
            grant_ref=grant_ref,
            choice=FxChoice.objects.get(host_id=grant.host_id, grant_ref=grant_ref, number=number),
            approved_at=now,
        )
        record(
            host_id=grant.host_id,
            action="reporting.fx_policy_approved",
            subject=f"fx:{grant_ref}/{number}",
            details={"policy": chosen.policy.value, "effect": chosen.effect},
            now=now,
        )


def _effect(grant: GrantFacts, now: datetime) -> FxEffect:
    pack = packs.pack(grant.pack, grant.pack_version)
    before = fx_choices.terms_on(grant, pack, now.date())
    return effect(grant, before, on=now.date())


def _told(seen: FxEffect, wanted: RatePolicy) -> str:
    """What the preparer saw: the report's years, its total in force and under the choice."""
    before, after = seen.now.total, seen.of(wanted).total
    return f"{seen.years}: {before if before is not None else '–'} → {after}"


def _kept(clause: Name) -> dict[str, str]:
    return {"en": clause.en, "zh_hant": clause.zh_hant, "zh_hans": clause.zh_hans}
