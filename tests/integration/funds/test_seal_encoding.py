"""A seal is over UTF-8 whatever the session speaks: one that speaks another encoding makes and proves none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from django.db import connection

from guohe.funds.operations.post_entries import post
from guohe.funds.operations.seal_journals import seal
from guohe.funds.operations.verify_books import verify
from tests.factories.funds import Ground, demo_spends, funded
from tests.integration.funds.refusal import refused
from tests.integration.funds.strongest_role import books_to_attack, broken, owner

__all__ = ["books_to_attack", "owner"]


@contextmanager
def speaking(encoding: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('client_encoding', %s, true)", [encoding])
        try:
            yield
        finally:
            cursor.execute("SELECT set_config('client_encoding', 'UTF8', true)")


def test_no_seal_is_made_or_proved_in_another_encoding(ground: Ground) -> None:
    funded(ground)
    post(book=ground.book, entries=[replace(each, memo="退回") for each in demo_spends(ground)])
    with speaking("GB18030"):
        assert refused(lambda: seal(book=ground.book)) == "ACC-716"
    assert seal(book=ground.book) == 1
    with speaking("GBK"):
        assert refused(verify) == "ACC-716"
    assert [proof.name for proof in verify() if proof.broken] == []


def test_guohe_speaks_utf_8_where_the_environment_does_not(
    owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "GBK")
    # Proofs open a connection of their own.
    assert broken() == []


def test_a_parallel_worker_makes_the_same_seal(owner: psycopg.Connection) -> None:
    same = (
        "SELECT bool_and(content = funds_block_content(book_id, first_journal, last_journal)) FROM funds_seal"
    )
    owner.execute("SET debug_parallel_query = on")
    (plan,) = owner.execute(f"EXPLAIN (FORMAT JSON) {same}").fetchone() or ("",)
    assert "Gather" in str(plan)
    assert owner.execute(same).fetchone() == (True,)
