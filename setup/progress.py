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
def step(title: str) -> Iterator[None]:
    """Show `title` while the block runs: one moving line on a terminal, plain lines in a log."""
    terminal = sys.stderr.isatty()
    began = time.monotonic()
    over = threading.Event()
    if not terminal:
        _write(f"- {title}\n")

    def beat() -> None:
        while not over.wait(BEAT_ON_TERMINAL if terminal else BEAT_IN_LOG):
            seconds = time.monotonic() - began
            if terminal:
                _write(f"\r\033[K- {title} … {seconds:.0f} s")
            else:
                _write("  " + say("step.still", seconds=f"{seconds:.0f}") + "\n")

    pulse = threading.Thread(target=beat, daemon=True)
    pulse.start()
    done = False
    try:
        yield
        done = True
    finally:
        over.set()
        pulse.join()
        seconds = time.monotonic() - began
        outcome = say("step.took", seconds=f"{seconds:.1f}") if done else say("step.failed")
        if terminal:
            _write(f"\r\033[K- {title} {outcome}\n")
        elif not done or seconds >= WORTH_SAYING:
            _write(f"  {outcome}\n")


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
