"""The product's command in a process that has it in memory: started once over some books, a child of it for each command.

Nothing of the product is replaced: a child reads its own words and ends with its own exit code, as a fresh process would. What
is spared is to import the product for each of some hundred commands.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class InMemory:
    """The product over the books that an environment names."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.factories.in_memory"],
            env=dict(environ), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """One command to its end; what it said and its exit code."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            (place / "typed").write_text(typed, encoding="utf-8")
            self._process.stdin.write(json.dumps({"words": words, "place": folder}) + "\n")
            self._process.stdin.flush()
            code = int(self._process.stdout.readline())
            out, err = ((place / name).read_text(encoding="utf-8") for name in ("out", "err"))
        return subprocess.CompletedProcess(words, code, out, err)

    def end(self) -> None:
        """No further command comes."""
        self._process.communicate()


@contextlib.contextmanager
def in_memory(environ: Mapping[str, str]) -> Iterator[InMemory]:
    """The product over these books while the block lasts."""
    held = InMemory(environ)
    try:
        yield held
    finally:
        held.end()


def _serve() -> None:
    """Reads a command a line and answers with its exit code."""
    # What ./guohe starts: Django is set up, and the commands of every context are gathered.
    import_module("guohe.project.__main__")
    from guohe.project.cli import main

    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(asked["words"], Path(asked["place"]))
            main()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _become(words: list[str], place: Path) -> None:
    sys.argv = ["./guohe", *words]
    for number, name, flags in (
        (0, "typed", os.O_RDONLY),
        (1, "out", os.O_WRONLY | os.O_CREAT),
        (2, "err", os.O_WRONLY | os.O_CREAT),
    ):
        opened = os.open(place / name, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)


if __name__ == "__main__":
    _serve()
