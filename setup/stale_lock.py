"""A postmaster.pid left by a killed server is removed only when no process of that server lives."""

import os
import time
from pathlib import Path

_PROCESSES = Path("/proc")


def running_postmaster(data: Path) -> int | None:
    """The process number in postmaster.pid when that process really serves this folder."""
    try:
        number = int((data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None
    return number if _serves(number, data) else None


def gone(number: int, data: Path, *, patience_seconds: float) -> bool:
    """Wait for the process to leave the process table; its lock file goes a moment earlier."""
    deadline = time.monotonic() + patience_seconds
    while _serves(number, data):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def remove(data: Path) -> None:
    """Take away a lock whose number now belongs to some other program (a machine restarted, a container copied)."""
    lock = data / "postmaster.pid"
    if not lock.exists() or not _PROCESSES.is_dir():
        return
    if any(_serves(int(entry.name), data) for entry in _PROCESSES.iterdir() if entry.name.isdigit()):
        return
    lock.unlink(missing_ok=True)


def _serves(number: int, data: Path) -> bool:
    """Every process of a PostgreSQL server has its data folder as working folder."""
    if not _PROCESSES.is_dir():
        return _alive(number)
    try:
        return os.path.samefile(_PROCESSES / str(number) / "cwd", data)
    except OSError:
        return False


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
