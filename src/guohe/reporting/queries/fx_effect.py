"""What each policy would make of a grant's report today, from the sums that its books give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from guohe.grants.domain.facts import GrantFacts
from guohe.grants.queries import find
from guohe.identity.queries.sight import see_money
from guohe.programmes.domain.packs import Pack
from guohe.programmes.queries import packs
from guohe.reporting.domain.fx import FxTerms
from guohe.reporting.domain.fx_choices import FxChoiceFacts, agreed, in_force
from guohe.reporting.domain.fx_effect import FxEffect, effect_of
from guohe.reporting.domain.periods import from_slug
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
    return FxOfGrant(grant, pack, effect(grant, fx, on=on, years=years), choices)


def effect(grant: GrantFacts, fx: FxTerms, *, on: date, years: str | None = None) -> FxEffect:
    """The report of these years (the ones a person most likely wants) under every policy. Raises Refused for years."""
    pack = _pack(grant)
    asked = years or twin.default_years(grant, pack, on).slug
    chosen = from_slug(asked, pack.report_year("funder").of, pack.report_year("host").of)
    noted = rates.in_use(grant.host_id, grant.ref, grant.currency)
    return effect_of(
        spending.at_rates(grant.ref, periods=chosen.funder, on=on, rates=noted, base=grant.currency),
        grant=grant.ref,
        years=asked,
        in_force=fx,
        pack=pack,
        categories=twin.categories_of(pack, pack),
        rates=noted,
        currency=grant.currency,
    )


def _pack(grant: GrantFacts) -> Pack:
    return packs.pack(grant.pack, grant.pack_version)
