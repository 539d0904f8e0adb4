"""A server of its own that writes as safely as a live one, because it will be killed; and how it is killed."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from django.conf import settings
from django.db import connections

from setup import books, cluster, stale_lock
from setup.places import ROOT, VAR
from setup.postgres import Server
from setup.throwaway import sweep
from tests.integration.crash import actor

PATIENCE = 60.0
# The test has the product in memory: a child of it begins at once, and a kill after a short while meets it at its work.
_FORK = multiprocessing.get_context("fork")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Child:
    """A process of the product, which may be waited for and killed."""

    process: BaseProcess

    def wait(self, timeout: float | None = None) -> int:
        """Until it has ended; gives its exit code, or less than 0 for the signal that ended it."""
        self.process.join(timeout)
        code = self.poll()
        assert code is not None, f"it still runs after {timeout} s"
        return code

    def poll(self) -> int | None:
        """Its exit code, or None while it runs."""
        return self.process.exitcode

    def kill(self) -> None:
        """Ends it as `kill -9` does."""
        self.process.kill()


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

    def start(self, *words: str) -> Child:
        """A process that does as actor.py says."""
        # A child must not end a conversation with a server that its parent goes on with.
        if settings.configured:
            connections.close_all()
        process = _FORK.Process(target=self._act, args=words, daemon=True)
        process.start()
        return Child(process)

    def _act(self, *words: str) -> None:
        sys.stdout = sys.stderr = (self.folder / f"said-{words[0]}").open("a", encoding="utf-8", buffering=1)
        os.environ.clear()
        os.environ.update(self.environ())
        actor.main(words)

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
def founded(founding: str = "found") -> Iterator[Path]:
    """The data of a stopped server whose books are founded, which every story begins with; gone afterwards."""
    with _made(f"{founding}-begun") as site:
        site.server.start()
        site.run(founding)
        site.server.stop()
        yield site.server.folder


@contextmanager
def opened(begun: Path) -> Iterator[Site]:
    """A server of its own over a copy of founded books, gone afterwards."""
    with _made("story") as site:
        # The owner of the files is the account that the server runs as, which only `cp` keeps.
        subprocess.run(["cp", "-a", begun / "data", begun / "roles-made", site.server.folder], check=True)
        site.server.start()
        yield site


@contextmanager
def _made(name: str) -> Iterator[Site]:
    """Books in var/crash whose server has not been started; those left by a killed test are swept away."""
    parent = VAR / "crash"
    parent.mkdir(parents=True, exist_ok=True)
    sweep(parent)
    made = books.opened_or_made(parent / f"run-{os.getpid()}-{name}", "bench")
    with (made.folder / "run.lock").open("wb") as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        site = Site(made.server(), made.folder)
        try:
            made.database.mkdir(exist_ok=True)
            yield site
        finally:
            # What is removed need not be written out first, as a server does that stops in order.
            for pid in site.processes():
                _kill(pid)
            books.remove(made)
