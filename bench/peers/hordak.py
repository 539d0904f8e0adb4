"""django-hordak: bulk_create of transactions and legs for batches, transfer_to for one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bench.worker import side_by_side

_accounts: list[Any] = []


def set_up() -> int:
    """Its tables, and as many accounts as ours have."""
    from django.core.management import call_command
    from hordak.models import Account, AccountType

    call_command("migrate", verbosity=0)
    for number in range(208):
        kind = AccountType.asset if number < 8 else AccountType.expense
        _accounts.append(
            Account.objects.create(name=f"A{number}", code=f"{number:04d}", type=kind, currencies=["HKD"])
        )
    return len(_accounts)


def prepare(*, of: str, **values: Any) -> Callable[[], int]:
    """Batches or single posts."""
    return {"bulk": _bulk, "single": _single}[of](**values)


def _bulk(count: int) -> Callable[[], int]:
    from django.db import transaction
    from hordak.models import Leg, Transaction
    from moneyed import Money

    def go() -> int:
        with transaction.atomic():
            made = Transaction.objects.bulk_create([Transaction(description="bench") for _ in range(count)])
            legs = []
            for number, each in enumerate(made):
                amount = Money(100 + number, "HKD")
                legs.append(Leg(transaction=each, account=_accounts[8 + number % 200], debit=amount))
                legs.append(Leg(transaction=each, account=_accounts[0], credit=amount))
            Leg.objects.bulk_create(legs, batch_size=2000)
        return count

    return go


def _single(clients: int, seconds: float, hot: bool) -> Callable[[], int]:
    from django.db import connections, transaction
    from moneyed import Money

    connections.close_all()
    ten = Money(10, "HKD")

    def one(number: int) -> Callable[[], None]:
        bank, cost = _accounts[0 if hot else number % 8], _accounts[8 + number]

        def act() -> None:
            with transaction.atomic():
                bank.transfer_to(cost, ten)

        return act

    return side_by_side(clients, seconds, one)
