"""The embedded server: local only, two weak roles, safe after kill -9, started once by many."""

import os
import signal
import subprocess
import threading
from pathlib import Path

import pytest

from setup import stale_lock
from setup.account import Account, can_reach
from setup.binaries import Binaries, within_reach
from setup.postgres import Server
from setup.presence import Presence, in_use
from setup.refusal import Refusal
from tests.integration.setup.checkout import wait_until


def test_it_listens_on_a_closed_local_socket_only(server: Server) -> None:
    server.start()
    assert server.psql("SHOW listen_addresses").strip() == ""
    assert server.socket.stat().st_mode & 0o777 == 0o700
    assert server.psql("SHOW data_checksums").strip() == "on"
    assert server.psql("SHOW fsync").strip() == "on"


def test_neither_role_can_get_round_the_rules(server: Server) -> None:
    server.start()
    roles = server.psql(
        "SELECT rolname, rolcanlogin, rolcreaterole, rolcreatedb, rolsuper, rolbypassrls FROM pg_roles "
        "WHERE rolname LIKE 'guohe%' ORDER BY 1 DESC"
    ).split()
    assert roles == ["guohe_owner|t|t|t|f|f", "guohe_app|t|f|f|f|f"]
    owner = server.psql("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'guohe'").strip()
    assert owner == "guohe_owner"
    assert server.psql("SELECT current_user", role="guohe_app", database="guohe").strip() == "guohe_app"


def test_rows_committed_before_a_kill_are_there_after_it(server: Server) -> None:
    server.start()
    server.psql("CREATE TABLE kept AS SELECT generate_series(1, 10000) AS n")
    for _ in range(3):
        os.kill(stale_lock.running_postmaster(server.data) or 0, signal.SIGKILL)
        wait_until(lambda: not server.is_ready())
        assert server.start()
        assert server.psql("SELECT count(*) FROM kept").strip() == "10000"


def test_a_kill_in_the_middle_of_making_it_leaves_nothing_half_made(server: Server) -> None:
    unfinished = server.folder / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n", encoding="ascii")
    assert server.start()
    assert not unfinished.exists()
    assert server.is_ready()


def test_a_lock_left_over_a_reboot_does_not_keep_it_from_starting(server: Server) -> None:
    server.start()
    account = server.account
    server.stop()
    lock = server.data / "postmaster.pid"
    with subprocess.Popen(["sleep", "60"], user=account.uid if account else None) as other:
        lock.write_text(f"{other.pid}\n{server.data}\n", encoding="utf-8")
        assert server.start()
        other.kill()
    assert server.is_ready()


def test_a_data_folder_opened_to_others_is_closed_again(server: Server) -> None:
    server.start()
    server.stop()
    server.data.chmod(0o755)
    assert server.start()
    assert server.data.stat().st_mode & 0o777 == 0o700


def test_what_keeps_it_from_starting_is_told_in_its_own_words(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("setup.postgres.START_SECONDS", 0.5)
    monkeypatch.setenv("GUOHE_LANG", "en")
    server.start()
    server.stop()
    (server.data / "global" / "pg_control").unlink()
    with pytest.raises(Refusal) as refused:
        server.start()
    said = str(refused.value)
    assert said.startswith("ACC-654 The database did not start. We saw: ")
    assert "could not find the database system" in said or "pg_control" in said
    assert said.endswith("Start again once the cause is gone; what was recorded is still there.")


def test_two_that_start_it_at_once_start_it_once(server: Server) -> None:
    answers: list[bool] = []
    starting = [threading.Thread(target=lambda: answers.append(server.start())) for _ in range(3)]
    for one in starting:
        one.start()
    for one in starting:
        one.join()
    assert sorted(answers) == [False, False, True]


def test_the_last_user_stops_it_and_no_other(server: Server) -> None:
    early, late = Presence(server), Presence(server)
    early.enter()
    late.enter()
    early.leave()
    assert server.is_ready()
    assert in_use(server)
    late.leave()
    assert not server.is_ready()
    assert not in_use(server)


def test_one_that_was_left_running_is_left_running(server: Server) -> None:
    server.start()
    visitor = Presence(server)
    visitor.enter()
    visitor.leave()
    assert server.is_ready()
    closing = Presence(server)
    closing.enter()
    closing.leave(even_if_left_running=True)
    assert not server.is_ready()


def test_a_folder_too_deep_for_a_socket_works_all_the_same(open_folder: Path) -> None:
    deep = open_folder.joinpath(*["a-folder-inside-a-folder"] * 5)
    deep.mkdir(parents=True)
    server = Server(deep / "pg", state=open_folder / "state")
    try:
        server.start()
        assert server.socket.parent != server.folder
        assert server.psql("SELECT 1").strip() == "1"
    finally:
        server.stop()
        server.socket.rmdir()


def test_a_moved_folder_starts_where_it_now_is(open_folder: Path) -> None:
    Server(open_folder / "before", state=open_folder).start()
    Server(open_folder / "before", state=open_folder).stop()
    (open_folder / "before").rename(open_folder / "after")
    moved = Server(open_folder / "after", state=open_folder)
    moved.start()
    assert moved.psql("SHOW unix_socket_directories").strip() == str(open_folder / "after" / "s")
    moved.stop()


def test_programs_that_the_account_cannot_reach_are_copied_to_where_it_can(open_folder: Path) -> None:
    closed = open_folder / "home"
    programs = closed / "package" / "pginstall" / "bin"
    programs.mkdir(parents=True)
    (programs / "postgres").write_text("a program", encoding="ascii")
    (programs / "postgres").chmod(0o700)
    (closed / "package.libs").mkdir()
    (closed / "package.libs" / "library").write_text("a library", encoding="ascii")
    (closed / "package.libs" / "library").chmod(0o600)
    closed.chmod(0o700)
    stranger = Account(name="stranger", uid=54321, gid=54321)
    found = within_reach(Binaries(programs, 18), stranger, open_folder / "state")
    assert can_reach(found.folder, stranger)
    assert (found.folder / "postgres").stat().st_mode & 0o005 == 0o005
    assert (found.folder.parents[2] / "package.libs" / "library").stat().st_mode & 0o004
    assert within_reach(Binaries(programs, 18), stranger, open_folder / "state") == found
