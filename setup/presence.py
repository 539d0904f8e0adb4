"""Whoever uses a database holds a shared lock, so the last one out can turn off the light and nobody else does."""

import fcntl
from pathlib import Path
from typing import IO

from setup.postgres import Server


class Presence:
    """One command's use of an embedded server, from `enter` to `leave`; a kill gives the lock back by itself."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._lock: IO[bytes] | None = None
        self._leave_running = False

    def enter(self) -> None:
        """Start the server unless it runs; remember whether it was left running on purpose."""
        self.server.folder.mkdir(parents=True, exist_ok=True)
        lock = _path(self.server).open("ab")
        alone = _taken(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        was_ready = alone and self.server.is_ready()
        fcntl.flock(lock, fcntl.LOCK_SH)
        self._lock = lock
        self.server.start()
        self._leave_running = was_ready

    def leave(self, *, even_if_left_running: bool = False) -> None:
        """Stop the server when nobody else uses it, unless it ran before anybody came."""
        if self._lock is None:
            return
        if (even_if_left_running or not self._leave_running) and _taken(
            self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB
        ):
            self.server.stop()
        self._lock.close()
        self._lock = None


def in_use(server: Server) -> bool:
    """Whether any command uses it now."""
    if not _path(server).exists():
        return False
    with _path(server).open("ab") as lock:
        return not _taken(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _path(server: Server) -> Path:
    return server.folder / "users.lock"


def _taken(lock: IO[bytes], how: int) -> bool:
    try:
        fcntl.flock(lock, how)
    except BlockingIOError:
        return False
    return True
