"""The processes that serve hear the application's own login and not the owner's."""

from __future__ import annotations

from pathlib import Path

import pytest

from setup import books, product, state


@pytest.fixture(autouse=True)
def no_database_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The list of this checkout is not the tests': books noted there would be asked about after every run.
    monkeypatch.setattr(state, "_LIST", tmp_path / "books.txt")
    for name in ("DATABASE_URL", "GUOHE_APP_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


def test_the_embedded_server_gives_the_serving_processes_one_login(tmp_path: Path) -> None:
    made = books.opened_or_made(tmp_path / "books", "demo")
    assert "guohe_owner" in product.environ_of(made)["DATABASE_URL"]
    served = product.serving_environ_of(made)
    assert "guohe_app" in served["GUOHE_APP_DATABASE_URL"]
    assert not [name for name, value in served.items() if "guohe_owner" in value]


def test_one_address_of_a_database_of_ones_own_is_all_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://guohe@db.example/guohe")
    made = books.opened_or_made(tmp_path / "books", "live")
    assert product.serving_environ_of(made)["DATABASE_URL"] == "postgresql://guohe@db.example/guohe"
    monkeypatch.setenv("GUOHE_APP_DATABASE_URL", "postgresql://app@db.example/guohe")
    assert "DATABASE_URL" not in product.serving_environ_of(made)
