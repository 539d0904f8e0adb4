"""A group has one name wherever it is written: its lines, then its items; a return has lines and no item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple, cast

_EQUALS: Final = "="
_PLUS: Final = "+"
_PAYMENT: Final = "payment:"
_RECEIPT_CHARGE: Final = "receipt-charge:"
_MOVEMENT: Final = re.compile(r"(return|charge):([^+=]+)")

MovementKind = Literal["return", "charge"]


def group_key(lines: Iterable[str], items: Iterable[str]) -> str:
    """``12=G/T1+G/T2``, ``12+13=G/T1``, and ``12+14=`` for a credit and its return."""
    return f"{_PLUS.join(lines)}{_EQUALS}{_PLUS.join(items)}"


def is_group(ref: str) -> bool:
    """Whether this names a group, and not one item."""
    return _EQUALS in ref


def is_return(ref: str) -> bool:
    """Whether this names two lines that undo each other."""
    return ref.endswith(_EQUALS)


def renamed(ref: str, now_is: Mapping[str, str]) -> str:
    """The same group where its lines were read again under other numbers."""
    if not is_group(ref):
        return ref
    lines, items = parts_of(ref, "")
    return group_key((now_is.get(line, line) for line in lines), items)


def parts_of(ref: str, line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines and items of a group; of one item, that line and that item."""
    if not is_group(ref):
        return (line,), (ref,)
    lines, _, items = ref.partition(_EQUALS)
    return tuple(lines.split(_PLUS)), tuple(each for each in items.split(_PLUS) if each)


def payment_item(end_to_end_id: str) -> str:
    """How a payment of ours is named beside a debit: ``payment:DEMO-1/T2``; without the word it is the instalment."""
    return f"{_PAYMENT}{end_to_end_id}"


def payments_in(ref: str) -> tuple[str, ...]:
    """The payments that an item or a group names; none where it names instalments or a return."""
    _, items = parts_of(ref, "")
    return tuple(each.removeprefix(_PAYMENT) for each in items if each.startswith(_PAYMENT))


class MovementRef(NamedTuple):
    """What a line is said to be beside a payment's debit: its return, or a charge for it."""

    kind: MovementKind
    payment: str


def movement_item(kind: MovementKind, end_to_end_id: str) -> str:
    """How the return of a payment, or a charge for it, is named beside a line: ``return:DEMO-1/T2``, ``charge:DEMO-1/T2``."""
    return f"{kind}:{end_to_end_id}"


def movement_in(ref: str) -> MovementRef | None:
    """The return or charge that an item names; None where it names anything else."""
    found = _MOVEMENT.fullmatch(ref)
    return MovementRef(cast(MovementKind, found[1]), found[2]) if found else None


def receipt_charge_item(instalment_ref: str) -> str:
    """How a charge on its own line beside a receipt is named: ``receipt-charge:DEMO-1/T2``, by the instalment received."""
    return f"{_RECEIPT_CHARGE}{instalment_ref}"


def receipt_charge_in(ref: str) -> str:
    """The instalment beside whose receipt the named charge was taken; empty where an item names anything else."""
    return "" if is_group(ref) or not ref.startswith(_RECEIPT_CHARGE) else ref.removeprefix(_RECEIPT_CHARGE)


def of_a_payment(ref: str) -> bool:
    """Whether this names a payment of ours, its return or its charge."""
    return bool(payments_in(ref)) or movement_in(ref) is not None
