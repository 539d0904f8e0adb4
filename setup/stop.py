"""`./guohe stop`: whatever these books started is told to end, and waited for."""

import os
import signal
import sys
import time

from setup import books, serving
from setup.books import Books
from setup.places import shown
from setup.refusal import Refusal
from setup.words import say

PATIENCE_SECONDS = 30.0


def run(words: list[str], chosen: str | None = None) -> int:
    """Stop web, worker and database of the books that are named, else of all that this checkout knows."""
    if words and words[0] in ("-h", "--help"):
        sys.stdout.write(f"./guohe stop: {say('help.stop')}\n")
        return 0
    if words:
        raise Refusal("ACC-674", command="./guohe stop", saw=words[0])
    named = chosen or os.environ.get("GUOHE_BOOKS")
    stopped = [one for one in ([books.chosen(named)] if named else books.known()) if _stop(one)]
    names = ", ".join(shown(one.folder) for one in stopped)
    sys.stdout.write((say("stop.done", folders=names) if stopped else say("stop.nothing")) + "\n")
    return 0


def _stop(one: Books) -> bool:
    serving_now = serving.running(one)
    if serving_now is not None:
        try:
            os.kill(serving_now.process, signal.SIGTERM)
        except PermissionError:
            raise Refusal("ACC-651", folder=shown(one.folder), owner=one.folder.owner()) from None
        deadline = time.monotonic() + PATIENCE_SECONDS
        while serving.running(one) is not None and time.monotonic() < deadline:
            time.sleep(0.1)
    server = one.server()
    was_ready = server.is_ready()
    if was_ready:
        server.stop()
    return was_ready or serving_now is not None
