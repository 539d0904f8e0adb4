"""`./guohe test` runs every check there is, goes on after a failure, and counts what passed and what failed."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from setup import bytecode, environment, system_packages
from setup.places import ROOT, VENV
from setup.refusal import Refusal
from setup.throwaway import throwaway_books
from setup.words import say

# No test of the pure part may reach a database: this address leads nowhere.
_NOWHERE = {"DATABASE_URL": "postgresql://nobody@/nothing?host=%2Fnonexistent", "GUOHE_APP_DATABASE_URL": ""}
# The pure part runs without settings, so that Django cannot slip in; everything else runs with them.
_DJANGO = {"DJANGO_SETTINGS_MODULE": "guohe.project.settings"}


@dataclass
class Tally:
    """What has been counted so far."""

    passed: int = 0
    failed: int = 0
    steps_failed: list[str] = field(default_factory=list)

    def add_pytest(self, output: str) -> None:
        """Read pytest's own closing line."""
        closing = [line for line in output.splitlines() if re.search(r"\d+ (passed|failed|error)", line)][-1:]
        for number, word in re.findall(r"(\d+) (passed|failed|errors?)", closing[0] if closing else ""):
            if word == "passed":
                self.passed += int(number)
            else:
                self.failed += int(number)


# A worker more than there are cores works while others wait for a server or a browser to begin. Whole modules go to one worker,
# whose books are made once a module; whoever is done first takes from another.
_SHARED = ("-n", str(len(os.sched_getaffinity(0)) + 1), "--dist", "worksteal")


def lint(words: list[str]) -> int:
    """Only what needs no database: lint, form, types, layers."""
    if words:
        raise Refusal("ACC-674", command="./guohe lint", saw=" ".join(words))
    environment.ensure(environment.DEVELOPMENT)
    tally = Tally()
    _static(tally, _environ(_NOWHERE))
    return _close(tally)


def test(words: list[str]) -> int:
    """Everything; with `-- ARGUMENTS` pytest alone, given those arguments."""
    if words and words[0] != "--":
        raise Refusal("ACC-674", command="./guohe test", saw=words[0])
    environment.ensure(environment.DEVELOPMENT)
    lacking = _system_packages()
    tally = Tally()
    if words and only_unit(words[1:]):
        _pytest(tally, "unit", words[1:], _environ(_NOWHERE))
    elif words:
        with throwaway_books("test") as environ:
            _pytest(tally, "pytest", words[1:], _environ({**environ, **_DJANGO}))
    else:
        nowhere = _environ(_NOWHERE)
        _static(tally, nowhere, beside=lambda: _pytest(tally, "unit", ["-n", "2", "tests/unit"], nowhere))
        with throwaway_books("test") as environ:
            rest = [f"tests/{folder}" for folder in _folders() if folder != "unit"]
            _pytest(tally, "database, journeys", [*_SHARED, *rest], _environ({**environ, **_DJANGO}))
    if lacking is not None:
        sys.stdout.write(f"{lacking}\n")
    return _close(tally)


def only_unit(arguments: Sequence[str]) -> bool:
    """Whether the paths among pytest's arguments all lie in tests/unit, which needs no database."""
    paths = [one for one in arguments if one.startswith("tests")]
    return bool(paths) and all(one.startswith("tests/unit") for one in paths)


def _system_packages() -> Refusal | None:
    """What the tests want from the system; an ordinary user is told, and every other test still runs."""
    try:
        system_packages.ensure(system_packages.TEST_TOOLS)
    except Refusal as refusal:
        sys.stdout.write(f"{refusal}\n")
        return refusal
    return None


def _static(tally: Tally, environ: dict[str, str], *, beside: Callable[[], None] = lambda: None) -> None:
    """The checks that need no database; `beside` is done while types, the longest of them, are checked."""
    for title, arguments in (
        ("ruff check", ["ruff", "check", "."]),
        ("ruff format", ["ruff", "format", "--check", "."]),
        ("import-linter", ["lint-imports"]),
    ):
        _heading(title)
        done = subprocess.run(
            [VENV / "bin" / arguments[0], *arguments[1:]], cwd=ROOT, env=environ, check=False
        )
        if done.returncode:
            tally.steps_failed.append(title)
    types = subprocess.Popen(
        [VENV / "bin" / "mypy"], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, errors="replace"
    )
    try:
        beside()
    finally:
        said, _ = types.communicate()
    _heading("mypy")
    sys.stdout.write(said)
    if types.returncode:
        tally.steps_failed.append("mypy")


def _pytest(tally: Tally, title: str, arguments: Sequence[str], environ: dict[str, str]) -> None:
    _heading(title)
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    running = subprocess.Popen(
        [VENV / "bin" / "python", "-m", "pytest", *colour, *arguments],
        cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, errors="replace",
    )  # fmt: skip
    output = []
    if running.stdout is not None:
        for line in running.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            output.append(re.sub(r"\x1b\[[0-9;]*m", "", line))
    tally.add_pytest("".join(output))
    if running.wait():
        tally.steps_failed.append(title)


def _close(tally: Tally) -> int:
    for title in tally.steps_failed:
        sys.stdout.write(say("test.failed", step=title) + "\n")
    failed = max(tally.failed, len(tally.steps_failed))
    sys.stdout.write(f"{tally.passed} passed, {failed} failed\n")
    return 1 if tally.steps_failed or tally.failed else 0


def _folders() -> list[str]:
    return sorted(one.name for one in (ROOT / "tests").iterdir() if one.is_dir() and one.name[0] not in "_.")


def _environ(more: dict[str, str]) -> dict[str, str]:
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    named = {"GUOHE_MODE": "test", "PYTHONPATH": str(ROOT / "src"), "PATH": path, **more}
    return bytecode.kept({**os.environ, **named})


def _heading(title: str) -> None:
    sys.stdout.write(f"\n== {title}\n")
    sys.stdout.flush()
