"""
Read the pairs of group code and value of a DXF file, in text or binary, one after another.

Source: Autodesk DXF Reference, "Group code value types" and "About binary DXF files".
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from layers.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SENTINEL = b"AutoCAD Binary DXF\r\n\x1a\x00"
ESCAPE = 255
"""Before release 13 a code is one byte; this one says that two more follow."""
SIZES: tuple[tuple[range, int], ...] = (
    *((range(a, b), 8) for a, b in ((10, 60), (110, 150), (210, 240), (460, 470), (1010, 1060))),
    *((range(a, b), 2) for a, b in ((60, 80), (170, 180), (270, 290), (370, 390), (400, 410), (1060, 1071))),
    *((range(a, b), 4) for a, b in ((90, 100), (420, 430), (440, 460), (1071, 1072))),
    (range(160, 170), 8),
    (range(290, 300), 1),
)
"""Bytes of a binary value by its code; all other codes are texts that a NUL ends."""
CHUNKS = frozenset({*range(310, 320), 1004})
"""One byte of length, then so many bytes."""


def pairs(path: Path, name: str) -> Iterator[tuple[int, int, bytes]]:
    """
    Yield place, group code and value; the place is a line of a text file, a byte of a binary one.

    Raises
    ------
    IntakeError
        "dxf-broken", with the place, where a group code is no number or a value is cut.
    """
    with path.open("rb") as file:
        is_binary = file.read(len(SENTINEL)) == SENTINEL
    yield from _binary(path.read_bytes(), name) if is_binary else _text(path, name)


def _text(path: Path, name: str) -> Iterator[tuple[int, int, bytes]]:
    line = 1
    with path.open("rb") as file:
        for code in file:
            value = next(file, None)
            try:
                number = int(code.removeprefix(b"\xef\xbb\xbf") if line == 1 else code)
            except ValueError:
                if not code.strip() and value is None:
                    return
                raise _broken(name, f"line {line}", f"dòng {line}") from None
            if value is None:
                raise _broken(name, f"line {line}", f"dòng {line}")
            yield line, number, value.strip()
            line += 2


def _binary(data: bytes, name: str) -> Iterator[tuple[int, int, bytes]]:
    at = len(SENTINEL)
    # the first pair is 0, SECTION: its code takes two bytes since release 13
    wide = data[at : at + 2] == b"\0\0"
    while at < len(data):
        start = at
        code = int.from_bytes(data[at : at + 2], "little") if wide else data[at]
        at += 2 if wide else 1
        if not wide and code == ESCAPE:
            code = int.from_bytes(data[at : at + 2], "little")
            at += 2
        end, skip = _value_end(data, at, code)
        if end > len(data) or end < 0:
            raise _broken(name, f"byte {start}", f"byte {start}")
        yield start, code, data[at:end]
        at = end + skip


def _value_end(data: bytes, at: int, code: int) -> tuple[int, int]:
    """Return where a value ends and how many bytes are between it and the next code."""
    if code in CHUNKS:
        return at + 1 + (data[at] if at < len(data) else 0), 0
    for codes, size in SIZES:
        if code in codes:
            return at + size, 0
    return data.find(b"\0", at), 1


def number_of(value: bytes, *, binary: bool) -> int:
    """Return a small whole number as it stands in a value; 0 where it is none."""
    if binary:
        return int(struct.unpack("<h", value)[0]) if len(value) == struct.calcsize("<h") else 0
    try:
        return int(value)
    except ValueError:
        return 0


def _broken(name: str, en: str, vi: str) -> IntakeError:
    return IntakeError(
        "dxf-broken",
        f"{name} is no sound DXF at {en}: save it again.",
        f"{name} không phải DXF hợp lệ tại {vi}: hãy lưu lại.",
    )
