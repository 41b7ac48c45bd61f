"""
Find where the packed bytes of an archive's entries lie: each in bytes of its own.

Entries that share bytes let a small archive unpack to any size (Fifield, "A better zip bomb", 2019).

Source: PKWARE APPNOTE 6.3.10 (4.3.7, 4.3.12).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from layers.intake.shown import UTF8_FLAG
from layers.intake.zip_entries import ENCRYPTED, refusal

if TYPE_CHECKING:
    import io
    import zipfile
    from collections.abc import Sequence

LOCAL_HEADER = struct.Struct("<4sHHHHHIIIHH")
MARK = b"PK\x03\x04"


def packed_starts(
    file: io.FileIO, entries: Sequence[zipfile.ZipInfo], names: Sequence[str], *, end: int, name: str
) -> list[int]:
    """
    Return the offset of the packed bytes of each entry.

    Parameters
    ----------
    entries, names
        As the directory tells them; the names as they are shown.
    end
        Offset of the directory: no entry reaches into it.
    name
        Of the archive, for the refusal.

    Raises
    ------
    IntakeError
        "zip-header" where an entry's own header tells other than the directory, "zip-overlap".
    """
    starts = [_start(file, entry, shown, name) for entry, shown in zip(entries, names, strict=True)]
    reach, before = 0, ""
    rows = zip(entries, starts, names, strict=True)
    for entry, start, shown in sorted(rows, key=lambda row: row[0].header_offset):
        if entry.header_offset < reach or start + entry.compress_size > end:
            raise refusal(
                "zip-overlap",
                name,
                f"has entries that share bytes ({before}, {shown}): pack it again",
                f"có các mục dùng chung dữ liệu ({before}, {shown}): hãy nén lại",
            )
        reach, before = start + entry.compress_size, shown
    return starts


def _start(file: io.FileIO, entry: zipfile.ZipInfo, shown: str, name: str) -> int:
    file.seek(entry.header_offset)
    raw = file.read(LOCAL_HEADER.size)
    if len(raw) == LOCAL_HEADER.size:
        mark, _, flags, method, *_, name_bytes, extra_bytes = LOCAL_HEADER.unpack(raw)
        told = entry.orig_filename.encode("utf-8" if entry.flag_bits & UTF8_FLAG else "cp437", "replace")
        same = file.read(name_bytes) == told and method == entry.compress_type
        if mark == MARK and same and not flags & ENCRYPTED:
            return int(entry.header_offset + LOCAL_HEADER.size + name_bytes + extra_bytes)
    raise refusal(
        "zip-header",
        name,
        f"contradicts its own directory at {shown}: pack it again",
        f"mâu thuẫn với danh mục của chính nó ở {shown}: hãy nén lại",
    )
