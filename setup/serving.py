"""Serving is the web application and the job worker on one machine address, once per set of books."""

import fcntl
import http.client
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from setup import product
from setup.books import Books
from setup.places import VENV_PYTHON, shown
from setup.progress import step
from setup.refusal import Refusal
from setup.stale_lock import running_postmaster
from setup.supervisor import Child, Supervisor
from setup.words import say

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 50


@dataclass(frozen=True)
class Running:
    """Who serves these books now, and where."""

    process: int
    address: str


def running(books: Books) -> Running | None:
    """The one that serves these books, if any: its lock is held, so a file left by a kill does not count."""
    try:
        with _lock_path(books).open("r+b") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                said = json.loads(_note_path(books).read_text(encoding="utf-8"))
                return Running(process=said["process"], address=said["address"])
    except (FileNotFoundError, ValueError):
        return None
    return None


def already(books: Books) -> str:
    """What is said to whoever would serve books that another serves: where, or that they are being opened just now."""
    now = running(books)
    return say("serving.already", address=now.address) if now and now.address else say("serving.starting")


def claim(books: Books) -> IO[bytes] | None:
    """The right to serve these books, or None when another has it; held until closed."""
    lock = _lock_path(books).open("ab")
    for _ in range(3):
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Somebody may only be looking whether it is free.
            time.sleep(0.1)
            continue
        note(books, address="")
        return lock
    lock.close()
    return None


def note(books: Books, *, address: str) -> None:
    """Write down who serves and where, whole or not at all."""
    made = _note_path(books).with_suffix(".new")
    made.write_text(json.dumps({"process": os.getpid(), "address": address}), encoding="utf-8")
    made.rename(_note_path(books))


def serve(books: Books, *, port: int | None) -> None:
    """Serve until told to stop. The caller holds the claim and has the database running."""
    listening = listen(port)
    address = f"http://{HOST}:{listening.getsockname()[1]}"
    environ = product.serving_environ_of(books)
    logs = books.folder / "logs"
    web = Child(
        "web", _gunicorn(listening.fileno()), environ, logs / "web.log", pass_fds=(listening.fileno(),)
    )
    worker = Child("worker", product.arguments("worker"), environ, logs / "worker.log")

    supervisor = Supervisor([web, worker], watch=None if product.uses_own_database() else _watch(books))
    with listening, ExitStack() as starting:
        starting.enter_context(step(say("step.web")))

        def announce() -> bool:
            if not _answers(address):
                return False
            starting.close()
            note(books, address=address)
            sys.stdout.write(say("serving.address", address=address, logs=shown(logs)) + "\n")
            sys.stdout.flush()
            return True

        supervisor.run(announce)
    _note_path(books).unlink(missing_ok=True)


def listen(port: int | None) -> socket.socket:
    """A listening socket, kept open here so that a web process may fall and rise without losing a caller."""
    for number in range(port or FIRST_PORT, (port or FIRST_PORT) + (1 if port else PORTS_TRIED)):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, number))
            listening.listen(256)
        except OSError:
            listening.close()
            continue
        return listening
    raise Refusal("ACC-671", port=port or f"{FIRST_PORT}-{FIRST_PORT + PORTS_TRIED - 1}")


def _gunicorn(descriptor: int) -> list[str]:
    return [
        str(VENV_PYTHON), "-m", "gunicorn", "guohe.project.wsgi:application",
        "--bind", f"fd://{descriptor}", "--worker-class", "gthread", "--workers", "2", "--threads", "4",
        "--graceful-timeout", "5", "--timeout", "120", "--no-control-socket",
    ]  # fmt: skip


def _answers(address: str) -> bool:
    """Whether the web application gives any answer yet: from then on the address is worth printing."""
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=2)
    try:
        connection.request("HEAD", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _watch(books: Books) -> Callable[[], None]:
    """A look at the database: a server that was killed is started again."""
    server = books.server()

    def look() -> None:
        if running_postmaster(server.data) is None:
            sys.stderr.write(say("supervisor.again", name="PostgreSQL", log=server.folder / "log") + "\n")
            server.start()

    return look


def _lock_path(books: Books) -> Path:
    return books.folder / "serving.lock"


def _note_path(books: Books) -> Path:
    return books.folder / "serving.json"
