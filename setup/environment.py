"""The virtual environment holds exactly what the hash-locked requirements files name."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setup import system_packages
from setup.package_index import uv_environment
from setup.places import ROOT, VENV, VENV_PYTHON
from setup.progress import step
from setup.refusal import Refusal
from setup.words import say

PRODUCT = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
BENCHMARK = "requirements-bench.txt"
_BOOT = "requirements-boot.txt"


def ensure(lock_name: str = PRODUCT) -> Path:
    """Install what `lock_name` names unless its stamp says that it is there; return the Python to use."""
    if _satisfied(lock_name):
        return VENV_PYTHON
    with _alone():
        if not _satisfied(lock_name):
            _create()
            _install(lock_name)
            _stamp(lock_name).write_text(_fingerprint(lock_name), encoding="ascii")
    return VENV_PYTHON


def exists() -> bool:
    """Whether the product can already be asked anything."""
    return _satisfied(PRODUCT)


def _satisfied(lock_name: str) -> bool:
    """The larger locks hold every pin of the product's."""
    return _stamped(lock_name) or (lock_name == PRODUCT and _stamped(DEVELOPMENT))


def _stamp(lock_name: str) -> Path:
    return VENV / f".{lock_name}.sha256"


def _fingerprint(lock_name: str) -> str:
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return hashlib.sha256((ROOT / lock_name).read_bytes() + python.encode()).hexdigest()


def _stamped(lock_name: str) -> bool:
    stamp = _stamp(lock_name)
    try:
        return VENV_PYTHON.exists() and stamp.read_text(encoding="ascii") == _fingerprint(lock_name)
    except OSError:
        return False


@contextmanager
def _alone() -> Iterator[None]:
    """Two commands started together install once: the second waits for the first."""
    with (ROOT / _BOOT).open("rb") as boot:
        fcntl.flock(boot, fcntl.LOCK_EX)
        yield


def _create() -> None:
    if VENV_PYTHON.exists() and _answers([VENV_PYTHON, "-c", _SAME_PYTHON]):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    system_packages.ensure_venv_module()
    with step(say("step.venv")):
        _run([sys.executable, "-m", "venv", str(VENV)], dict(os.environ), failure="ACC-641")


_SAME_PYTHON = f"import sys, pip; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"


def _install(lock_name: str) -> None:
    pip = [
        str(VENV_PYTHON),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--disable-pip-version-check",
    ]
    uv = str(VENV / "bin" / "uv")
    plain = dict(os.environ)
    count = sum(1 for line in (ROOT / lock_name).read_text(encoding="ascii").splitlines() if "==" in line)
    with step(say("step.install", count=count, lock=lock_name)):
        arguments = [
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--python",
            str(VENV_PYTHON),
            "-r",
            lock_name,
        ]
        if _answers([*pip, "-r", _BOOT]) and _answers([uv, *arguments], uv_environment(VENV_PYTHON)):
            return
        # uv could not reach what pip can reach (a proxy, an index only pip understands): slower, same hashes.
        _run([*pip, "-r", lock_name], plain, failure="ACC-642", lock=lock_name)


def _answers(arguments: list[str | Path], environ: dict[str, str] | None = None) -> bool:
    done = subprocess.run(
        arguments, cwd=ROOT, env=environ, capture_output=True, stdin=subprocess.DEVNULL, check=False
    )
    return done.returncode == 0


def _run(arguments: list[str], environ: dict[str, str], failure: str, **values: str) -> None:
    done = subprocess.run(
        arguments,
        cwd=ROOT,
        env=environ,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["-"]
        raise Refusal(failure, saw=last[0], **values)
