"""A server of its own that writes as safely as a live one, because it will be killed; and how it is killed."""

from __future__ import annotations

import fcntl
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from setup import books, cluster, stale_lock
from setup.places import ROOT, VAR
from setup.postgres import Server
from setup.throwaway import sweep

PATIENCE = 60.0
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Site:
    """One durable server, the environment that leads a process to it, and a folder for what the writers note down."""

    server: Server
    folder: Path

    def environ(self) -> dict[str, str]:
        """For processes of the product and of the test."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "GUOHE_"))}
        return {
            **kept,
            "DATABASE_URL": self.server.url(cluster.OWNER),
            "GUOHE_APP_DATABASE_URL": self.server.url(cluster.APPLICATION),
            "GUOHE_MODE": "test",
            "GUOHE_BOOKS": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "guohe.project.settings",
            "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        """A process of actor.py."""
        log = (self.folder / f"said-{words[0]}").open("a", encoding="utf-8")
        with log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.integration.crash.actor", *words],
                cwd=ROOT, env=self.environ(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, text=True,
            )  # fmt: skip

    def run(self, *words: str) -> None:
        """The same to its end, which must be a good one."""
        code = self.start(*words).wait(timeout=600)
        said = (self.folder / f"said-{words[0]}").read_text(encoding="utf-8")
        assert code == 0, said[-4000:]

    def ask(self, question: Callable[[psycopg.Connection[Any]], Answer]) -> Answer:
        """The auditor's question on a connection of its own, as the tables' owner; asked anew while the server recovers."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with psycopg.connect(self.server.url(cluster.OWNER)) as connection:
                    return question(connection)
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def wait(self) -> None:
        """Until it answers."""
        self.ask(lambda connection: connection.execute("SELECT 1").fetchone())

    def processes(self) -> list[int]:
        """Every process of this server and no other: its working folder is the data folder."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and os.path.samefile(entry / "cwd", self.server.data):
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def kill_first_process(self) -> None:
        """The postmaster dies; its children notice by themselves."""
        first = stale_lock.running_postmaster(self.server.data)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        self._start_again()

    def kill_all_processes(self) -> None:
        """As when the power of the machine goes, but for the disk's own cache."""
        for pid in self.processes():
            _kill(pid)
        self._start_again()

    def kill_one_backend(self, chance: random.Random) -> None:
        """One client's process dies in the middle; the server throws everyone out and recovers."""
        clients = "SELECT pid FROM pg_stat_activity WHERE usename = 'guohe_app' ORDER BY pid"
        rows = self.ask(lambda auditor: auditor.execute(clients).fetchall())
        if rows:
            _kill(int(chance.choice(rows)[0]))
        self.wait()

    def _start_again(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.server.start() and time.monotonic() < deadline:
            # The socket of the killed server may answer for a moment more.
            time.sleep(0.05)
        self.wait()


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@contextmanager
def opened(founding: str = "found") -> Iterator[Site]:
    """A server in var/crash, gone afterwards; one left by a killed test is swept away."""
    parent = VAR / "crash"
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    made = books.opened_or_made(parent / f"run-{os.getpid()}-{founding}", "bench")
    with (made.folder / "run.lock").open("wb") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        site = Site(made.server(), made.folder)
        try:
            site.server.start()
            site.run(founding)
            yield site
        finally:
            books.remove(made)
