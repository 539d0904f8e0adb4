"""A ledger of SQL functions in the manner of pgledger, called by a bare driver, 200 transfers a call in batches."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from bench.worker import side_by_side

_A_CALL = 200
_state: dict[str, Any] = {}


def _account(number: int) -> str:
    return f"pgla_{number:026d}"


def set_up() -> int:
    """Its tables and functions."""
    _state["connection"] = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    _state["connection"].execute(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    return 208


def prepare(*, of: str, **values: Any) -> Callable[[], int]:
    """Batches or single posts."""
    return {"bulk": _bulk, "single": _single}[of](**values)


def _bulk(count: int) -> Callable[[], int]:
    calls = [
        "{"
        + ",".join(
            f'"({_account(0)},{_account(8 + n % 200)},{100 + n})"' for n in range(first, first + _A_CALL)
        )
        + "}"
        for first in range(0, count, _A_CALL)
    ]

    def go() -> int:
        with _state["connection"].transaction():
            for wishes in calls:
                _state["connection"].execute("SELECT count(*) FROM peer_transfers(%s::peer_wish[])", [wishes])
        return count

    return go


def _single(clients: int, seconds: float, hot: bool) -> Callable[[], int]:
    def one(number: int) -> Callable[[], None]:
        connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        wish = f'{{"({_account(0 if hot else number % 8)},{_account(8 + number)},10)"}}'

        def act() -> None:
            connection.execute("SELECT * FROM peer_transfers(%s::peer_wish[])", [wish]).fetchall()

        return act

    return side_by_side(clients, seconds, one)
