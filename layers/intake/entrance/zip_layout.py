"""
Find where the packed bytes of an archive's entries lie: each in bytes of its own.

Entries that share bytes let a small archive unpack to any size (Fifield, "A better zip bomb", 2019).

Source: PKWARE APPNOTE 6.3.10 (4.3.7, 4.3.12).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from layers.intake.entrance.shown import UTF8_FLAG
from layers.intake.entrance.zip_entries import ENCRYPTED, refusal

if TYPE_CHECKING:
    import io
    import zipfile
    from collections.abc import Sequence

DIRECTORY_RECORD_BYTES = 46
END_MARK, END_COUNT = b"PK\x05\x06", slice(10, 12)
END64_MARK, END64_COUNT = b"PK\x06\x06", slice(32, 40)
END_BYTES = 56
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
        "zip-broken" where the directory lists fewer entries than it counts, "zip-header" where an
        entry's own header tells other than the directory, "zip-overlap".
    """
    _require_complete(file, entries, end, name)
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


def _require_complete(file: io.FileIO, entries: Sequence[zipfile.ZipInfo], start: int, name: str) -> None:
    """
    Compare the entries that were listed with the count behind them.

    `zipfile` does not: a comment that tells a wrong length swallows the entries after it.
    """
    at = start + sum(
        DIRECTORY_RECORD_BYTES + len(_raw_name(entry)) + len(entry.extra) + len(entry.comment)
        for entry in entries
    )
    file.seek(at)
    end = file.read(END_BYTES)
    place = {END_MARK: END_COUNT, END64_MARK: END64_COUNT}.get(end[:4])
    if place is None or int.from_bytes(end[place], "little") != len(entries):
        raise refusal(
            "zip-broken",
            name,
            "has a directory that does not list what it counts: pack it again",
            "có danh mục không khớp với số mục đã ghi: hãy nén lại",
        )


def _raw_name(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & UTF8_FLAG else "cp437", "replace")


def _start(file: io.FileIO, entry: zipfile.ZipInfo, shown: str, name: str) -> int:
    # a directory that is moved may tell an offset before the beginning
    file.seek(max(0, entry.header_offset))
    raw = file.read(LOCAL_HEADER.size)
    if entry.header_offset >= 0 and len(raw) == LOCAL_HEADER.size:
        mark, _, flags, method, *_, name_bytes, extra_bytes = LOCAL_HEADER.unpack(raw)
        same = file.read(name_bytes) == _raw_name(entry) and method == entry.compress_type
        if mark == MARK and same and not flags & ENCRYPTED:
            return int(entry.header_offset + LOCAL_HEADER.size + name_bytes + extra_bytes)
    raise refusal(
        "zip-header",
        name,
        f"contradicts its own directory at {shown}: pack it again",
        f"mâu thuẫn với danh mục của chính nó ở {shown}: hãy nén lại",
    )
