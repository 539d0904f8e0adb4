"""Every step that may take over two seconds says that it has begun, that it goes on, and how long it took."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from setup.words import say

BEAT_ON_TERMINAL = 0.2
BEAT_IN_LOG = 10.0
WORTH_SAYING = 2.0


@contextmanager
def step(title: str, *, only_if_slow: bool = False) -> Iterator[None]:
    """Show `title` while the block runs: one moving line on a terminal, plain lines in a log."""
    line = _Line(title, terminal=sys.stderr.isatty())
    over = threading.Event()
    if not only_if_slow:
        line.announce()

    def beat() -> None:
        if only_if_slow:
            if over.wait(WORTH_SAYING):
                return
            line.announce()
        while not over.wait(BEAT_ON_TERMINAL if line.terminal else BEAT_IN_LOG):
            line.go_on()

    pulse = threading.Thread(target=beat, daemon=True)
    pulse.start()
    done = False
    try:
        yield
        done = True
    finally:
        over.set()
        pulse.join()
        line.close(done=done)


class _Line:
    """What one step shows; nothing at all unless it was announced."""

    def __init__(self, title: str, *, terminal: bool) -> None:
        self.title = title
        self.terminal = terminal
        self.began = time.monotonic()
        self.announced = False

    def announce(self) -> None:
        self.announced = True
        if not self.terminal:
            _write(f"- {self.title}\n")

    def go_on(self) -> None:
        seconds = f"{time.monotonic() - self.began:.0f}"
        if self.terminal:
            _write(f"\r\033[K- {self.title} … {seconds} s")
        else:
            _write("  " + say("step.still", seconds=seconds) + "\n")

    def close(self, *, done: bool) -> None:
        if not self.announced:
            return
        seconds = time.monotonic() - self.began
        outcome = say("step.took", seconds=f"{seconds:.1f}") if done else say("step.failed")
        if self.terminal:
            _write(f"\r\033[K- {self.title} {outcome}\n")
        elif not done or seconds >= WORTH_SAYING:
            _write(f"  {outcome}\n")


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
