"""What falls over is started again; what is told to stop is stopped, children first, and nothing is left behind."""

import ctypes
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from setup.refusal import Refusal
from setup.words import say

LOOK_EVERY = 0.5
GRACE_SECONDS = 15.0
QUICK_DEATH_SECONDS = 5.0
QUICK_DEATHS_ALLOWED = 5
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """The kernel ends the child when its supervisor is killed -9, so that no orphan keeps the port."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One program to keep alive, its log, and how it has fared."""

    name: str
    arguments: Sequence[str]
    environ: dict[str, str]
    log: Path
    pass_fds: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    quick_deaths: int = 0
    not_before: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a session of its own: a Ctrl-C in the terminal reaches only the supervisor."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.began = time.monotonic()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.arguments, env=self.environ, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                pass_fds=self.pass_fds, start_new_session=True, preexec_fn=_die_with_parent,
            )  # fmt: skip

    def running(self) -> bool:
        """Whether it is alive."""
        return self.process is not None and self.process.poll() is None

    def look(self, now: float) -> None:
        """Start it again when it is gone, later each time; give up when it dies at once again and again."""
        if self.running() or now < self.not_before:
            return
        if self.process is not None:
            self.quick_deaths = self.quick_deaths + 1 if now - self.began < QUICK_DEATH_SECONDS else 0
            if self.quick_deaths > QUICK_DEATHS_ALLOWED:
                raise Refusal("ACC-670", name=self.name, log=self.log, saw=_last_line(self.log))
            self.process = None
            self.not_before = now + min(0.25 * 2**self.quick_deaths, 5.0)
            sys.stderr.write(say("supervisor.again", name=self.name, log=self.log) + "\n")
            return
        self.start()


class Supervisor:
    """Keeps its children alive from `run` until a signal or `stop`."""

    def __init__(self, children: Sequence[Child], *, watch: Callable[[], None] | None = None) -> None:
        self.children = children
        self._watch = watch
        self._over = threading.Event()

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ask for the end; `run` then stops every child and returns."""
        self._over.set()

    def run(self, ready: Callable[[], bool]) -> None:
        """Start all, ask `ready` until it says yes, and look after them until the end."""
        before = {
            number: signal.signal(number, self.stop)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        }
        try:
            for child in self.children:
                child.start()
            announced = False
            while not self._over.wait(LOOK_EVERY if announced else 0.05):
                if self._watch is not None:
                    self._watch()
                for child in self.children:
                    child.look(time.monotonic())
                announced = announced or ready()
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self) -> None:
        for child in self.children:
            if child.running() and child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + GRACE_SECONDS
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "-"
