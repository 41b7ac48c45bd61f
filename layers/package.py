"""A folder of files written whole or not at all, with a manifest that names each file's hash."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from layers.errors import WriteError

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = "manifest.json"
PACKAGE_KEY = "ranh_package"
"""Key by which a manifest is known as ours."""


def require_folder(folder: Path) -> None:
    """Refuse a target that is a file, lies in no folder, or holds anything but an earlier package."""
    parent = folder.resolve().parent
    if not parent.is_dir():
        raise WriteError(
            f"Cannot write {folder}: the folder {parent} is not there.",
            f"Không ghi được {folder}: không có thư mục {parent}.",
        )
    held = folder.is_dir() and any(folder.iterdir()) and not _is_package(folder)
    if held or folder.is_file():
        raise WriteError(
            f"Cannot write into {folder}: it holds other files; give a new or empty folder.",
            f"Không ghi vào {folder}: nơi này đã có tệp khác; hãy chọn thư mục mới hoặc trống.",
        )


def _is_package(folder: Path) -> bool:
    """Whether a folder holds a package of ours and nothing else."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        listed = {MANIFEST, *(entry["file"] for entry in manifest["files"])}
        return PACKAGE_KEY in manifest and {path.name for path in folder.iterdir()} <= listed
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write_package(folder: Path, files: Mapping[str, bytes]) -> None:
    """
    Write all files into `folder`; an earlier package there is replaced as a whole.

    Raises
    ------
    WriteError
        As `require_folder`, or if writing fails; `folder` is then as it was.
    """
    require_folder(folder)
    parent = folder.resolve().parent
    try:
        with tempfile.TemporaryDirectory(prefix=".ranh-", dir=parent) as held:
            made = Path(held) / "new"
            made.mkdir()
            for name, content in files.items():
                with (made / name).open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
            old = Path(held) / "old"
            if folder.exists():
                folder.replace(old)
            try:
                made.replace(folder)
            except OSError:
                if old.exists():
                    old.replace(folder)
                raise
    except OSError as error:
        raise WriteError(
            f"Cannot write {folder}: {error.strerror or error}.",
            f"Không ghi được {folder}: {error.strerror or error}.",
        ) from error
