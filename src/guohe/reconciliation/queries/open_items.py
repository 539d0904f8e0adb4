"""Expected receipts: instalments of visible grants that the books have not received, with everything that may find them."""

from __future__ import annotations

from collections import defaultdict

from guohe.db.once import once
from guohe.funds.queries import lots
from guohe.grants.domain.facts import ClaimFacts, GrantFacts, InstalmentFacts
from guohe.grants.queries import find, many
from guohe.kernel.names import Name
from guohe.reconciliation.domain.values import Charge, OpenItem
from guohe.reconciliation.queries.choices import expected_texts


def lots_in(host: int) -> tuple[lots.HeldLot, ...]:
    """Every lot that stands of the visible grants of a host."""
    return lots.held_by(_grants_in(host))


def receipts_in(host: int) -> tuple[lots.Receipt, ...]:
    """Every receipt that stands of the visible grants of a host."""
    return lots.receipts_of(_grants_in(host))


def _grants_in(host: int) -> frozenset[str]:
    return frozenset(grant.ref for grant in find.all_grants() if grant.host_id == host)


@once
def open_items(host: int) -> tuple[OpenItem, ...]:
    """Every instalment of a host that was reported as sent, or is due, and is not in the books."""
    grants = [grant for grant in find.all_grants() if grant.host_id == host]
    refs = frozenset(grant.ref for grant in grants)
    received = receipts_in(host)
    in_books = {each.source_ref for each in received}
    funders = {grant.ref: grant.funder for grant in grants}
    charges: dict[Name, list[Charge]] = defaultdict(list)
    for each in received:
        # What the bank kept: sent less credited.
        kept = each.sent.minor - each.credited.minor
        if kept > 0:
            charges[funders[each.fund]].append(Charge(kept, each.source_ref))
    planned, told = many.instalments_of(refs), many.claims_of(refs)
    return tuple(
        item
        for grant in grants
        for plan in planned.get(grant.ref, ())
        if plan.ref not in in_books
        and (item := _item(grant, plan, _sent(told.get(plan.ref, ())), tuple(charges[grant.funder])))
        is not None
    )


def _sent(claims: tuple[ClaimFacts, ...]) -> list[ClaimFacts]:
    return [claim for claim in claims if claim.station == "sent"]


def payer_texts(grant: GrantFacts) -> tuple[str, ...]:
    """What may stand as payer text on a transfer for this grant."""
    funder = (grant.funder.zh_hans, grant.funder.zh_hant, grant.funder.en)
    patterns = expected_texts()["patterns"]
    return tuple(
        dict.fromkeys(pattern.format(payer=name, grant=grant.ref) for pattern in patterns for name in funder)
    )


def _item(
    grant: GrantFacts, plan: InstalmentFacts, sent: list[ClaimFacts], charges: tuple[Charge, ...]
) -> OpenItem | None:
    """An instalment that nobody says was sent, and that has no due day, is not expected on any day."""
    on = max((claim.happened_on for claim in sent), default=plan.due_date)
    if on is None:
        return None
    return OpenItem(
        id=plan.ref,
        kind="receipt",
        amount=plan.amount,
        on=on,
        dated="sent" if sent else "expected",
        names=payer_texts(grant),
        references=(plan.ref, *(claim.reference for claim in sent if claim.reference)),
        charges=charges,
    )
