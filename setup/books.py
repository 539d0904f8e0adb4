"""A set of books is one folder with a marker that says what it is; demo and live never share one."""

import json
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from setup import state
from setup.account import Account, can_reach, server_account
from setup.places import ROOT, VAR, shown
from setup.postgres import Server
from setup.refusal import Refusal

MODES = ("demo", "live", "test", "bench")
MARKER = "guohe-books.json"
_SECRET = "secret-key"  # noqa: S105 -- the name of a file


@dataclass(frozen=True)
class Books:
    """A folder of books, its mode, where its embedded database lies, and whether it was made for one run and goes with it."""

    folder: Path
    mode: str
    database: Path
    for_one_run: bool = False

    def server(self) -> Server:
        """The embedded server of these books."""
        # What is thrown away need not outlive a crash, but for the books that are measured. One's own always must.
        kept = self.mode in ("live", "bench") or (self.mode == "demo" and not self.for_one_run)
        return Server(self.database, state=state.folder(), durable=kept)

    def secret_key(self) -> str:
        """The key that signs cookies: made once, readable by nobody else."""
        path = self.folder / _SECRET
        if not path.exists():
            made = self.folder / f".{_SECRET}.{os.getpid()}"
            made.touch(mode=0o600)
            made.write_text(secrets.token_urlsafe(48), encoding="ascii")
            made.rename(path)
        return path.read_text(encoding="ascii")


def opened(folder: Path) -> Books:
    """The books in `folder`, which must carry our marker."""
    folder = folder.absolute()
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refusal("ACC-660", folder=shown(folder)) from None
    except ValueError:
        raise Refusal("ACC-661", folder=shown(folder)) from None
    if not isinstance(marker, dict) or marker.get("mode") not in MODES:
        raise Refusal("ACC-661", folder=shown(folder))
    database = folder / str(marker.get("database", "pg"))
    for_one_run = marker.get("for_one_run") is True
    return Books(folder=folder, mode=marker["mode"], database=database, for_one_run=for_one_run)


def opened_or_made(folder: Path, mode: str, *, for_one_run: bool = False) -> Books:
    """The books in `folder` if they are of `mode`; an empty folder becomes such books; anything else is refused.

    Only `setup/throwaway.py` makes books for one run.
    """
    folder = folder.absolute()
    if (folder / MARKER).exists():
        books = opened(folder)
        if books.mode == "demo" and mode == "live":
            raise Refusal("ACC-631", folder=shown(folder))
        if books.mode != mode:
            raise Refusal("ACC-662", folder=shown(folder), saw=books.mode, wanted=mode)
        return books
    for around in folder.resolve().parents:
        if (around / MARKER).exists():
            # Whoever deletes or moves the outer books would take the inner ones with them.
            raise Refusal("ACC-750", folder=shown(folder), around=shown(around))
    if folder.exists() and any(folder.iterdir()):
        raise Refusal("ACC-663", folder=shown(folder))
    return _made(folder, mode, for_one_run=for_one_run)


def remove(books: Books) -> None:
    """Delete the folder and its database; only what carries our marker ever comes here, and no other books go with it."""
    opened(books.folder)
    if inner := [
        Path(at) for at, _, files in os.walk(books.folder) if MARKER in files and Path(at) != books.folder
    ]:
        raise Refusal(
            "ACC-751", folder=shown(books.folder), saw=", ".join(shown(one) for one in sorted(inner))
        )
    books.server().stop()
    for folder in (books.server().socket, books.database, books.folder):
        if folder.exists():
            shutil.rmtree(folder)
    state.forget(books.folder)


def _made(folder: Path, mode: str, *, for_one_run: bool) -> Books:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "static").mkdir()
    account = server_account(folder / "pg" / "data")
    near = account is None or _opened_for(folder, account)
    database = folder / "pg" if near else state.folder() / f"database-{secrets.token_hex(6)}"
    marker = {"mode": mode, "database": "pg" if near else str(database), "for_one_run": for_one_run}
    made = folder / f".{MARKER}.{os.getpid()}"
    made.write_text(json.dumps(marker, indent=2) + "\n", encoding="utf-8")
    made.rename(folder / MARKER)
    if not for_one_run:
        state.remember(folder)
    return Books(folder=folder, mode=mode, database=database, for_one_run=for_one_run)


def _opened_for(folder: Path, account: Account) -> bool:
    """Open our own folders for passing through, as far as they are ours to open, and see whether that is enough."""
    for step in (folder, *folder.parents):
        if step.is_relative_to(VAR) and step.stat().st_uid == os.geteuid():
            step.chmod(step.stat().st_mode | 0o011)
    return can_reach(folder, account)


def known() -> list[Books]:
    """All books this checkout knows, those in var/ and those made elsewhere with --folder; test runs left out."""
    folders = {marker.parent for marker in VAR.glob(f"*/{MARKER}")} | set(state.remembered())
    return [opened(folder) for folder in sorted(folders) if (folder / MARKER).exists()]


def any_here() -> bool:
    """Whether a command would find books of its own accord."""
    return bool(os.environ.get("GUOHE_BOOKS")) or any(books.mode in ("demo", "live") for books in known())


def chosen(word: str | None) -> Books:
    """The books a command means: `--books`, else GUOHE_BOOKS, else the only ones there are."""
    word = word or os.environ.get("GUOHE_BOOKS")
    if word:
        return opened(_folder_of(word))
    there = [books for books in known() if books.mode in ("demo", "live")]
    if len(there) == 1:
        return there[0]
    if not there:
        raise Refusal("ACC-664")
    raise Refusal("ACC-665", saw=", ".join(shown(books.folder) for books in there))


def _folder_of(word: str) -> Path:
    if word in MODES:
        return VAR / word
    path = Path(word)
    return path if path.is_absolute() or path.exists() else ROOT / path
