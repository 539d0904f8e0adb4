"""Published versions are signed where they have no signature yet; a new key is a file that only its owner reads."""

from __future__ import annotations

import os
from pathlib import Path

from guohe.kernel.findings import Finding, Level, Refused
from guohe.programmes.queries import ed25519
from guohe.programmes.queries.rulebooks import BOOK, DIGEST, SIGNATURE, edited


def new_key(path: Path) -> bytes:
    """Writes a private key (readable by its owner only) and gives its public half. Raises Refused (RUL-836) where a file lies."""
    pem, public = ed25519.new_key()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(Finding("RUL-836", Level.STOP, values={"place": str(path)})) from None
    with os.fdopen(handle, "wb") as file:
        file.write(pem)
    return public


def sign_books(folder: Path, key: Path) -> tuple[Path, ...]:
    """Writes the signature beside each published version under a folder that has none.

    Raises Refused and signs nothing: RUL-835 for a file that is no key, RUL-810 for each version edited after publication.
    """
    changed = edited(folder)
    if changed:
        raise Refused(*changed)
    pem, written = key.read_bytes(), []
    for path in sorted(folder.rglob(BOOK)):
        beside, digest = path.with_name(SIGNATURE), path.with_name(DIGEST)
        if digest.exists() and not beside.exists():
            signed = ed25519.sign(pem, str(key), digest.read_text(encoding="ascii").strip())
            beside.write_text(signed.text(), encoding="ascii")
            written.append(beside)
    return tuple(written)
