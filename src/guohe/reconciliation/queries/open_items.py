"""Expected receipts: instalments of visible grants that the books have not received, with everything that may find them."""

from __future__ import annotations

from collections import defaultdict

from guohe.funds.queries import lots
from guohe.funds.queries.chart import account_for
from guohe.funds.queries.journals import entry as entry_of_books
from guohe.grants.domain.facts import ClaimFacts, GrantFacts, InstalmentFacts
from guohe.grants.queries import find
from guohe.kernel.names import Name
from guohe.reconciliation.domain.values import Charge, OpenItem
from guohe.reconciliation.queries.choices import expected_texts


def open_items(host: int) -> tuple[OpenItem, ...]:
    """Every instalment of a host that was reported as sent, or is due, and is not in the books."""
    grants = [grant for grant in find.all_grants() if grant.host_id == host]
    received: dict[str, list[tuple[str, int]]] = {grant.ref: _received(grant) for grant in grants}
    charges: dict[Name, list[Charge]] = defaultdict(list)
    for grant in grants:
        charges[grant.funder] += [Charge(kept, ref) for ref, kept in received[grant.ref] if kept > 0]
    return tuple(
        item
        for grant in grants
        for item in _of_grant(grant, {ref for ref, _ in received[grant.ref]}, tuple(charges[grant.funder]))
    )


def payer_texts(grant: GrantFacts) -> tuple[str, ...]:
    """What may stand as payer text on a transfer for this grant."""
    funder = (grant.funder.zh_hans, grant.funder.zh_hant, grant.funder.en)
    patterns = expected_texts()["patterns"]
    return tuple(
        dict.fromkeys(pattern.format(payer=name, grant=grant.ref) for pattern in patterns for name in funder)
    )


def _received(grant: GrantFacts) -> list[tuple[str, int]]:
    """The instalments in the books, and what the bank kept of each: sent less credited."""
    found = []
    for lot in lots.of_fund(grant.ref):
        if lot.parent is not None or lot.reversed:
            continue
        bank = account_for(grant.book, "bank", lot.amount.currency)
        credited = sum(
            line.amount.minor
            for line in entry_of_books(lot.journal_id).lines
            if line.account == bank and line.amount.currency == lot.amount.currency
        )
        found.append((lot.source_ref, lot.amount.minor - credited))
    return found


def _of_grant(grant: GrantFacts, received: set[str], charges: tuple[Charge, ...]) -> list[OpenItem]:
    sent: dict[str, list[ClaimFacts]] = defaultdict(list)
    for claim in find.claims(grant.ref):
        if claim.station == "sent":
            sent[claim.instalment_ref].append(claim)
    return [
        item
        for plan in find.instalments(grant.ref)
        if plan.ref not in received and (item := _item(grant, plan, sent[plan.ref], charges)) is not None
    ]


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
