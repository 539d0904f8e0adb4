"""Charges that a bank may book on lines of their own beside what it credited: one for each receipt that a line shows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from guohe.funds.queries.lots import Receipt
from guohe.grants.queries import find, many
from guohe.imports.operations.record_group import JOINED
from guohe.imports.queries.bank import BankEntryFacts
from guohe.kernel.money import Money
from guohe.reconciliation.domain.group_keys import receipt_charge_item
from guohe.reconciliation.domain.values import Charge, OpenItem
from guohe.reconciliation.queries.bank_lines import known_account
from guohe.reconciliation.queries.open_items import payer_texts


def receipt_charges(
    host: int, settled: Collection[BankEntryFacts], receipts: Iterable[Receipt]
) -> tuple[OpenItem, ...]:
    """A charge beside each of these receipts of a host that one of the ``settled`` lines shows; an item of nothing: all of a line is the charge.

    A receipt of several lines is of the last one's day and account.
    """
    brought = {each.journal: each.source_ref for each in receipts}
    standing = set(brought.values())
    shown: dict[str, BankEntryFacts] = {}
    for entry in sorted(settled, key=lambda each: (each.posted_on, each.number)):
        for ref in received_by(entry, brought):
            if ref in standing:
                shown[ref] = entry
    if not shown:
        return ()
    grants = {grant.ref: grant for grant in find.all_grants() if grant.host_id == host}
    told = many.claims_of(frozenset(grants))
    found = []
    for ref, entry in sorted(shown.items()):
        sent = [claim for claim in told.get(ref, ()) if claim.station == "sent" and claim.reference]
        found.append(
            charge_beside(
                ref,
                on=entry.posted_on,
                currency=entry.amount.currency,
                account=known_account(entry),
                names=payer_texts(grants[ref.rpartition("/T")[0]]),
                references=tuple(claim.reference for claim in sent),
                charges=_taken_before(entry, settled),
            )
        )
    return tuple(found)


def charge_beside(
    ref: str,
    *,
    on: date,
    currency: str,
    account: str,
    names: tuple[str, ...],
    references: tuple[str, ...] = (),
    charges: tuple[Charge, ...] = (),
) -> OpenItem:
    """The charge that a bank may book beside the receipt of an instalment, on that account, from that day on."""
    return OpenItem(
        id=receipt_charge_item(ref),
        kind="receipt_charge",
        amount=Money(currency, 0),
        on=on,
        dated="sent",
        names=names,
        references=(ref, *references),
        charges=charges,
        account=account,
        since=on,
    )


def received_by(entry: BankEntryFacts, brought: dict[int, str]) -> tuple[str, ...]:
    """The instalments that a line brought: by somebody's word, or by the one entry of the books of its day and amount."""
    if entry.used_as == "receipt":
        return tuple((entry.used_for or "").split(JOINED))
    return (brought[entry.booked],) if entry.booked in brought else ()


def _taken_before(entry: BankEntryFacts, settled: Collection[BankEntryFacts]) -> tuple[Charge, ...]:
    """What the bank took from the same account beside other receipts."""
    return tuple(
        Charge(-each.amount.minor, receipt_charge_item(each.used_for or ""))
        for each in settled
        if each.used_as == "charge"
        and (each.account, each.amount.currency) == (entry.account, entry.amount.currency)
    )
