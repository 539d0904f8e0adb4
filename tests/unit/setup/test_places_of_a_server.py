"""Where a server can lie: paths short enough for a socket, folders that its account can pass through."""

import os
from pathlib import Path

import pytest

from setup import binaries, stale_lock
from setup.account import Account, can_reach
from setup.refusal import Refusal
from setup.socket_folder import LONGEST, socket_folder

STRANGER = Account(name="stranger", uid=54321, gid=54321)


def test_a_socket_lies_beside_its_data_when_the_path_is_short() -> None:
    assert socket_folder(Path("/srv/books/pg")) == Path("/srv/books/pg/s")


def test_a_deep_folder_gets_a_short_socket_of_its_own() -> None:
    deep, other = (Path("/srv") / ("深" * 40) / name / "pg" for name in ("demo", "live"))
    assert socket_folder(deep) != socket_folder(other)
    assert socket_folder(deep) == socket_folder(deep)
    assert len(os.fsencode(socket_folder(deep) / ".s.PGSQL.5432.lock")) <= LONGEST


def test_a_stranger_reaches_a_folder_only_when_every_parent_lets_him(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    inner = closed / "inner"
    inner.mkdir(parents=True)
    inner.chmod(0o755)
    closed.chmod(0o700)
    assert not can_reach(inner, STRANGER)
    assert can_reach(Path("/"), STRANGER)
    assert can_reach(inner, Account(name="me", uid=os.geteuid(), gid=os.getegid())) or os.geteuid() == 0


def test_a_lock_of_a_living_process_that_is_no_server_is_taken_away(tmp_path: Path) -> None:
    lock = tmp_path / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{tmp_path}\n", encoding="utf-8")
    assert stale_lock.running_postmaster(tmp_path) is None
    stale_lock.remove(tmp_path)
    assert not lock.exists()


def test_a_lock_stays_while_any_process_works_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lock = tmp_path / "postmaster.pid"
    lock.write_text("999999999\n", encoding="utf-8")
    stale_lock.remove(tmp_path)
    assert lock.exists()


def test_a_named_folder_of_programs_stands_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GUOHE_PG_BIN", str(tmp_path))
    monkeypatch.setenv("GUOHE_LANG", "en")
    assert binaries.candidates() == [tmp_path]
    with pytest.raises(Refusal) as refused:
        binaries.find()
    assert str(refused.value) == (
        'ACC-653 These books need PostgreSQL 15+; on this machine we saw: "-". Set GUOHE_PG_BIN to the folder of '
        "its programs, for example /usr/lib/postgresql/15/bin. Nothing has been changed."
    )


def test_books_of_another_major_version_are_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUOHE_LANG", "en")
    with pytest.raises(Refusal, match="ACC-653 These books need PostgreSQL 14"):
        binaries.find(needed_major=14)
