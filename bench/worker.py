"""A contender in a process of its own: it prepares when told, and goes when told, so that only the going is timed.

The parent writes one JSON line ({"do": "bulk", "count": 2000}) and waits for one line of answer. Contenders differ
in settings, models and connections; a process each is the only fair way to have them in one round.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.measuring import Sample, Server, go

ROOT = Path(__file__).resolve().parent.parent


class Contender:
    """The parent's end."""

    def __init__(self, module: str, database: str, **environ: str) -> None:
        from bench.ground import url_of

        given = {
            **os.environ,
            "DATABASE_URL": url_of(database),
            "DJANGO_SETTINGS_MODULE": f"bench.peers.{module}_settings",
        }
        if os.environ.get("GUOHE_APP_DATABASE_URL"):
            given["GUOHE_APP_DATABASE_URL"] = url_of(database, application=True)
        self._process = subprocess.Popen(
            [sys.executable, __file__, f"bench.peers.{module}"],
            cwd=ROOT, env={**given, **environ}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.ask("set_up")

    def ask(self, do: str, **values: Any) -> Any:
        """One order and its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, **values}) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the contender ended while doing {do}")
        return json.loads(answer)

    def sample(self, server: Server, do: str, **values: Any) -> Sample:
        """Prepares untimed, then goes; the answer to going is the number of units."""
        self.ask("prepare", of=do, **values)
        return go(server, lambda: int(self.ask("go")), pid=self._process.pid)

    def close(self) -> None:
        """Ends it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=30)


@contextmanager
def _closing(contender: Contender) -> Any:
    try:
        yield contender
    finally:
        contender.close()


def contender(module: str, database: str, **environ: str) -> AbstractContextManager[Contender]:
    """A contender for the block."""
    made: AbstractContextManager[Contender] = _closing(Contender(module, database, **environ))
    return made


def side_by_side(clients: int, seconds: float, one: Callable[[int], Callable[[], None]]) -> Callable[[], int]:
    """``clients`` processes are made ready, each with its own warm ``one(number)()``; gives what lets them go together.

    Connections are opened and plans made by ``one`` in the child, before the going that is timed. The answer to going is
    how often they acted in ``seconds`` all together.
    """
    context = get_context("fork")
    barrier = context.Barrier(clients + 1)
    parts = []
    for number in range(clients):
        reader, writer = context.Pipe(duplex=False)
        child = context.Process(target=_client, args=(number, seconds, one, barrier, writer))
        child.start()
        writer.close()
        parts.append((child, reader))
    for _, reader in parts:
        reader.recv()

    def together() -> int:
        barrier.wait()
        acted = sum(reader.recv() for _, reader in parts)
        for child, _ in parts:
            child.join()
        return acted

    return together


# A session plans a statement anew five times before it may keep the plan.
_WARM_UP = 20


def _client(number: int, seconds: float, one: Any, barrier: Any, writer: Any) -> None:
    act = one(number)
    for _ in range(_WARM_UP):
        act()
    writer.send(0)
    barrier.wait()
    acted = 0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        act()
        acted += 1
    writer.send(acted)
    writer.close()


def main() -> None:
    """The contender's end: a module with set_up(), and prepare(of, **values) that gives what to go with."""
    import django

    answers, sys.stdout = sys.stdout, sys.stderr
    django.setup()
    module = importlib.import_module(sys.argv[1])
    work: Callable[[], Any] = lambda: 0  # noqa: E731
    for line in sys.stdin:
        order = json.loads(line)
        do = order.pop("do")
        if do == "prepare":
            work, answer = module.prepare(**order), 0
        else:
            answer = work() if do == "go" else getattr(module, do)(**order)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
