"""What may still come back of payments that left, and charges that a bank may book for them on lines of their own."""

from __future__ import annotations

from guohe.db.once import once
from guohe.kernel.money import Money
from guohe.payments.queries.movements import LeftPayment, left_payments
from guohe.reconciliation.domain.group_keys import movement_in, movement_item
from guohe.reconciliation.domain.values import Charge, OpenItem


@once
def open_movements(host: int) -> tuple[OpenItem, ...]:
    """The return of every payment that a line shows to have left and that did not come back; a charge of every payment in a file."""
    left = left_payments(host)
    return tuple(item for payment in left for item in (*_return(payment), _charge(payment, left)))


def missing_of_return(host: int, item: str, came: Money) -> tuple[Money, Money] | None:
    """What left and what of it did not come back, of the return that ``item`` names; None if all of it came, or it names no return."""
    moved = movement_in(item)
    if moved is None or moved.kind != "return":
        return None
    left = next(each.amount for each in left_payments(host) if each.end_to_end_id == moved.payment)
    return (left, left - came) if came < left else None


def _return(payment: LeftPayment) -> tuple[OpenItem, ...]:
    if payment.debited_on is None or payment.came_back:
        return ()
    return (
        OpenItem(
            id=movement_item("return", payment.end_to_end_id),
            kind="return",
            amount=payment.amount,
            on=payment.debited_on,
            dated="sent",
            names=payment.names,
            references=(payment.end_to_end_id, payment.uetr),
            account=f"···{payment.tail}",
            uetr=payment.uetr,
            since=payment.debited_on,
        ),
    )


def _charge(payment: LeftPayment, left: tuple[LeftPayment, ...]) -> OpenItem:
    """An item of nothing: all of the line is the charge."""
    currency = payment.amount.currency
    before = [
        Charge(charge.minor, movement_item("charge", other.end_to_end_id))
        for other in left
        if (other.tail, other.amount.currency) == (payment.tail, currency)
        for charge in other.charges
    ]
    return OpenItem(
        id=movement_item("charge", payment.end_to_end_id),
        kind="charge",
        amount=Money(currency, 0),
        on=payment.debited_on or payment.asked_for,
        dated="sent",
        names=payment.names,
        references=(payment.end_to_end_id, payment.uetr),
        charges=tuple(before),
        account=f"···{payment.tail}",
        uetr=payment.uetr,
        since=payment.filed_on,
    )
