"""
A vault: sealed layers in the office's folder, opened by the steward's passphrase in memory alone.

A file of the vault that is missing or is an older one stops its opening: a layer that vanished in
silence would be a false clear.
"""

from __future__ import annotations

import hashlib
import sys
import uuid
from typing import TYPE_CHECKING

import pydantic
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from layers.writer import replace_file
from office.database.types import canonical
from office.errors import SealedError
from office.sealed.contents import Contents, Entry, packed, unpacked
from office.sealed.crypt import Passphrase, damaged, decrypt, encrypt, lock, new_key, unlock, usual_cost
from office.sealed.redacted import SealedUse
from office.sealed.signing import public_hex

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from layers.catalogue import LayerUse
    from layers.reader import LayerData
    from office.sealed.crypt import Cost

FOLDER, KEY, CONTENTS, SUFFIX = "sealed", "vault.key", "contents.sealed", ".sealed"
LAYER_KIND, CONTENTS_KIND = "layer", "contents"
NAME_CHARACTERS = 16
NO_FILE = "-"
"""What stands in a sealed layer's declaration for the file, whose name may tell something."""


class Vault:
    """
    An open vault. It lives in memory; nothing of it is written but sealed.

    Parameters
    ----------
    folder
        Folder of the vault.
    """

    def __init__(self, folder: Path, data_key: bytes, contents: Contents) -> None:
        self.folder = folder
        self.contents = contents
        self.__data_key = data_key

    def __repr__(self) -> str:
        """Show nothing."""
        return "Vault(...)"

    @property
    def signing_key(self) -> Ed25519PrivateKey:
        """The steward's private key."""
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.contents.signing_key))

    @property
    def public_key(self) -> str:
        """The steward's public key, to be made known to ordinary machines."""
        return public_hex(self.signing_key)

    def uses(self) -> tuple[LayerUse, ...]:
        """
        Return the sealed layers.

        Raises
        ------
        SealedError
            If one is missing or not the one that was sealed last.
        """
        return tuple(self._use(entry) for entry in self.contents.entries)

    def _use(self, entry: Entry) -> LayerUse:
        try:
            content = (self.folder / entry.file).read_bytes()
        except OSError as error:
            raise damaged() from error
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise damaged()
        data = unpacked(decrypt(self.__data_key, content, LAYER_KIND))
        return SealedUse(layer=data.layer, data=data)

    def seal(self, data: LayerData, top: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """
        Add a layer, or put it in the place of the one with its id.

        Parameters
        ----------
        top
            Column -> values by which a zone is of the top category; {"": ()} for all zones.

        Raises
        ------
        WriteError
            If it cannot be written; the vault is then as it was.
        """
        layer = data.layer.model_copy(update={"restricted": True, "group": "restricted", "file": NO_FILE})
        content = encrypt(self.__data_key, packed(data, layer), LAYER_KIND)
        name = f"{uuid.uuid4().hex[:NAME_CHARACTERS]}{SUFFIX}"
        _write(self.folder / name, content)
        sha256 = hashlib.sha256(content).hexdigest()
        entry = Entry(layer_id=layer.id, file=name, sha256=sha256, top=dict(top or {}))
        kept = tuple(one for one in self.contents.entries if one.layer_id != layer.id)
        replaced = [one.file for one in self.contents.entries if one.layer_id == layer.id]
        self.keep(self.contents.model_copy(update={"entries": (*kept, entry)}))
        for file in replaced:
            (self.folder / file).unlink(missing_ok=True)

    def keep(self, contents: Contents) -> None:
        """Write what the vault holds beside the zones, whole or not at all."""
        contents = contents.model_copy(update={"state": self.contents.state + 1})
        plain = canonical(contents.model_dump(mode="json")).encode()
        content = encrypt(self.__data_key, plain, CONTENTS_KIND)
        _write(self.folder / CONTENTS, content)
        self.contents = contents

    def relock(self, passphrase: Passphrase, cost: Cost | None = None) -> None:
        """Give the vault another passphrase; the layers stay as they are."""
        content = lock(self.__data_key, passphrase, cost or usual_cost())
        _write(self.folder / KEY, content)


def has_vault(folder: Path) -> bool:
    """Tell whether there is a vault."""
    return (folder / KEY).exists() or (folder / CONTENTS).exists()


def create_vault(folder: Path, passphrase: Passphrase, cost: Cost | None = None) -> Vault:
    """
    Make an empty vault with keys of its own.

    Raises
    ------
    SealedError
        If there is one already, or the passphrase could be guessed.
    """
    if has_vault(folder):
        raise SealedError(
            "There is a vault already: open it with its passphrase.",
            "Đã có kho niêm phong: hãy mở bằng mật khẩu của kho.",
        )
    passphrase.require_strong()
    _keep_out_of_core_dumps()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    vault = Vault(folder, new_key(), Contents(signing_key=new_key().hex(), decoy_key=new_key().hex()))
    # The key file is written last: without it there is no vault yet.
    vault.keep(vault.contents)
    vault.relock(passphrase, cost)
    return vault


def unlock_vault(folder: Path, passphrase: Passphrase) -> Vault:
    """
    Open a vault.

    Raises
    ------
    SealedError
        If there is none, the passphrase is wrong, or any byte of it was changed.
    """
    _keep_out_of_core_dumps()
    try:
        key, sealed = (folder / KEY).read_bytes(), (folder / CONTENTS).read_bytes()
    except OSError as error:
        raise SealedError(
            "There is no vault in the office's folder: seal a layer first (`ranh sealed add`).",
            "Trong thư mục hồ sơ chưa có kho niêm phong: hãy niêm phong một lớp trước (`ranh sealed add`).",
        ) from error
    data_key = unlock(key, passphrase)
    try:
        contents = Contents.model_validate_json(decrypt(data_key, sealed, CONTENTS_KIND))
    except pydantic.ValidationError:
        # The cause is not told along: it would hold the keys.
        raise damaged() from None
    return Vault(folder, data_key, contents)


def open_vault(folder: Path, passphrase: Passphrase | str) -> tuple[LayerUse, ...]:
    """
    Return the layers of a vault, in memory alone.

    Nobody may see them without a reason in the audit trail: see `office.sealed.viewing`.

    Raises
    ------
    SealedError
        If there is none, the passphrase is wrong, or any byte of it was changed.
    """
    given = Passphrase(passphrase) if isinstance(passphrase, str) else passphrase
    return unlock_vault(folder, given).uses()


def _write(path: Path, content: bytes) -> None:
    """Put a file in place whole, for its owner alone."""

    def fill(part: Path) -> None:
        part.touch(mode=0o600)
        part.write_bytes(content)

    replace_file(path, fill)


def _keep_out_of_core_dumps() -> None:
    """Keep a crash of this process from writing its memory, and so the zones, to the disk."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
