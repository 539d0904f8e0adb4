"""Instalments and claims of many grants, each in the same one question whatever their number."""

from __future__ import annotations

from collections.abc import Iterable

from guohe.grants.domain.facts import ClaimFacts, InstalmentFacts
from guohe.grants.queries.planned import planned


def instalments_of(refs: Iterable[str]) -> dict[str, tuple[InstalmentFacts, ...]]:
    """The planned payments of each grant in order; a grant without any is left out."""
    found: dict[str, tuple[InstalmentFacts, ...]] = {}
    for each in planned(frozenset(refs)):
        found[each.grant] = (*found.get(each.grant, ()), each.instalment)
    return found


def claims_of(refs: Iterable[str]) -> dict[str, tuple[ClaimFacts, ...]]:
    """The claims that nobody has taken back, by reference of their instalment, oldest first."""
    return {
        each.instalment.ref: tuple(sorted(each.claims, key=lambda claim: claim.happened_on))
        for each in planned(frozenset(refs))
        if each.claims
    }


def in_books_of(refs: Iterable[str]) -> frozenset[str]:
    """Those planned payments of which the books hold money."""
    return frozenset(each.instalment.ref for each in planned(frozenset(refs)) if each.in_books)
