"""
One file with all that the office decided: the desk, its folder, imported versions and targets, the cover.

The desk is in it as one SQLite file, whichever database it lives in. Sealed files stay sealed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from layers.approved_cover import FOLDER as COVER
from layers.targets.model import FOLDER as TARGETS
from layers.versions import FOLDER as VERSIONS
from layers.versions import read_records
from office import audit
from office.backup_file import DATABASE, MANIFEST, Entry, Manifest
from office.database.desk import FILE
from office.database.place import RESTORING, make_private_file
from office.database.types import now
from office.database.upgrade import SCRIPTS
from office.database.whole import write_whole
from office.errors import BackupError
from office.rights import Act, require
from office.swap import BEFORE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from office.database.desk import Desk
    from office.people import Person

LEFT_OUT = {FILE, f"{FILE}-wal", f"{FILE}-shm", "log", "logs", RESTORING}
"""Names in the office folder that do not belong into a backup: the database comes as a copy, logs stay."""
SCRATCH, LEFT_S = ".backup-", 86_400
OLD = ("desk-before-", BEFORE, ".")
"""Starts of the names of older copies, and of what is being written."""


@dataclass(frozen=True, kw_only=True)
class BackupReport:
    """What went into a backup."""

    file: Path
    size_bytes: int
    sha256: str
    manifest: Manifest


def back_up(desk: Desk, province_folder: Path, target: Path, *, person: Person | None = None) -> BackupReport:
    """
    Write a backup while officers go on working; it is whole under its name, or not there.

    Parameters
    ----------
    target
        New file. Who has it has all that the desk knows: to be kept like the desk itself.
    person
        Who asks; None: the program. That a backup was made is in the trail, also in the backup's.

    Raises
    ------
    RightError
        If the person may not.
    BackupError
        If the file is there already or cannot be written.
    """
    if person is not None:
        require(person, Act.BACK_UP)
    if target.exists():
        raise BackupError(
            f"{target} is there already: give the backup a new name.",
            f"Đã có tệp {target}: hãy đặt tên khác cho bản sao lưu.",
        )
    _remove_leftovers(desk.folder)
    with desk.writing() as connection:
        audit.append(connection, person, "back_up", kind="backup", key=target.name)
    part = target.with_name(f".{target.name}.part")
    try:
        make_private_file(part)
        manifest = _write(desk, province_folder, part)
        with part.open("rb+") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as error:
        raise BackupError(
            f"The backup could not be written to {target} ({error.strerror}): choose another place.",
            f"Không ghi được bản sao lưu ra {target} ({error.strerror}): hãy chọn nơi khác.",
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return BackupReport(file=target, size_bytes=target.stat().st_size, sha256=digest, manifest=manifest)


def _remove_leftovers(folder: Path) -> None:
    """Remove what a backup or restore that was killed left behind; what is younger may be at work."""
    for path in (*folder.glob(f"{SCRATCH}*"), *folder.glob(".restore-*")):
        if time.time() - path.stat().st_mtime > LEFT_S:
            shutil.rmtree(path, ignore_errors=True)


def _write(desk: Desk, province_folder: Path, part: Path) -> Manifest:
    entries: dict[str, Entry] = {}
    with (
        tempfile.TemporaryDirectory(prefix=SCRATCH, dir=desk.folder) as scratch,
        zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        # Before the desk: an anchor that lags behind is no fault, one that runs ahead would look
        # as if rows had been cut off.
        for name, file in _files(desk.folder, province_folder):
            entries[name] = _add(archive, name, file)
        whole = Path(scratch) / FILE
        write_whole(desk, whole)
        entries[DATABASE] = _add(archive, DATABASE, whole)
        manifest = Manifest(
            made_at=now(),
            program=version("ranh"),
            revision=str(SCRIPTS.get_current_head()),
            database="sqlite" if desk.is_sqlite else "postgresql",
            files=entries,
            restricted_versions=tuple(
                record.layer.id for record in read_records(province_folder) if record.layer.restricted
            ),
        )
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _files(office: Path, province: Path) -> Iterator[tuple[str, Path]]:
    """Yield name in the backup and path of every file that belongs into it."""
    own = ((VERSIONS, "versions"), (COVER, "cover"), (TARGETS, "targets"))
    for root, start in ((office, "office"), *((province / folder, name) for folder, name in own)):
        for file in sorted(root.rglob("*")):
            inside = file.relative_to(root)
            top = inside.parts[0]
            is_left_out = top.startswith(OLD) or (start == "office" and top in LEFT_OUT)
            if file.is_file() and not file.is_symlink() and not is_left_out:
                yield f"{start}/{inside.as_posix()}", file


def _add(archive: zipfile.ZipFile, name: str, file: Path) -> Entry:
    """Add a file as it is while it is read; its digest is of what went in."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as source, archive.open(name, "w", force_zip64=True) as target:
        while part := source.read(1 << 20):
            digest.update(part)
            size += len(part)
            target.write(part)
    return Entry(sha256=digest.hexdigest(), size_bytes=size)
