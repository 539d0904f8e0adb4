"""The statements with balances that a host's imports hold: what the next one is chained to."""

from __future__ import annotations

from datetime import date
from typing import Any

from guohe.exchange.domain.balances import Standing
from guohe.imports.models import Job
from guohe.kernel.money import Money


def statements_read(*, host_id: int) -> tuple[Standing, ...]:
    """Every one of them, in the order of reading, without those of imports that were undone."""
    return tuple(each for standings in statements_by_import(host_id=host_id).values() for each in standings)


def statements_by_import(*, host_id: int) -> dict[int, tuple[Standing, ...]]:
    """The same, by the number of the import that holds them."""
    readings = (
        Job.objects.filter(host_id=host_id, kind="bank", reading__has_key="statements")
        .exclude(state="reversed")
        .order_by("pk")
        .values_list("pk", "reading__statements")
    )
    return {number: tuple(map(_standing, told)) for number, told in readings}


def statement_record(standing: Standing) -> dict[str, Any]:
    """A statement as the import keeps it."""
    return {
        "tail": standing.account_tail,
        "currency": standing.currency,
        "identity": standing.identity,
        "sequence": standing.sequence,
        "starts": standing.starts.isoformat() if standing.starts else None,
        "ends": standing.ends.isoformat() if standing.ends else None,
        "opening": None if standing.opening is None else standing.opening.minor,
        "closing": None if standing.closing is None else standing.closing.minor,
    }


def _standing(told: dict[str, Any]) -> Standing:
    def money(name: str) -> Money | None:
        return None if told[name] is None else Money(told["currency"], told[name])

    def day(name: str) -> date | None:
        return None if told[name] is None else date.fromisoformat(told[name])

    return Standing(
        told["tail"],
        told["currency"],
        told["identity"],
        told["sequence"],
        day("starts"),
        day("ends"),
        money("opening"),
        money("closing"),
    )
