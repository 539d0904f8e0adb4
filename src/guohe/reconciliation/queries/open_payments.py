"""Expected debits: payments that left in a bank file and stand on no statement yet, with everything that may find them."""

from __future__ import annotations

from guohe.db.once import once
from guohe.payments.queries.debits import ExpectedDebit, KeptBefore, expected_debits, kept_before
from guohe.reconciliation.domain.group_keys import payment_item
from guohe.reconciliation.domain.values import Charge, OpenItem


@once
def open_payments(host: int) -> tuple[OpenItem, ...]:
    """Every payment of a host that the bank was told of and no line has been said to be; money out is negative."""
    expected = expected_debits(host)
    kept = kept_before(host) if expected else ()
    return tuple(_item(each, kept) for each in expected)


def _item(payment: ExpectedDebit, kept: tuple[KeptBefore, ...]) -> OpenItem:
    charges = [
        each for each in kept if (each.tail, each.charge.currency) == (payment.tail, payment.amount.currency)
    ]
    return OpenItem(
        id=payment_item(payment.end_to_end_id),
        kind="payment",
        amount=-payment.amount,
        on=payment.asked_for,
        dated="sent",
        names=payment.names,
        references=(payment.end_to_end_id, payment.uetr),
        charges=tuple(Charge(each.charge.minor, payment_item(each.end_to_end_id)) for each in charges),
        account=f"···{payment.tail}",
        uetr=payment.uetr,
        since=payment.filed_on,
    )
