"""django-ledger: commit_txs with the entry posted, its one call for balanced, checked entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from bench.worker import side_by_side

_ground: dict[str, Any] = {}


def set_up() -> int:
    """Its tables, an entity with its default chart, one ledger."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django_ledger.models import EntityModel

    call_command("migrate", verbosity=0)
    user = get_user_model().objects.create_user("bench")
    entity = EntityModel.create_entity(name="Bench", use_accrual_method=False, admin=user, fy_start_month=1)
    entity.create_chart_of_accounts(assign_as_default=True, commit=True, coa_name="Bench")
    entity.populate_default_coa(activate_accounts=True)
    accounts = entity.get_default_coa_accounts()
    _ground["cash"] = accounts.filter(role="asset_ca_cash").first()
    _ground["costs"] = list(accounts.filter(role="ex_regular")[:20])
    _ground["ledger"] = entity.create_ledger(name="Bench", posted=True)
    # Its first entry makes a row that numbers the others; eight first entries at once make eight, and then it stops.
    _commit(0)
    return len(_ground["costs"])


def prepare(*, of: str, **values: Any) -> Callable[[], int]:
    """Batches or single posts."""
    return {"bulk": _bulk, "single": _single}[of](**values)


def _commit(number: int) -> None:
    amount = 100 + number
    _ground["ledger"].commit_txs(
        je_timestamp=date(2018, 3, 1),
        je_txs=[
            {"account": _ground["cash"], "amount": amount, "tx_type": "credit", "description": "bench"},
            {"account": _ground["costs"][number % len(_ground["costs"])], "amount": amount, "tx_type": "debit",
             "description": "bench"},
        ],
        je_posted=True,
    )  # fmt: skip


def _bulk(count: int) -> Callable[[], int]:
    from django.db import transaction

    def go() -> int:
        with transaction.atomic():
            for number in range(count):
                _commit(number)
        return count

    return go


def _single(clients: int, seconds: float, hot: bool) -> Callable[[], int]:
    from django.db import connections

    connections.close_all()

    def one(number: int) -> Callable[[], None]:
        return lambda: _commit(number)

    return side_by_side(clients, seconds, one)
