"""`./guohe lock`: write the lock files anew from the *.in files; versions and hashes only, no address of any index."""

import subprocess

from setup import environment
from setup.package_index import uv_environment
from setup.places import ROOT, VENV, VENV_PYTHON
from setup.progress import step
from setup.refusal import Refusal
from setup.words import say

# In this order: each lock is a constraint of the next one.
LOCKS = ("requirements-boot", "requirements", "requirements-dev", "requirements-bench")
_CLEAN = ("--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links")


def run(words: list[str]) -> int:
    """Lock again; `--upgrade` moves what the *.in files leave free to its newest version."""
    if words not in ([], ["--upgrade"]):
        raise Refusal("ACC-674", command="./guohe lock", saw=" ".join(words))
    environment.ensure()
    environ = uv_environment(VENV_PYTHON)
    for name in LOCKS:
        with step(say("step.lock", lock=f"{name}.txt")):
            done = subprocess.run(
                [VENV / "bin" / "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", *_CLEAN,
                 *words, f"{name}.in", "--output-file", f"{name}.txt"],
                cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
            )  # fmt: skip
        if done.returncode:
            raise Refusal("ACC-642", lock=f"{name}.txt", saw=(done.stderr.strip().splitlines() or ["-"])[-1])
    return 0
