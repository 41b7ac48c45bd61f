"""What a backup is made of, and whether a file is a whole one."""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
import zlib
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pydantic

from office.audit_verify import Verification, verify
from office.database.desk import FILE, Desk
from office.database.place import make_private_file
from office.database.upgrade import SCRIPTS, bring_up_to_date
from office.errors import BackupError

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST, DATABASE = "manifest.json", f"database/{FILE}"
ROOTS = ("office", "versions", "cover", "targets")


class Entry(pydantic.BaseModel, frozen=True, extra="forbid"):
    """A file of a backup."""

    sha256: str
    size_bytes: int


class Manifest(pydantic.BaseModel, frozen=True, extra="forbid"):
    """What a backup says of itself."""

    format: Literal[1] = 1
    made_at: datetime
    program: str
    revision: str
    """The step that the tables are at."""
    database: Literal["sqlite", "postgresql"]
    """Where the desk lived."""
    files: dict[str, Entry]
    restricted_versions: tuple[str, ...]
    """Imported versions of defence and security land in it that are not sealed."""


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """A backup that was found whole, in a folder."""

    folder: Path
    manifest: Manifest
    verification: Verification


@contextmanager
def unpacked(file: Path, beside: Path) -> Iterator[Unpacked]:
    """
    Give a backup unpacked in a folder that vanishes at the end, after everything in it was verified.

    Parameters
    ----------
    beside
        Folder in which to unpack; what is wanted can then be moved out of it at once.

    Raises
    ------
    BackupError
        If it is no backup, one byte of it is not as it was, the audit trail in it is not whole,
        or a newer program made it.
    """
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=beside) as scratch:
        folder = Path(scratch)
        try:
            with zipfile.ZipFile(file) as archive:
                manifest = _read_manifest(archive)
                for name, entry in manifest.files.items():
                    _unpack(archive, name, entry, folder)
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
            raise _damaged(file) from error
        _require_known(manifest.revision)
        (folder / "office").mkdir(mode=0o700, exist_ok=True)
        with closing(Desk(f"sqlite:///{folder / DATABASE}", folder / "office")) as desk:
            # A backup outlives the program that made it: its tables are brought up to this one's.
            bring_up_to_date(desk.engine, folder)
            found = verify(desk, keep=False)
        if not found.ok:
            raise BackupError(
                f"The backup {file} is not to be trusted: {found.problems[0].en}",
                f"Không thể tin bản sao lưu {file}: {found.problems[0].vi}",
            )
        yield Unpacked(folder=folder, manifest=manifest, verification=found)


def verify_backup(file: Path) -> Unpacked:
    """
    Look at every byte of a backup; return what it is, unpacked no more.

    Raises
    ------
    BackupError
        As `unpacked`.
    """
    with tempfile.TemporaryDirectory(prefix="ranh-") as scratch, unpacked(file, Path(scratch)) as found:
        return found


def _read_manifest(archive: zipfile.ZipFile) -> Manifest:
    manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    names = archive.namelist()
    if sorted(names) != sorted([*manifest.files, MANIFEST]) or DATABASE not in manifest.files:
        raise ValueError("its files are not those of its manifest")
    for name in manifest.files:
        parts = name.split("/")
        if name != DATABASE and (parts[0] not in ROOTS or not {"", ".", ".."}.isdisjoint(parts)):
            raise ValueError("a name leads elsewhere")
        if "\\" in name or ":" in name or "\0" in name:
            raise ValueError("a name leads elsewhere")
    return manifest


def _unpack(archive: zipfile.ZipFile, name: str, entry: Entry, folder: Path) -> None:
    target = folder / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_private_file(target)
    digest, left = hashlib.sha256(), entry.size_bytes
    with archive.open(name) as source, target.open("wb") as written:
        while part := source.read(1 << 20):
            left -= len(part)
            if left < 0:
                raise ValueError("a file is longer than its manifest says")
            digest.update(part)
            written.write(part)
    if left or digest.hexdigest() != entry.sha256:
        raise ValueError("a file is not as it was")


def _damaged(file: Path) -> BackupError:
    return BackupError(
        f"{file} is no backup, or a damaged one: take another backup.",
        f"{file} không phải bản sao lưu hoặc đã hỏng: hãy dùng bản sao lưu khác.",
    )


def _require_known(revision: str) -> None:
    if revision not in {script.revision for script in SCRIPTS.walk_revisions()}:
        raise BackupError(
            f"The backup was made by a newer version of the program (step {revision}): restore it with that.",
            f"Bản sao lưu do phiên bản mới hơn của chương trình tạo (bước {revision}): hãy dùng bản đó.",
        )
