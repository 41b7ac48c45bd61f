"""Put an approved cover into a province: the file of its version, then the name of the one in use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.approved_cover import CURRENT, FOLDER
from layers.errors import WriteError
from layers.writer import replace_file

if TYPE_CHECKING:
    from pathlib import Path

    from layers.approved_cover import Cover


def write_cover(folder: Path, cover: Cover) -> Path:
    """
    Make a cover the one in use; earlier versions stay beside it.

    Parameters
    ----------
    folder
        Folder with `province.toml`.
    cover
        Signed, and found to be trusted by the caller.

    Raises
    ------
    WriteError
        If it cannot be written; the cover in use is then as it was.
    """
    place = folder / FOLDER
    path = place / f"{cover.version}.json"
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise WriteError(
            f"No folder can be made in {folder} ({error.strerror}): check its rights and the disk.",
            f"Không tạo được thư mục trong {folder} ({error.strerror}): kiểm tra quyền và ổ đĩa.",
        ) from error
    replace_file(path, lambda part: part.write_bytes(cover.to_bytes()))
    replace_file(place / CURRENT, lambda part: part.write_bytes(cover.version.encode()))
    return path
