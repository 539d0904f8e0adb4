"""A socket's path may be 107 bytes long, so a deep project folder gets a short one elsewhere."""

import hashlib
import os
import tempfile
from pathlib import Path

LONGEST = 107
_FILE = "/.s.PGSQL.5432.lock"


def socket_folder(folder: Path) -> Path:
    """`folder`/s where that is short enough, else a folder under the temporary one named by a hash of the path."""
    near = folder.absolute() / "s"
    if len(os.fsencode(near)) + len(_FILE) <= LONGEST:
        return near
    name = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"guohe-{name}"
