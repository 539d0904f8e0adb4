"""A row whose number lies far from every entry's is told as broken, and does not keep a proof running."""

from __future__ import annotations

import psycopg
import pytest

from tests.integration.funds.strongest_role import books_to_attack, broken, owner

__all__ = ["books_to_attack", "owner"]

FAR = (9_000_000_000_000_000_000, 2**63 - 1, -(2**63))


@pytest.mark.parametrize("number", FAR)
@pytest.mark.parametrize(
    ("table", "column", "laws"),
    [
        ("funds_allocation", "journal_id", {"money"}),
        ("funds_lot", "journal_id", {"money", "seals"}),
        ("funds_posting", "journal_id", {"entries", "money", "seals"}),
        ("funds_journal", "id", {"entries", "seals"}),
    ],
)
def test_a_far_row_is_found_at_once(
    owner: psycopg.Connection, number: int, table: str, column: str, laws: set[str]
) -> None:
    owner.execute("ALTER DATABASE " + owner.info.dbname + " SET statement_timeout = '20s'")
    owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    owner.execute(
        f"UPDATE {table} SET {column} = {number} WHERE {column} = (SELECT max({column}) FROM {table})"
    )
    found = set(broken())
    assert laws <= found, found
