"""A server for one run goes with the run, and one whose run was killed goes with the next."""

import os
import subprocess
import sys
from pathlib import Path

from tests.integration.setup.checkout import Checkout, wait_until

RUN = """
import sys, time
from setup.throwaway import throwaway_books
with throwaway_books("test") as environ:
    print(sorted(environ), flush=True)
    time.sleep(float(sys.argv[1]))
"""


def begin(checkout: Checkout, seconds: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-B", "-c", RUN, seconds], cwd=checkout.root, stdout=subprocess.PIPE, text=True,
        env=checkout.environ(),
    )  # fmt: skip


def runs(checkout: Checkout) -> list[str]:
    return sorted(path.name for path in (checkout.root / "var" / "test").glob("run-*"))


def test_two_runs_at_once_have_a_server_each_and_leave_nothing(checkout: Checkout) -> None:
    both = [begin(checkout, "3") for _ in range(2)]
    for run in both:
        assert run.stdout is not None
        assert "GUOHE_APP_DATABASE_URL" in run.stdout.readline()
    assert runs(checkout) == sorted(f"run-{run.pid}" for run in both)
    assert [run.wait(30) for run in both] == [0, 0]
    assert not (checkout.root / "var" / "test").exists()
    assert checkout.processes() == []


def test_what_a_killed_run_left_is_swept_away_by_the_next(checkout: Checkout) -> None:
    killed = begin(checkout, "60")
    assert killed.stdout is not None
    killed.stdout.readline()
    killed.kill()
    killed.wait()
    assert checkout.processes() != []
    following = begin(checkout, "0")
    assert following.wait(30) == 0
    wait_until(lambda: checkout.processes() == [])
    assert runs(checkout) == []


def test_who_only_reads_the_settings_makes_no_folder(tmp_path: Path) -> None:
    for folder, there in ((tmp_path / "none", False), (tmp_path, True)):
        environ = {**os.environ, "GUOHE_BOOKS": str(folder)}
        command = [sys.executable, "-c", "import guohe.project.settings"]
        subprocess.run(command, env=environ, check=True, capture_output=True)
        assert (folder / "static").exists() is there
