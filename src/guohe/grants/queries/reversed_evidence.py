"""A claim rests on an entry of the books; when that entry was reversed, the claim says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from guohe.funds.queries.turned import Brought, brought_to
from guohe.grants.domain.facts import ClaimFacts


def with_reversals(claims: Iterable[ClaimFacts]) -> tuple[ClaimFacts, ...]:
    """The claims, in their order, each with the reversal that took its evidence away."""
    told = tuple(claims)
    grants = sorted({_grant(claim) for claim in told if claim.evidence and claim.reference})
    brought = brought_to(grants) if grants else ()
    return tuple(replace(claim, reversed_by=_reversal(claim, brought)) for claim in told)


def _grant(claim: ClaimFacts) -> str:
    return claim.instalment_ref.rpartition("/T")[0]


def _reversal(claim: ClaimFacts, brought: Iterable[Brought]) -> int | None:
    """None while any entry of the claim's reference stands: an exchange may use lots of several instalments."""
    lots = [
        lot
        for lot in brought
        if claim.evidence
        and (lot.fund, lot.source) == (_grant(claim), claim.reference)
        and (lot.exchanged or lot.instalment == claim.instalment_ref)
    ]
    closed = [lot.closed_by for lot in lots if lot.closed_by is not None]
    return max(closed) if closed and len(closed) == len(lots) else None
