"""A server for one run, gone with it: two runs at once never meet, and a killed one is swept away by the next."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from setup import books, product
from setup.books import Books
from setup.places import VAR
from setup.refusal import Refusal

_HANDED = ("DATABASE_URL", "GUOHE_APP_DATABASE_URL", "GUOHE_BOOKS", "GUOHE_SECRET_KEY")


@contextmanager
def throwaway_books(kind: str) -> Iterator[dict[str, str]]:
    """Books of mode `test` in var/`kind`, their server running; gives the environment that leads there."""
    with thrown_away(kind, "test") as made:
        environ = product.environ_of(made)
        yield {name: environ[name] for name in _HANDED if name in environ}


@contextmanager
def thrown_away(kind: str, mode: str) -> Iterator[Books]:
    """Books of `mode` in var/`kind` for this run alone, their server running; removed however the run ends, and the folder
    with them where no other run is left in it."""
    parent = VAR / kind
    with ExitStack() as held:
        with _alone(parent):
            sweep(parent)
            made = books.opened_or_made(parent / f"run-{os.getpid()}", mode, for_one_run=True)
            alive = held.enter_context((made.folder / "run.lock").open("wb"))
            fcntl.flock(alive, fcntl.LOCK_EX)
        try:
            with product.database(made, leave_nothing=True):
                yield made
        finally:
            books.remove(made)
            with _alone(parent) as lock:
                if [each for each in parent.iterdir() if each != lock] == []:
                    lock.unlink()
                    parent.rmdir()


@contextmanager
def _alone(parent: Path) -> Iterator[Path]:
    """One run at a time makes or removes in a folder. A lock whose file went meanwhile keeps nobody out, so it is taken anew."""
    lock = parent / "making.lock"
    while True:
        parent.mkdir(parents=True, exist_ok=True)
        try:
            making = lock.open("ab")
        except FileNotFoundError:
            continue
        with making:
            fcntl.flock(making, fcntl.LOCK_EX)
            if lock.exists() and os.path.samestat(os.fstat(making.fileno()), lock.stat()):
                yield lock
                return


def sweep(parent: Path) -> None:
    """Remove runs whose process is gone."""
    for folder in sorted(parent.glob("run-*")):
        try:
            left = books.opened(folder)
            with (folder / "run.lock").open("ab") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                books.remove(left)
        except (BlockingIOError, Refusal):
            continue
