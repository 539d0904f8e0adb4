"""What each policy would make of a grant's report today, from one read of its books."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.identity.queries.sight import see_money
from guohe.programmes.domain.packs import Pack, RatePolicy
from guohe.programmes.queries import packs
from guohe.reporting.domain.fx import FxTerms
from guohe.reporting.domain.fx_choices import FxChoiceFacts, agreed, in_force
from guohe.reporting.domain.fx_effect import FxEffect, PolicyEffect
from guohe.reporting.domain.report import Waiting
from guohe.reporting.queries import fx_choices, rates, spending, twin


@dataclass(frozen=True, slots=True)
class FxOfGrant:
    """A grant's policy with everything that a page or a command shows of it."""

    grant: GrantFacts
    pack: Pack
    effect: FxEffect
    choices: tuple[FxChoiceFacts, ...]


def opened(ref: str, *, on: date, years: str | None = None) -> FxOfGrant:
    """The policy in force on a day, what every other would change in the report of some years, and the choices.

    Raises GrantNotFound, and Refused: ACC-603 for whoever may not see the grant's money, or for years not known.
    """
    grant = find.grant(ref)
    see_money(grant.host_id, ref)
    pack = _pack(grant)
    choices = fx_choices.of_grant(grant)
    fx = in_force(choices, agreed(grant.fx_policy, pack), on)
    return FxOfGrant(grant, pack, effect(ground_of(grant, fx, on=on), years), choices)


def ground_of(grant: GrantFacts, fx: FxTerms, *, on: date) -> twin.Ground:
    """The lines, lots and rates of a grant, without what waits and without mapping: only figures are compared."""
    lines, lots = spending.of_grant(grant.ref)
    return twin.Ground(
        grant=grant,
        written=_pack(grant),
        lines=tuple(line for line in lines if line.on <= on),
        lots=lots,
        mapping=None,
        waiting=Waiting(),
        on=on,
        fx=fx,
        rates=rates.in_use(grant.host_id, grant.ref, grant.currency),
    )


def effect(base: twin.Ground, years: str | None = None) -> FxEffect:
    """The report of these years (the ones a person most likely wants) under every policy. Raises Refused for years."""
    asked = years or twin.default_years(base).slug
    found = []
    for policy in RatePolicy:
        option = base.written.rate_policy(policy)
        terms = (
            base.fx
            if policy is base.fx.policy
            else FxTerms(policy, option.clause if option else None, base.fx.bearer)
        )
        report = twin.of_years(replace(base, fx=terms), asked)
        found.append(PolicyEffect(policy, report, option is not None, option.clause if option else None))
    return FxEffect(asked, base.fx, tuple(found))


def _pack(grant: GrantFacts) -> Pack:
    return packs.pack(grant.pack, grant.pack_version)
