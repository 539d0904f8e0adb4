"""`./guohe bench`: the benchmarks beside their peers, on a server of their own that writes as safely as a live one."""

import os
import subprocess

from setup import books, environment, product
from setup.places import ROOT, VAR

FOLDER = VAR / "bench"


def run(words: list[str]) -> int:
    """Run bench/run.py with the names given, or all; its database is made anew each time."""
    environment.ensure(environment.DEVELOPMENT)
    python = environment.ensure(environment.BENCHMARK)
    if FOLDER.exists():
        books.remove(books.opened(FOLDER))
    made = books.opened_or_made(FOLDER, "bench")
    try:
        with product.database(made, leave_nothing=True):
            environ = {**product.environ_of(made), "GUOHE_MODE": "test"}
            path = f"{python.parent}{os.pathsep}{environ.get('PATH', '')}"
            environ |= {"PATH": path, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
            return subprocess.run(
                [python, "bench/run.py", *words], cwd=ROOT, env=environ, check=False
            ).returncode
    finally:
        books.remove(made)
