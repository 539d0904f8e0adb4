"""The code of a host and the name of an account are small letters and digits; the database has the same law."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from guohe.identity.domain.permissions import AccessFinding
from guohe.kernel.findings import Level

_HOST_CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


def check_host_code(code: str) -> Iterator[AccessFinding]:
    """ACC-618 unless it can be a host's code."""
    if not _HOST_CODE.fullmatch(code):
        yield AccessFinding("ACC-618", Level.STOP, values={"code": code})


def check_username(username: str) -> Iterator[AccessFinding]:
    """ACC-608 unless it can be an account's name."""
    if not _USERNAME.fullmatch(username):
        yield AccessFinding("ACC-608", Level.STOP, values={"username": username})
