"""Tell what an OLE compound file is by the names in its directory; nothing else of it is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from layers.intake.entrance.foreign import DGN8, DOC, LOCKED, OLE, XLS, Foreign

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY_BYTES, NAME_BYTES = 128, 64
SECTOR_SHIFTS = frozenset({9, 12})
DIRECTORY_SECTORS = 4
"""So many sectors from the first of the directory are looked at: 16 names, or 128."""
NAMES: tuple[tuple[str, Foreign], ...] = (
    (r"encryptedpackage|encryptioninfo", LOCKED),
    (r"dgn.*", DGN8),
    (r"workbook|book", XLS),
    (r"worddocument|powerpoint document", DOC),
)


def compound_kind(path: Path) -> Foreign:
    """
    Return which format an OLE compound file is; `foreign.OLE` where its directory does not tell.

    Source: MS-CFB 2.2 (header) and 2.6 (directory entries).
    """
    with path.open("rb") as file:
        header = file.read(512)
        shift = int.from_bytes(header[30:32], "little")
        if shift not in SECTOR_SHIFTS:
            return OLE
        sector = int.from_bytes(header[48:52], "little")
        file.seek((sector + 1) << shift)
        directory = file.read(DIRECTORY_SECTORS << shift)
    names = [
        directory[at : at + NAME_BYTES].decode("utf-16-le", "replace").split("\0")[0].lower()
        for at in range(0, len(directory), ENTRY_BYTES)
    ]
    for pattern, kind in NAMES:
        if any(re.fullmatch(pattern, name) for name in names):
            return kind
    return OLE
