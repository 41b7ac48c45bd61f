"""Ed25519 signatures of covers and dossiers: who made a file, and that no byte of it was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

if TYPE_CHECKING:
    from layers.approved_cover import Cover


def public_hex(key: Ed25519PrivateKey) -> str:
    """Return the public half of a key: 64 hexadecimal digits, to be read out and typed in."""
    return key.public_key().public_bytes_raw().hex()


def sign_cover(cover: Cover, key: Ed25519PrivateKey) -> Cover:
    """Return the cover as the holder of `key` approves it."""
    named = cover.model_copy(update={"public_key": public_hex(key), "signature": ""})
    fresh = type(cover)(**named.model_dump())
    return type(cover)(**(fresh.model_dump() | {"signature": key.sign(fresh.signed_bytes()).hex()}))


def is_signed(content: bytes, signature: str, public_key: str) -> bool:
    """Tell whether the holder of a public key signed these bytes."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True
