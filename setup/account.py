"""PostgreSQL refuses to run as root, so root hands it to an account that can do less."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from setup.refusal import Refusal


@dataclass(frozen=True)
class Account:
    """A system account that the database server runs as."""

    name: str
    uid: int
    gid: int


# Debian's own account when it exists; `nobody` exists on the barest machine.
_LESSER = ("postgres", "nobody")


def server_account(data: Path) -> Account | None:
    """None for an ordinary user, who runs the server as himself; for root the data's owner, else a lesser one."""
    if os.geteuid() != 0:
        if data.exists() and data.stat().st_uid != os.geteuid():
            raise Refusal("ACC-651", folder=data, owner=_named(data.stat().st_uid).name)
        return None
    if data.exists() and data.stat().st_uid != 0:
        return _named(data.stat().st_uid)
    for name in _LESSER:
        try:
            return _as_account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise Refusal("ACC-652")


def can_reach(folder: Path, account: Account) -> bool:
    """Whether `account` may walk from the root down to `folder`, by its owner, its group or everyone's bits."""
    place = folder.resolve()
    return all(_may_enter(step, account) for step in (place, *place.parents) if step.exists())


def _may_enter(folder: Path, account: Account) -> bool:
    status = folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _named(uid: int) -> Account:
    try:
        return _as_account(pwd.getpwuid(uid))
    except KeyError:
        return Account(name=str(uid), uid=uid, gid=uid)


def _as_account(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
