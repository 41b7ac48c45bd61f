"""
Authenticated encryption of files: AES-256-GCM under keys that a passphrase opens.

The passphrase is stretched by argon2id (RFC 9106) and opens one key, the data key; each file is
encrypted under a key of its own, drawn from the data key. So the passphrase can be changed
without touching the files. Whatever is not secret stands in a header that is authenticated too.
"""

from __future__ import annotations

import json
import os
import unicodedata
from dataclasses import asdict, dataclass
from typing import Any

import psutil
from argon2.low_level import Type, hash_secret_raw
from argon2.profiles import RFC_9106_HIGH_MEMORY, RFC_9106_LOW_MEMORY
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from office.database.types import canonical
from office.errors import SealedError

MAGIC = b"RANH SEALED 1\n"
KEY_BYTES, SALT_BYTES, NONCE_BYTES, LENGTH_BYTES = 32, 16, 12, 4
MOST_HEADER_BYTES = 4096
MOST_CONTENT_BYTES = 1 << 30
LEAST_CHARACTERS, LEAST_WORDS = 16, 5
ROOMY_BYTES = 8 << 30
"""Machines with this much memory take the first choice of RFC 9106 (2 GiB), others the second (64 MiB)."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one guess of the passphrase costs: the parameters of argon2id."""

    time_cost: int
    memory_kib: int
    lanes: int

    @property
    def is_bearable(self) -> bool:
        """Whether a header may ask for it: a changed one could ask for all memory of the machine."""
        return 1 <= self.time_cost <= 64 and 8 <= self.memory_kib <= 4 << 20 and 1 <= self.lanes <= 64  # noqa: PLR2004 - limits


def usual_cost() -> Cost:
    """Return the choice of RFC 9106, section 4, that this machine can bear."""
    roomy = psutil.virtual_memory().total >= ROOMY_BYTES
    profile = RFC_9106_HIGH_MEMORY if roomy else RFC_9106_LOW_MEMORY
    return Cost(time_cost=profile.time_cost, memory_kib=profile.memory_cost, lanes=profile.parallelism)


class Passphrase:
    """
    A passphrase in memory, which no message shows.

    Parameters
    ----------
    text
        As typed. Vietnamese keyboards write one letter in several ways: all count as the same.
    """

    def __init__(self, text: str) -> None:
        self.__text = unicodedata.normalize("NFC", text)

    def __repr__(self) -> str:
        """Show nothing."""
        return "Passphrase(...)"

    def require_strong(self) -> None:
        """
        Refuse a passphrase that could be guessed.

        Raises
        ------
        SealedError
            If it has neither 16 characters nor 5 words.
        """
        text = self.__text.strip()
        if len(text) < LEAST_CHARACTERS and len(set(text.split())) < LEAST_WORDS:
            raise SealedError(
                f"The passphrase is too short: use {LEAST_CHARACTERS} characters or {LEAST_WORDS} words.",
                f"Mật khẩu quá ngắn: cần ít nhất {LEAST_CHARACTERS} ký tự hoặc {LEAST_WORDS} từ.",
            )

    def stretched(self, salt: bytes, cost: Cost) -> bytes:
        """Return the key that the passphrase gives with a salt."""
        return hash_secret_raw(
            self.__text.encode(),
            salt,
            time_cost=cost.time_cost,
            memory_cost=cost.memory_kib,
            parallelism=cost.lanes,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )


def new_key() -> bytes:
    """Return a key that nobody knows."""
    return os.urandom(KEY_BYTES)


def lock(data_key: bytes, passphrase: Passphrase, cost: Cost) -> bytes:
    """Return the file that gives the data key to whoever has the passphrase."""
    passphrase.require_strong()
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    head = _head({"kind": "key", "salt": salt.hex(), "nonce": nonce.hex(), "argon2id": asdict(cost)})
    return head + AESGCM(passphrase.stretched(salt, cost)).encrypt(nonce, data_key, head)


def unlock(content: bytes, passphrase: Passphrase) -> bytes:
    """
    Return the data key.

    Raises
    ------
    SealedError
        If the passphrase is wrong or any byte of the file was changed: which of both cannot be told.
    """
    head, header, sealed = _parted(content, "key")
    try:
        cost = Cost(**header["argon2id"])
        if not cost.is_bearable:
            raise ValueError("cost")
        key = passphrase.stretched(bytes.fromhex(header["salt"]), cost)
        return AESGCM(key).decrypt(bytes.fromhex(header["nonce"]), sealed, head)
    except (InvalidTag, ValueError, TypeError, KeyError, OverflowError) as error:
        raise _closed() from error


def encrypt(data_key: bytes, plain: bytes, kind: str) -> bytes:
    """Return a sealed file; `kind` says in the clear what it is and is checked when it is opened."""
    if len(plain) > MOST_CONTENT_BYTES:
        raise SealedError(
            "The layer is larger than 1 GiB and cannot be sealed in one piece: split it.",
            "Lớp dữ liệu lớn hơn 1 GiB nên không niêm phong một lần được: hãy chia nhỏ.",
        )
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    head = _head({"kind": kind, "salt": salt.hex(), "nonce": nonce.hex()})
    return head + AESGCM(_own_key(data_key, salt)).encrypt(nonce, plain, head)


def decrypt(data_key: bytes, content: bytes, kind: str) -> bytes:
    """
    Return what a sealed file holds.

    Raises
    ------
    SealedError
        If any byte of it was changed, or it is of another vault or kind.
    """
    head, header, sealed = _parted(content, kind)
    try:
        key = _own_key(data_key, bytes.fromhex(header["salt"]))
        return AESGCM(key).decrypt(bytes.fromhex(header["nonce"]), sealed, head)
    except (InvalidTag, ValueError, TypeError, KeyError) as error:
        raise damaged() from error


def _own_key(data_key: bytes, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=b"ranh sealed file").derive(data_key)


def _head(header: dict[str, Any]) -> bytes:
    text = canonical(header).encode()
    return MAGIC + len(text).to_bytes(LENGTH_BYTES, "big") + text


def _parted(content: bytes, kind: str) -> tuple[bytes, dict[str, Any], bytes]:
    """Return the head as it is authenticated, what it says, and the rest."""
    start = len(MAGIC) + LENGTH_BYTES
    length = int.from_bytes(content[len(MAGIC) : start], "big")
    head, sealed = content[: start + length], content[start + length :]
    try:
        if not content.startswith(MAGIC) or length > MOST_HEADER_BYTES:
            raise ValueError("no header")
        header = json.loads(head[start:])
        if not isinstance(header, dict) or header.get("kind") != kind:
            raise ValueError("another kind")
    except (ValueError, RecursionError) as error:
        raise damaged() from error
    return head, header, sealed


def damaged() -> SealedError:
    """Return the error of a file that is not as it was sealed."""
    return SealedError(
        "A sealed file was changed or is of another vault: restore the folder from a backup.",
        "Tệp niêm phong đã bị thay đổi hoặc thuộc kho khác: hãy khôi phục thư mục từ bản sao lưu.",
    )


def _closed() -> SealedError:
    return SealedError(
        "The vault does not open: the passphrase is wrong, or the key file was changed.",
        "Không mở được kho niêm phong: sai mật khẩu hoặc tệp khóa đã bị thay đổi.",
    )
