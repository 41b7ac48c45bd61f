"""
Write the package of a unit: every format, read back and compared, then named in one step.

Nothing is left where anything fails: all is done in a folder that goes away.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from layers.errors import WriteError
from layers.packages.gathering import content_of
from layers.packages.manifest import entries_of, manifest_of
from layers.packages.model import EXACT_MARK, MANIFEST, PACKAGE_KEY, README, Content
from layers.packages.names import plain_ascii
from layers.packages.placing import places_of, write_files
from layers.packages.proof import Proved, require_same
from layers.packages.readme import readme_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from layers.check import CheckResult
    from layers.corridor.seen import Seen
    from layers.units import Unit

FOR_ALL, FOR_OWNER = 0o644, 0o600


class Packed(NamedTuple):
    """A package that was written."""

    path: Path
    content: Content
    proved: tuple[Proved, ...]
    sha256: str
    """Of the zip itself: given to who gets it, it proves the manifest too."""


def pack(seen: Seen, unit: Unit, as_of: date, target: Path, *, checked: CheckResult | None = None) -> Packed:
    """
    Write a unit's part of all that somebody may see into a zip; return what is known of the package.

    Parameters
    ----------
    seen
        Where it `is_exact`, the package holds restricted land: who asks must have asked for the right.
    target
        A folder that is there, in which the zip gets the unit's code, name and day for a name; or a
        path that ends in ".zip". An earlier package of that name is replaced.
    checked
        A check of that day by the same person; None leaves findings out.

    Raises
    ------
    WriteError
        If the target is another file or lies in no folder; if a file cannot be written, or is not
        what it should be when it is read back. Nothing is left then.
    ShareError
        If restricted land is not fully known.
    """
    path = target_of(unit, as_of, target, exact=seen.is_exact)
    require_target(path)
    content = content_of(seen, unit, as_of, checked)
    places = places_of(content)
    try:
        with tempfile.TemporaryDirectory(prefix=".ranh-", dir=path.resolve().parent) as held:
            folder = Path(held) / "package"
            folder.mkdir()
            write_files(content, places, folder)
            proved = require_same(content, places, folder)
            (folder / README).write_bytes(readme_bytes(content, places))
            entries = entries_of(folder, {one.file: one for one in proved})
            body = json.dumps(manifest_of(content, entries), ensure_ascii=False, indent=1).encode()
            (folder / MANIFEST).write_bytes(body)
            made = Path(held) / "made.zip"
            _zip(made, folder, content.stamp)
            _require_members(made, {entry["file"]: entry["sha256"] for entry in entries})
            sha256 = hashlib.sha256(made.read_bytes()).hexdigest()
            made.chmod(FOR_OWNER if content.exact else FOR_ALL)
            made.replace(path)
    except OSError as error:
        if isinstance(error, WriteError):
            raise
        raise _unwritten(path, error) from error
    return Packed(path, content, proved, sha256)


def target_of(unit: Unit, as_of: date, target: Path, *, exact: bool = False) -> Path:
    """Return the path of the zip; see `pack`."""
    if target.suffix.lower() == ".zip" and not target.is_dir():
        return target
    name = plain_ascii(f"{unit.code}-{unit.name}", "-").lower()
    return target / f"{name}-{as_of.isoformat()}{EXACT_MARK if exact else ''}.zip"


def require_target(path: Path) -> None:
    """
    Refuse a path in no folder, or of a file that is no earlier package.

    Raises
    ------
    WriteError
        The sentence says what to do.
    """
    if not path.resolve().parent.is_dir():
        raise WriteError(
            f"Cannot write {path}: the folder {path.resolve().parent} is not there.",
            f"Không ghi được {path}: không có thư mục {path.resolve().parent}.",
        )
    if path.exists() and not _is_package(path):
        raise WriteError(
            f"Cannot write {path}: it is no package of this program; choose another name.",
            f"Không ghi được {path}: đã có tệp khác mang tên này; hãy chọn tên khác.",
        )


def _is_package(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return PACKAGE_KEY in json.loads(archive.read(MANIFEST))
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return False


def _zip(made: Path, folder: Path, as_of: date) -> None:
    """Pack the files in the order of their names, all of the package's day: equal content is equal bytes."""
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            info = zipfile.ZipInfo(name, (as_of.year, as_of.month, as_of.day, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, FOR_ALL << 16
            archive.writestr(info, path.read_bytes())
    with made.open("rb+") as file:
        os.fsync(file.fileno())


def _require_members(made: Path, hashes: Mapping[str, str]) -> None:
    """Read the zip once more: a full disk may cut it without an error."""
    with zipfile.ZipFile(made) as archive:
        for name, sha256 in hashes.items():
            if hashlib.sha256(archive.read(name)).hexdigest() != sha256:
                raise OSError(f"{name} is damaged in the zip")


def _unwritten(path: Path, error: OSError) -> WriteError:
    reason = error.strerror or error
    return WriteError(f"Cannot write {path}: {reason}.", f"Không ghi được {path}: {reason}.")
