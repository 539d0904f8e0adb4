"""A checkout with the real set-up and a stand-in product, so that starting, killing and stopping are tested alone."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from setup.bytecode import BYTECODE
from setup.places import ROOT

WSGI = """
import os


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.environ['GUOHE_MODE']} {os.getppid()}".encode()]
"""

# Every word is written into a table as it arrives, by the owner; the application's role may not even read it.
MAIN = """
import os, signal, sys, time
import psycopg

word = sys.argv[1]
if "--help" in sys.argv:
    print("Usage\\n\\nCommands:\\n  words  Every word heard.")
    sys.exit()
if word == "worker":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    while True:
        time.sleep(0.1)
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
    if word == "migrate":
        owner.execute("CREATE TABLE IF NOT EXISTS heard (id int GENERATED ALWAYS AS IDENTITY, words text)")
    owner.execute("INSERT INTO heard (words) VALUES (%s)", [" ".join(sys.argv[1:])])
    if word == "words":
        print("\\n".join(row[0] for row in owner.execute("SELECT words FROM heard ORDER BY id")))
    if sys.argv[1:] == ["demo", "story"]:
        before = [row[0] for row in owner.execute("SELECT words FROM heard ORDER BY id")]
        print(os.path.relpath(os.environ["GUOHE_BOOKS"]).rpartition("-")[0], os.environ["GUOHE_LANG"], before)
    if word == "environment":
        print({name: os.environ.get(name) for name in ("GUOHE_MODE", "GUOHE_BOOKS", "GUOHE_CLOCK")})
    if word == "who":
        print(owner.execute("SELECT session_user, (SELECT rolsuper OR rolbypassrls FROM pg_roles "
                            "WHERE rolname = session_user)").fetchone())
        with psycopg.connect(os.environ["GUOHE_APP_DATABASE_URL"]) as application:
            print(application.execute("SELECT session_user, has_table_privilege('heard', 'SELECT')").fetchone())
if word == "holds":
    sys.exit(2)
if word == "slow":
    time.sleep(60)
"""


def share_compiled(ours: Path, theirs: Path, root: Path) -> None:
    """What Python compiled of the same files serves the checkout in `root` too: they are not compiled anew for each."""
    there = BYTECODE / ours.relative_to("/")
    here = root / "var" / "bytecode" / theirs.relative_to("/")
    there.mkdir(parents=True, exist_ok=True)
    here.parent.mkdir(parents=True, exist_ok=True)
    here.symlink_to(there)


class Checkout:
    """One project folder; `run` waits for a command, `begin` does not."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("guohe", *(path.name for path in ROOT.glob("requirements*"))):
            shutil.copy(ROOT / name, root / name)
        shutil.copytree(ROOT / "setup", root / "setup", ignore=shutil.ignore_patterns("__pycache__"))
        (root / ".venv").symlink_to(ROOT / ".venv")
        for name in (".venv", "setup"):
            share_compiled(ROOT / name, root / name, root)
        share_compiled(Path(sys.base_prefix), Path(sys.base_prefix), root)
        project = root / "src" / "guohe" / "project"
        project.mkdir(parents=True)
        for path, text in (
            (project.parent / "__init__.py", ""),
            (project / "__init__.py", ""),
            (project / "wsgi.py", WSGI),
            (project / "__main__.py", MAIN),
        ):
            path.write_text(text, encoding="utf-8")
        self.begun: list[subprocess.Popen[str]] = []

    def run(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "guohe", *words], cwd=self.root, env=self.environ(more), capture_output=True, text=True,
            stdin=subprocess.DEVNULL, timeout=60, check=False,
        )  # fmt: skip

    def begin(self, *words: str, **more: str) -> "subprocess.Popen[str]":
        """Start a command as a terminal does, in a process group of its own."""
        with (self.root / "begun.out").open("w") as out:
            running = subprocess.Popen(
                [sys.executable, "guohe", *words], cwd=self.root, env=self.environ(more), stdout=out, stderr=out,
                stdin=subprocess.DEVNULL, start_new_session=True, text=True,
            )  # fmt: skip
        self.begun.append(running)
        return running

    def said(self) -> str:
        return (self.root / "begun.out").read_text(encoding="utf-8")

    def address(self) -> str:
        """Wait until the demo serves; gives its address."""
        note = self.root / "var" / "demo" / "serving.json"
        wait_until(lambda: note.exists() and bool(json.loads(note.read_text(encoding="utf-8"))["address"]))
        return str(json.loads(note.read_text(encoding="utf-8"))["address"])

    def postmaster(self) -> int:
        lock = self.root / "var" / "demo" / "pg" / "data" / "postmaster.pid"
        return int(lock.read_text(encoding="utf-8").splitlines()[0])

    def made(self) -> list[str]:
        """What lies in var/ beside what Python compiled."""
        return sorted(one.name for one in (self.root / "var").iterdir() if one.name != "bytecode")

    def processes(self) -> list[str]:
        """Everything alive that was started from this folder or works in it."""
        found = []
        for entry in Path("/proc").iterdir():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                place = os.readlink(entry / "cwd")
            except OSError:
                continue
            if str(self.root) in line or place.startswith(str(self.root)):
                found.append(line)
        return found

    def close(self) -> None:
        for running in self.begun:
            if running.poll() is None:
                running.send_signal(signal.SIGTERM)
                running.wait(30)
        self.run("stop")

    @staticmethod
    def environ(more: dict[str, str] | None = None) -> dict[str, str]:
        ours = ("GUOHE_", "DATABASE_URL", "PG", "DJANGO", "PYTEST", "LANG", "LC_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {**kept, "PYTHONDONTWRITEBYTECODE": "1", "GUOHE_LANG": "en", **(more or {})}


def wait_until(true: Callable[[], bool], *, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
