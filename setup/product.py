"""The product is started with the environment of one set of books, and only here is that environment made."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from setup import bytecode, cluster, environment
from setup.books import Books
from setup.places import ROOT, VENV_PYTHON
from setup.presence import Presence
from setup.progress import step
from setup.words import say

DEMO_CLOCK = "2019-07-02T10:00:00+08:00"


def environ_of(books: Books) -> dict[str, str]:
    """The process environment of the product: the books, their mode, their addresses; a DATABASE_URL set stays."""
    result = bytecode.kept({name: value for name, value in os.environ.items() if not name.startswith("PG")})
    result["PYTHONPATH"] = str(ROOT / "src")
    result["GUOHE_MODE"] = books.mode
    result["GUOHE_BOOKS"] = str(books.folder)
    result["GUOHE_SECRET_KEY"] = books.secret_key()
    result.pop("GUOHE_CLOCK", None)
    if books.mode == "demo":
        result["GUOHE_CLOCK"] = DEMO_CLOCK
    if not uses_own_database():
        server = books.server()
        result["DATABASE_URL"] = server.url(cluster.OWNER)
        result["GUOHE_APP_DATABASE_URL"] = server.url(cluster.APPLICATION)
    return result


def serving_environ_of(books: Books) -> dict[str, str]:
    """The environment of the processes that serve: where the application has a login of its own, they never hear the owner's."""
    result = environ_of(books)
    if result.get("GUOHE_APP_DATABASE_URL"):
        del result["DATABASE_URL"]
    return result


def uses_own_database() -> bool:
    """Whether the user named a PostgreSQL of his own, so that none is started."""
    return bool(os.environ.get("DATABASE_URL"))


def arguments(*words: str) -> list[str]:
    """The command line of the product's own command."""
    return [str(VENV_PYTHON), "-m", "guohe.project", *words]


def run(books: Books, *words: str) -> int:
    """Run a product command in the foreground, its input and output untouched; its exit code is ours."""
    return subprocess.run(arguments(*words), env=environ_of(books), check=False).returncode


def run_without_books(*words: str) -> int:
    """Run a product command that only reads a file: no books are there, and none are made."""
    environ = dict(
        os.environ,
        PYTHONPATH=str(ROOT / "src"),
        GUOHE_MODE="test",
        DATABASE_URL="postgresql://nobody@/nothing?host=%2Fnonexistent",
        GUOHE_APP_DATABASE_URL="",
    )
    return subprocess.run(arguments(*words), env=environ, check=False).returncode


def run_quietly(books: Books, title: str, words: Sequence[str], *, show: bool = False) -> int:
    """Run a product command behind a progress line; what it said is shown when it failed, or when asked for."""
    with step(title):
        done = subprocess.run(
            arguments(*words), env=environ_of(books), stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False,
        )  # fmt: skip
    if show or done.returncode:
        sys.stdout.write(done.stdout)
        sys.stdout.flush()
    if done.returncode:
        sys.stderr.write(done.stderr)
    return done.returncode


def help_(words: Sequence[str], *, only_after: str = "", leave_out: Sequence[str] = ()) -> int:
    """Show the product's own help, which needs no books and no database; of a list, only what is not ours."""
    # Help reads what was compiled before and, as it makes nothing, writes none.
    environ = bytecode.kept(os.environ)
    environ.update(
        PYTHONPATH=str(ROOT / "src"), PYTHONDONTWRITEBYTECODE="1", GUOHE_MODE="test", COLUMNS="100"
    )
    done = subprocess.run(arguments(*words), env=environ, capture_output=True, text=True, check=False)
    shown = done.stdout.replace("python -m guohe.project", "./guohe")
    if only_after:
        lines = shown.partition(only_after)[2].splitlines(keepends=True)
        shown = "".join(line for line in lines if line.split()[:1] not in [[word] for word in leave_out])
    if not shown and not only_after:
        sys.stderr.write(done.stderr)
        return done.returncode
    sys.stdout.write(shown or say("help.not-now") + "\n")
    return 0 if shown else 1


@contextmanager
def database(books: Books, *, leave_nothing: bool = False) -> Iterator[None]:
    """The books' embedded server runs while the block does; nothing to do when the user named a database."""
    environment.ensure()
    if uses_own_database():
        yield
        return
    presence = Presence(books.server())
    try:
        with step(say("step.database"), only_if_slow=True):
            presence.enter()
        yield
    finally:
        with _undisturbed():
            presence.leave(even_if_left_running=leave_nothing)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C does not break off the tidying that the first one began."""
    polite = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in polite}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
