"""Signed files that travel between machines on a data carrier: canonical JSON with its signature inside."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from office.database.types import canonical
from office.errors import SealedError
from office.sealed.signing import is_signed, public_hex

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MOST_BYTES = 20_000_000
MOST_DEPTH = 12
FORMAT = 1


def signed(kind: str, content: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """Return a file that says `content`, signed by the holder of `key`."""
    told = {"format": FORMAT, "kind": kind, "content": dict(content), "public_key": public_hex(key)}
    signature = key.sign(canonical(told).encode()).hex()
    return canonical(told | {"signature": signature}).encode()


def opened(file: bytes, kind: str, trusted: Collection[str]) -> dict[str, Any]:
    """
    Return what a signed file says.

    Parameters
    ----------
    trusted
        Public keys that this machine trusts for files of this kind.

    Raises
    ------
    SealedError
        If it is too large or too deep, is no such file, was changed, or is signed by somebody else.
    """
    told = _parsed(file, kind)
    signature, public_key = str(told.pop("signature")), str(told["public_key"])
    if not is_signed(canonical(told).encode(), signature, public_key):
        raise _refused("its signature does not fit: it was changed", "chữ ký không khớp: tệp đã bị thay đổi")
    if public_key not in trusted:
        raise SealedError(
            f"The file is signed by a key that is not trusted here ({public_key[:16]}…): compare the key with"
            " the other machine, then trust it.",
            f"Tệp được ký bằng khóa chưa được tin cậy ở đây ({public_key[:16]}…): hãy đối chiếu khóa với máy"
            " kia rồi khai báo tin cậy.",
        )
    content: dict[str, Any] = told["content"]
    return content


def digest_of(file: bytes) -> str:
    """Return the hash by which an answer names the dossier that it answers."""
    return hashlib.sha256(file).hexdigest()


def _parsed(file: bytes, kind: str) -> dict[str, Any]:
    if len(file) > MOST_BYTES:
        raise _refused("it is larger than 20 MB", "tệp lớn hơn 20 MB")
    if _depth(file) > MOST_DEPTH:
        raise _refused("it is nested too deep", "tệp lồng nhau quá sâu")
    try:
        told = json.loads(file.decode("utf-8"))
        if not isinstance(told, dict) or canonical(told).encode() != file:
            raise ValueError("not canonical")
    except (ValueError, RecursionError) as error:
        raise _refused("it is not written as such files are", "tệp không đúng cách ghi quy định") from error
    keys = {"format", "kind", "content", "public_key", "signature"}
    if told.keys() != keys or told["format"] != FORMAT or not isinstance(told["content"], dict):
        raise _refused("it is of another format", "tệp thuộc định dạng khác")
    if told["kind"] != kind:
        raise _refused(
            f"it is a file of kind {told['kind']!s:.20}, not {kind}", f"tệp không phải loại {kind}"
        )
    return told


def _depth(file: bytes) -> int:
    """Return at least how deep brackets are nested; those inside of texts are counted too."""
    depth = deepest = 0
    for byte in file:
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _refused(en: str, vi: str) -> SealedError:
    return SealedError(
        f"The file cannot be taken: {en}. Ask for it again.",
        f"Không nhận được tệp: {vi}. Hãy yêu cầu gửi lại.",
    )
