"""What a host knows on the day of an import, gathered once for the judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from guohe.grants.domain.facts import GrantFacts as AgreedGrant
from guohe.grants.queries import find, mapping
from guohe.imports.domain.facts import ApprovedModel, GrantFacts, HostFacts


def host_facts(
    *, host_id: int, currency: str, on: date, projects_in_file: Iterable[str], lang: str = "en"
) -> HostFacts:
    """The grants behind the project codes, the mapping in force, orders and approved models of one host.

    One mapping judges a file: that of the pack under which most of the file's lines report.
    """
    grants = {grant.ref: grant.at(on) for grant in find.all_grants() if grant.host_id == host_id}
    codes = find.project_codes(host_id)
    known = {code: ref for code, ref in codes.items() if ref is not None and ref in grants}
    pack = _pack_of(known, grants, projects_in_file)
    decided = mapping.in_force(host_id, pack, on) if pack else None
    host = next((grant.host_code for grant in grants.values()), "")
    models: dict[str, list[ApprovedModel]] = {}
    for item in find.equipment(host_id):
        if not item.holds(on):
            continue
        models.setdefault(item.grant_ref, []).append(ApprovedModel(item.description, item.model))
    rows = decided.rows if decided else ()
    return HostFacts(
        host=host,
        currency=currency,
        on=on,
        projects={
            code: GrantFacts(ref, grants[ref].starts, grants[ref].ends, grants[ref].closed_on)
            for code, ref in known.items()
        },
        mapping={row.account: row.category or None for row in rows},
        pack=pack,
        orders={order.number: order.project_code for order in find.orders(host_id)},
        models={ref: tuple(found) for ref, found in models.items()},
        account_names={row.account: row.account_name for row in rows},
    )


def mapping_version(*, host_id: int, pack: str, on: date) -> int | None:
    """The number of the mapping in force, kept with every import that used it."""
    decided = mapping.in_force(host_id, pack, on) if pack else None
    return decided.number if decided else None


def _pack_of(known: Mapping[str, str], grants: Mapping[str, AgreedGrant], projects: Iterable[str]) -> str:
    met = Counter(grants[known[code]].pack for code in projects if code in known)
    if not met:
        met = Counter(grant.pack for grant in grants.values())
    return met.most_common(1)[0][0] if met else ""
