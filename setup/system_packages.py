"""Debian packages are installed only as root; anyone else is told which are missing and how to get them."""

import ctypes.util
import importlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from setup.progress import step
from setup.refusal import Refusal
from setup.words import say


@dataclass(frozen=True)
class Need:
    """One Debian package and how to see that its purpose is already served, by whatever means."""

    package: str
    present: Callable[[], bool]


def _venv_works() -> bool:
    importlib.invalidate_caches()
    try:
        import ensurepip
        import venv
    except ImportError:
        return False
    return bool(ensurepip.version() and venv)


def _library(name: str) -> Callable[[], bool]:
    return lambda: ctypes.util.find_library(name) is not None


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _chinese_font() -> bool:
    return any(
        next(Path(folder).rglob("*CJK*"), None) is not None
        for folder in ("/usr/share/fonts", "/usr/local/share/fonts")
        if Path(folder).is_dir()
    )


# The first that is there takes the journeys. The shell is the same Chromium without a window to draw, for two thirds of the work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
VENV_MODULE = (Need("python3-venv", _venv_works),)
TEST_TOOLS = (
    Need("chromium-headless-shell", _program(*BROWSERS)),
    Need("libatomic1", _library("atomic")),
    Need("fonts-noto-cjk", _chinese_font),
    Need("hledger", _program("hledger")),
)


def ensure_venv_module() -> None:
    """Python's own `venv` is a package of its own on Debian."""
    ensure(VENV_MODULE)


def ensure(needs: tuple[Need, ...]) -> None:
    """Install what is missing; without the right or the means to, refuse with the command that would do it."""
    missing = [need.package for need in needs if not need.present()]
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Refusal("ACC-643", packages=", ".join(missing), command=f"apt-get install {' '.join(missing)}")
    with step(say("step.apt", packages=", ".join(missing))):
        _apt("update")
        _apt("install", "--yes", "--no-install-recommends", *missing)
    still = [need.package for need in needs if not need.present()]
    if still:
        raise Refusal("ACC-643", packages=", ".join(still), command=f"apt-get install {' '.join(still)}")


def _apt(*arguments: str) -> None:
    environ = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    done = subprocess.run(
        ["apt-get", "--quiet", *arguments], env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["-"]
        raise Refusal("ACC-644", command=f"apt-get {' '.join(arguments)}", saw=last[0])
