"""An embedded PostgreSQL in one folder: reached by a local socket only, and found again whole after any kill."""

import fcntl
import os
import shutil
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

from setup import binaries, cluster, stale_lock
from setup.account import Account, server_account
from setup.refusal import Refusal
from setup.socket_folder import socket_folder

START_SECONDS = 15.0
STOP_SECONDS = 10.0
# After kill -9 the old children may still be leaving; recovery of a busy database may take minutes.
RECOVERY_SECONDS = 600.0
LONGEST_LOG = 20_000_000


class Server:
    """The server whose data, socket, log and locks lie in `folder`."""

    def __init__(self, folder: Path, *, state: Path | None = None, durable: bool = True) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.socket = socket_folder(folder)
        self._state = state or folder
        self._durable = durable

    def url(self, role: str = cluster.OWNER, database: str = cluster.DATABASE) -> str:
        """The address that libpq and the product understand; the socket folder stands where a host would."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='')}&port=5432"

    def is_ready(self) -> bool:
        """Whether it answers now."""
        if not (self.socket / ".s.PGSQL.5432").exists():
            return False
        return self._program("pg_isready", "-q", "-h", str(self.socket), "-p", "5432").returncode == 0

    def start(self) -> bool:
        """Start it unless it runs; two callers at once start it once. True when this call did it."""
        self._prepare_folder()
        with (self.folder / "start.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.is_ready():
                return False
            if not self.data.exists():
                self._create()
            self._configure()
            self._launch()
            self._ensure_roles()
            return True

    def stop(self) -> None:
        """Stop it and wait until its process is gone; a server that is not running is already stopped."""
        postmaster = stale_lock.running_postmaster(self.data)
        if postmaster is None:
            return
        for mode in ("fast", "immediate"):
            self._as_server("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "-t", "30", "stop")
            if stale_lock.gone(postmaster, self.data, patience_seconds=STOP_SECONDS):
                return

    def psql(self, sql: str, *, role: str = "postgres", database: str = "postgres") -> str:
        """Run `sql` and return its unadorned output; any fault stops it."""
        done = self._program(
            "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
            "-h", str(self.socket), "-p", "5432", "-U", role, "-d", database,
            text=sql,
        )  # fmt: skip
        if done.returncode != 0:
            raise self._refusal(done)
        return done.stdout

    @property
    def account(self) -> Account | None:
        """The account it runs as, or None for the one that is running us."""
        return server_account(self.data)

    def _prepare_folder(self) -> None:
        # As root the outer folder stays root's, so that the lesser account cannot put links where root writes.
        account = self.account
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700 if account is None else 0o711)
        self._hand_over(self.socket, account)
        if self.data.exists():
            # PostgreSQL refuses a folder that others may read, as a copy or a careless chmod leaves it.
            self._hand_over(self.data, account)

    @staticmethod
    def _hand_over(folder: Path, account: Account | None) -> None:
        folder.mkdir(exist_ok=True, mode=0o700)
        owner = folder.lstat().st_uid
        if folder.is_symlink() or owner not in (os.geteuid(), account.uid if account else os.geteuid()):
            raise Refusal("ACC-651", folder=folder, owner=owner)
        if account is not None:
            os.chown(folder, account.uid, account.gid)
        folder.chmod(0o700)

    def _create(self) -> None:
        # Made aside and renamed, so that a kill in the middle leaves no half-made database behind.
        unfinished = self.folder / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._hand_over(unfinished, self.account)
        done = self._as_server(
            "initdb", "-D", str(unfinished), "-U", "postgres", "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--data-checksums", "--no-instructions",
        )  # fmt: skip
        if done.returncode != 0:
            raise self._refusal(done)
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\ninclude = '../guohe.conf'\n")
        unfinished.rename(self.data)

    def _configure(self) -> None:
        # Rewritten on every start: a project folder that was moved has a new socket.
        own = self.folder / "guohe.conf"
        own.write_text(cluster.settings(socket=self.socket, durable=self._durable), encoding="utf-8")
        own.chmod(0o644)
        log = self.folder / "log"
        with log.open("ab") as out:
            if out.tell() > LONGEST_LOG:
                out.truncate(0)
        log.chmod(0o600)
        if (account := self.account) is not None:
            os.chown(log, account.uid, account.gid)

    def _launch(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        patience = time.monotonic() + RECOVERY_SECONDS
        while True:
            stale_lock.remove(self.data)
            done = self._as_server(
                "pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-t", "30", "start"
            )
            if done.returncode == 0 or self.is_ready():
                return
            recovering = stale_lock.running_postmaster(self.data) is not None
            if time.monotonic() > (patience if recovering else deadline):
                raise self._refusal(done)
            time.sleep(0.3)

    def _ensure_roles(self) -> None:
        mark = self.folder / "roles-made"
        if not mark.exists():
            self.psql(cluster.ROLES_SQL)
            mark.touch()

    def _refusal(self, done: "subprocess.CompletedProcess[str]") -> Refusal:
        log = self.folder / "log"
        lines = (done.stderr or done.stdout).strip().splitlines()
        if log.exists():
            lines += [
                line
                for line in log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
                if "FATAL" in line
            ]
        return Refusal("ACC-654", log=log, saw=lines[-1] if lines else "-")

    def _binaries(self) -> binaries.Binaries:
        version = self.data / "PG_VERSION"
        needed = int(version.read_text(encoding="ascii")) if version.exists() else None
        found = binaries.find(needed_major=needed)
        account = self.account
        return found if account is None else binaries.within_reach(found, account, self._state)

    def _as_server(self, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a program of the server as its account, in a session of its own so that Ctrl-C passes it by."""
        account = self.account
        # The output goes to a file's end, not to a pipe: the server inherits it and would hold a pipe open.
        with (self.folder / "last-answer").open("w+", encoding="utf-8", errors="replace") as answer:
            done = subprocess.run(
                [str(self._binaries().folder / program), *arguments],
                stdin=subprocess.DEVNULL, stdout=answer, stderr=subprocess.STDOUT, cwd="/", env=_environ(),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                start_new_session=True, umask=0o077, check=False,
            )  # fmt: skip
            answer.seek(0)
            return subprocess.CompletedProcess(done.args, done.returncode, "", answer.read())

    def _program(self, program: str, *arguments: str, text: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(self._binaries().folder / program), *arguments],
            input=text, capture_output=True, text=True, cwd="/", env=_environ(), check=False,
        )  # fmt: skip


def _environ() -> dict[str, str]:
    """No PGHOST or PGDATA of the user's may turn our programs to another server."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR")}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
