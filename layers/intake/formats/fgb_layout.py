"""
Walk over a FlatGeobuf file: its rows must be as many as its header says and reach to its end.

GDAL reads a cut file as a shorter one, and takes the header's count on trust.

Source: flatgeobuf.org, specification 3.0 and header.fbs; FlatBuffers internals (tables, vtables).
"""

from __future__ import annotations

import mmap
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers.errors import IntakeError

if TYPE_CHECKING:
    from pathlib import Path

MAGIC = b"fgb\x03fgb"
MAGIC_BYTES, SIZE_BYTES, NODE_BYTES = 8, 4, 40
NAME, COUNT, NODE_SIZE = 0, 8, 9
"""Places of these fields in the header's table."""
DEFAULT_NODE_SIZE = 16
MOST_HEADER_BYTES = 10 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FgbLayout:
    """What a FlatGeobuf says of itself, and the rows that are in it."""

    name: str
    rows: int


def read_layout(path: Path, name: str) -> FgbLayout:
    """
    Return the layer's name and its number of rows, counted.

    Raises
    ------
    IntakeError
        "flatgeobuf-broken" (no header), "flatgeobuf-cut" (a row or the index reaches beyond the
        end), "flatgeobuf-counts" (the header tells another number of rows).
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _layout(data, name)
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        if isinstance(error, IntakeError):
            raise
        raise IntakeError(
            "flatgeobuf-broken",
            f"{name} is no sound FlatGeobuf: its header cannot be read; export it again.",
            f"{name} không phải FlatGeobuf hợp lệ: không đọc được phần đầu; hãy xuất lại.",
        ) from error


def _layout(data: mmap.mmap, name: str) -> FgbLayout:
    (size,) = struct.unpack_from("<I", data, MAGIC_BYTES)
    if data[: len(MAGIC)] != MAGIC or size > MOST_HEADER_BYTES:
        raise ValueError("no FlatGeobuf")
    header = _Table(data[MAGIC_BYTES + SIZE_BYTES : MAGIC_BYTES + SIZE_BYTES + size])
    told = header.number(COUNT, "<Q", 0)
    node_size = header.number(NODE_SIZE, "<H", DEFAULT_NODE_SIZE)
    start = MAGIC_BYTES + SIZE_BYTES + size + _index_bytes(told, node_size, len(data), name)
    rows = _walked(data, start, name)
    if told not in {0, rows}:
        raise IntakeError(
            "flatgeobuf-counts",
            f"{name} is damaged: its header tells {told} rows, but {rows} are in it; export it again.",
            f"{name} bị hỏng: phần đầu ghi {told} dòng nhưng trong tệp có {rows}; hãy xuất lại.",
        )
    return FgbLayout(name=header.text(NAME), rows=rows)


def _walked(data: mmap.mmap, start: int, name: str) -> int:
    at, rows, end = start, 0, len(data)
    while at < end:
        at += SIZE_BYTES + int.from_bytes(data[at : at + SIZE_BYTES], "little")
        rows += 1
    if at > end:
        raise _cut(name, rows)
    return rows


def _index_bytes(rows: int, node_size: int, most: int, name: str) -> int:
    """Return the size of the packed tree; without rows or with a node size of 0 there is none."""
    if not rows or not node_size:
        return 0
    if rows * NODE_BYTES > most:
        raise _cut(name, rows)
    nodes, level = rows, rows
    while level > 1:
        level = -(-level // max(2, node_size))
        nodes += level
    return (nodes + (rows == 1)) * NODE_BYTES


def _cut(name: str, row: int) -> IntakeError:
    return IntakeError(
        "flatgeobuf-cut",
        f"{name} is cut off at row {row}; copy or export it again.",
        f"{name} bị cắt cụt ở dòng {row}; hãy sao chép hoặc xuất lại.",
    )


class _Table:
    """The root table of a FlatBuffer."""

    def __init__(self, buffer: bytes) -> None:
        self._buffer = buffer
        (self._at,) = struct.unpack_from("<I", buffer)
        (back,) = struct.unpack_from("<i", buffer, self._at)
        self._vtable = self._at - back
        (self._vtable_bytes,) = struct.unpack_from("<H", buffer, self._vtable)

    def _place(self, field: int) -> int | None:
        entry = 4 + 2 * field
        if entry + 2 > self._vtable_bytes:
            return None
        (offset,) = struct.unpack_from("<H", self._buffer, self._vtable + entry)
        return self._at + int(offset) if offset else None

    def number(self, field: int, kind: str, default: int) -> int:
        place = self._place(field)
        return default if place is None else int(struct.unpack_from(kind, self._buffer, place)[0])

    def text(self, field: int) -> str:
        place = self._place(field)
        if place is None:
            return ""
        start = place + struct.unpack_from("<I", self._buffer, place)[0]
        (size,) = struct.unpack_from("<I", self._buffer, start)
        return self._buffer[start + 4 : start + 4 + size].decode("utf-8", "replace")
