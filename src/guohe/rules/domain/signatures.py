"""A version may be signed by who vouches for it; a key counts only after a person here has accepted it, and only for its funders.

A signature is over the digest of the version and says so, so that it signs nothing else. The key list is data of the installation: a book
cannot bring the key by which it is judged.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from guohe.kernel.names import Name
from guohe.kernel.stated import StatedDate
from guohe.rules.domain.faults import Faults
from guohe.rules.domain.reader import Reader

# Whether a signature (third) of a message (second) was made with the private half of a key (first).
Verify = Callable[[bytes, bytes, bytes], bool]


@dataclass(frozen=True, slots=True)
class AcceptedKey:
    """An Ed25519 public key that was accepted: whose it is, since when, and the funders whose books it signs."""

    key: str
    public: bytes
    names: Name
    accepted: StatedDate | None
    funders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """The public key that a signature names, and the signature."""

    public: bytes
    signature: bytes

    @property
    def fingerprint(self) -> str:
        """What two people compare by phone."""
        return fingerprint(self.public)

    def text(self) -> str:
        """The file that stands beside the book."""
        lines = (base64.b64encode(each).decode() for each in (self.public, self.signature))
        return "ed25519\n" + "".join(f"{line}\n" for line in lines)


def read_signature(text: str) -> Signature | None:
    """The signature of a file; None when it is none."""
    parts = text.split()
    try:
        public, signed = (base64.b64decode(part, validate=True) for part in parts[1:])
    except (ValueError, binascii.Error):
        return None
    good = parts[0] == "ed25519" and (len(public), len(signed)) == (32, 64)
    return Signature(public, signed) if good else None


def fingerprint(public: bytes) -> str:
    """The first 16 figures of SHA-256 over the key, in groups of four."""
    figures = hashlib.sha256(public).hexdigest()[:16].upper()
    return " ".join(figures[at : at + 4] for at in range(0, 16, 4))


def message(digest: str) -> bytes:
    """What is signed for a version of a digest."""
    return f"guohe rulebook\n{digest}\n".encode("ascii")


def read_keys(table: Mapping[str, object], place: str, faults: Faults) -> tuple[AcceptedKey, ...]:
    """The keys of a key list; what cannot be read becomes a fault."""
    found = []
    for key in Reader(table, place, faults).table("keys").fields if "keys" in table else ():
        inner = Reader(table, place, faults).table("keys").table(key)
        written = inner.text("public")
        try:
            public = base64.b64decode(written, validate=True)
        except (ValueError, binascii.Error):
            public = b""
        if written and len(public) != 32:
            inner.wrong("public", '"…" (32 B, base64)')
        names = inner.name("names") or Name("", "", "")
        found.append(
            AcceptedKey(key, public, names, inner.stated("accepted"), inner.texts("funders", needed=True))
        )
        inner.finish()
    return tuple(found)


def check_signature(
    place: str,
    funder: str,
    digest: str,
    written: str | None,
    keys: tuple[AcceptedKey, ...],
    verify: Verify,
    faults: Faults,
) -> None:
    """A version that is signed is signed by a key accepted for its funder; of a funder with such a key, every version is signed."""
    accepted = {each.public: each for each in keys if funder in each.funders}
    if written is None:
        if accepted:
            named = ", ".join(f"{each.key} ({fingerprint(each.public)})" for each in accepted.values())
            faults.add("RUL-834", place, funder=funder, keys=named)
        return
    signed = read_signature(written)
    if signed is None:
        faults.add("RUL-833", place, seen=written[:20].strip() or "–")
    elif signed.public not in accepted:
        faults.add("RUL-831", place, seen=signed.fingerprint, funder=funder)
    elif not verify(signed.public, message(digest), signed.signature):
        faults.add("RUL-833", place, seen=signed.fingerprint)
