"""The policies that were prepared for a grant's reports, and the one in force on a day."""

from __future__ import annotations

from datetime import date

from guohe.grants.domain.facts import GrantFacts
from guohe.identity.queries.accounts import names_of
from guohe.kernel.names import Name
from guohe.programmes.domain.packs import Pack, RatePolicy
from guohe.reporting.domain.fx import Bearer, FxTerms
from guohe.reporting.domain.fx_choices import FxChoiceFacts, agreed, in_force
from guohe.reporting.models import FxApproval, FxChoice


def of_grant(grant: GrantFacts) -> tuple[FxChoiceFacts, ...]:
    """Every choice of a grant, the oldest first, with its approval."""
    rows = list(FxChoice.objects.filter(host_id=grant.host_id, grant_ref=grant.ref).order_by("number"))
    if not rows:
        return ()
    approvals = {
        each.choice_id: each for each in FxApproval.objects.filter(host_id=grant.host_id, grant_ref=grant.ref)
    }
    names = names_of(
        {row.prepared_by_id for row in rows} | {each.approved_by_id for each in approvals.values()}
    )
    found = []
    for row in rows:
        told = approvals.get(row.pk)
        found.append(
            FxChoiceFacts(
                number=row.number,
                policy=RatePolicy(row.policy),
                clause=_clause(row),
                bearer=Bearer(row.bearer),
                reason=row.reason,
                effect=row.effect,
                prepared_by=row.prepared_by_id,
                preparer=names[row.prepared_by_id],
                prepared_at=row.prepared_at,
                approver=names[told.approved_by_id] if told else None,
                approved_at=told.approved_at if told else None,
            )
        )
    return tuple(found)


def terms_on(grant: GrantFacts, pack: Pack, on: date) -> FxTerms:
    """How a report prepared on a day turns costs back."""
    return in_force(of_grant(grant), agreed(grant.fx_policy, pack), on)


def _clause(row: FxChoice) -> Name | None:
    return Name(row.clause["en"], row.clause["zh_hant"], row.clause["zh_hans"]) if row.clause else None
