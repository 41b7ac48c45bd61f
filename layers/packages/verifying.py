"""
Whether a package is what it says: every file there with its hash, nothing more, and each can be read.

A package may come from anywhere. Nothing of it is opened here but zip and manifest; its files are
read in the fenced process. That nobody wrote another manifest is proved by the hash of the zip,
which whoever made it can tell.
"""

from __future__ import annotations

import hashlib
import stat
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from layers.errors import IntakeError
from layers.intake.limits import GIB, MIB
from layers.packages.listed import MOST_MEMBERS, Manifest
from layers.packages.model import MANIFEST
from layers.packages.project_file import sources_elsewhere
from layers.packages.reading import KINDS, read_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from layers.packages.listed import Entry

MOST_BYTES, MOST_MANIFEST = 8 * GIB, 64 * MIB
BLOCK = 1 << 20
PROJECT = ".qgs"
DAMAGED = (
    OSError,
    ValueError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the zip library raises on content: RuntimeError for a password, NotImplementedError for a method."""

Sentence = tuple[str, str]
"""English, Vietnamese."""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What was found of a package."""

    unit: str = ""
    as_of: str = ""
    files: int = 0
    sha256: str = ""
    exact: bool = False
    """Whether it says that defence or security land is in it."""
    faults: tuple[Sentence, ...] = ()
    """Each one file, or the package as a whole, that is not as it should be."""
    unread: tuple[Sentence, ...] = ()
    """What could not be looked at here."""


def verify_package(path: Path) -> Verified:
    """Return every fault of a package, each as one sentence; it never raises for what the file holds."""
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        with zipfile.ZipFile(path) as archive:
            members = {member.filename: member for member in archive.infolist()}
            if faults := tuple(_unsafe(archive.infolist())):
                return Verified(faults=faults)
            manifest = Manifest.model_validate_json(_read(archive, members[MANIFEST], MOST_MANIFEST))
            with tempfile.TemporaryDirectory(prefix="ranh-verify-") as held:
                return _judged(archive, members, manifest, Path(held), sha256)
    except DAMAGED:
        return Verified(
            faults=(
                (
                    f"{path.name} is no package of this program, or damaged: get it anew.",
                    f"{path.name} không phải gói dữ liệu của chương trình hoặc đã hỏng: hãy lấy lại tệp.",
                ),
            )
        )


def _unsafe(members: list[zipfile.ZipInfo]) -> Iterator[Sentence]:
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_BYTES:
        yield "The package is larger than any of ours.", "Gói lớn hơn mức cho phép."
    if len({name.casefold() for name in names}) < len(names):
        yield "The package holds two files of one name.", "Gói có hai tệp trùng tên."
    for member in members:
        parts = PurePosixPath(member.filename)
        linked = stat.S_ISLNK(member.external_attr >> 16)
        if (
            linked
            or parts.is_absolute()
            or ".." in parts.parts
            or "\\" in member.filename
            or ":" in member.filename
        ):
            yield (
                f"{member.filename!r} leads out of the package.",
                f"{member.filename!r} trỏ ra ngoài gói.",
            )


def _judged(
    archive: zipfile.ZipFile,
    members: Mapping[str, zipfile.ZipInfo],
    manifest: Manifest,
    held: Path,
    sha256: str,
) -> Verified:
    folder = held / "package"
    folder.mkdir()
    listed = {entry.file: entry for entry in manifest.files}
    faults = [
        (
            f"{name} is in the package and not in its manifest.",
            f"{name} có trong gói nhưng không có trong manifest.",
        )
        for name in sorted(members.keys() - listed.keys() - {MANIFEST})
    ]
    whole = []
    for name, entry in listed.items():
        if name not in members:
            faults.append((f"{name} is missing.", f"Thiếu {name}."))
        elif not _taken(archive, members[name], entry, folder):
            faults.append(
                (f"{name} is not the file that was packed.", f"{name} đã bị thay đổi so với khi lập gói.")
            )
        else:
            whole.append(name)
    unread: list[Sentence] = []
    if not faults:
        try:
            faults += _astray(folder, whole)
            faults += _misread(folder, [listed[name] for name in whole if Path(name).suffix in KINDS])
        except IntakeError as error:
            unread.append((error.en, error.vi))
    return Verified(
        unit=f"{manifest.unit.name} ({manifest.unit.code})",
        as_of=manifest.as_of,
        files=len(listed),
        sha256=sha256,
        exact=manifest.exact,
        faults=tuple(faults),
        unread=tuple(unread),
    )


def _taken(archive: zipfile.ZipFile, member: zipfile.ZipInfo, entry: Entry, folder: Path) -> bool:
    """Unpack a file if it is the one that the manifest names."""
    if member.file_size != entry.bytes:
        return False
    target = folder / entry.file
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    try:
        with archive.open(member) as packed, target.open("xb") as file:
            while block := packed.read(BLOCK):
                digest.update(block)
                file.write(block)
    except DAMAGED:
        return False
    return digest.hexdigest() == entry.sha256


def _astray(folder: Path, names: Sequence[str]) -> Iterator[Sentence]:
    """Give what a QGIS project opens that is not in the package: a file elsewhere, another machine."""
    for name in names:
        if Path(name).suffix.lower() == PROJECT:
            for source in sources_elsewhere((folder / name).read_bytes(), names):
                yield (
                    f"{name} opens {source!r}, which is not in the package: do not open it.",
                    f"{name} mở {source!r} không có trong gói: không mở tệp này.",
                )


def _misread(folder: Path, entries: list[Entry]) -> Iterator[Sentence]:
    found = read_files(folder, [entry.file for entry in entries])
    for entry in entries:
        layers = found[entry.file]
        if isinstance(layers, IntakeError):
            yield f"{entry.file} cannot be read: {layers.en}", f"Không đọc được {entry.file}: {layers.vi}"
            continue
        rows = sum(layer.rows_read for layer in layers)
        if rows != entry.rows:
            yield (
                f"{entry.file} has {rows} rows, its manifest says {entry.rows}.",
                f"{entry.file} có {rows} đối tượng, manifest ghi {entry.rows}.",
            )


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    if member.file_size > most:
        raise ValueError("too large")
    return archive.read(member)
