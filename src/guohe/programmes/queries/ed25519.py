"""Ed25519 by the library: a signature holds or does not; a private key is a file that only its owner reads."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from guohe.kernel.findings import Finding, Level, Refused
from guohe.rules.domain.signatures import Signature, message


def verify(public: bytes, signed: bytes, signature: bytes) -> bool:
    """The signature was made with the private half of the key."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def new_key() -> tuple[bytes, bytes]:
    """A new private key as PEM, and its public half."""
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem, private.public_key().public_bytes_raw()


def sign(pem: bytes, place: str, digest: str) -> Signature:
    """The signature of a version's digest. Raises Refused (RUL-835) when the file of the key is none."""
    try:
        private = load_pem_private_key(pem, None)
    except (ValueError, TypeError):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise Refused(Finding("RUL-835", Level.STOP, values={"place": place}))
    return Signature(private.public_key().public_bytes_raw(), private.sign(message(digest)))
