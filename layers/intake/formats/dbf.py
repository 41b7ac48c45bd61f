"""
Look into a .dbf beside what GDAL reads of it: counts, deleted rows, cut texts, numbers that are none.

GDAL drops deleted rows, cuts a text at a NUL, takes "1.234,5" for 1.234 and rounds whole numbers
of more than 15 digits, each without a word.

Source: dBASE III PLUS file format, the part that ESRI's Shapefile description refers to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from layers.errors import IntakeError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.types import BoolArray, IntArray

HEADER_BYTES, FIELD_BYTES, NAME_BYTES = 32, 32, 11
END_OF_FIELDS, DELETED = 0x0D, 0x2A
CHUNK_ROWS = 50_000
NUMBER = r"^(?:|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|\*+)$"
"""Blank means no value; asterisks that a number did not fit."""
DAY = r"^(?:|0{8}|\d{8})$"
FLOAT_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class DbfField:
    """One column as the header describes it."""

    name: bytes
    kind: str
    """C text, N and F number, D day, L yes or no."""
    start: int
    """Byte in the record, the mark of deletion counted."""
    width: int
    decimals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dbf:
    """A .dbf by its header; nothing of its rows is held."""

    path: Path
    rows: int
    """As the header says, at most as many as are in the file as a whole."""
    header_bytes: int
    record_bytes: int
    fields: tuple[DbfField, ...]

    def blocks(self, start: int, width: int) -> Iterator[tuple[int, np.ndarray]]:
        """Yield the number of rows before, and the bytes of one column in the next rows, as a matrix."""
        records = np.memmap(
            self.path, np.uint8, "r", self.header_bytes, shape=(self.rows, self.record_bytes)
        ) if self.rows else np.empty((0, self.record_bytes), np.uint8)  # fmt: skip
        for first in range(0, self.rows, CHUNK_ROWS):
            block = records[first : first + CHUNK_ROWS, start : start + width]
            yield first, np.ascontiguousarray(block)

    def deleted(self) -> BoolArray:
        """Return for each row whether it is marked as deleted."""
        marks = [block[:, 0] == DELETED for _, block in self.blocks(0, 1)]
        return np.concatenate(marks) if marks else np.empty(0, dtype=bool)

    def rows_with_nul(self, field: DbfField) -> list[int]:
        """Return the rows (from 0) whose text goes on after a NUL; NUL as padding is none."""
        found: list[int] = []
        for first, block in self.blocks(field.start, field.width):
            for place in np.flatnonzero((block == 0).any(axis=1)):
                rest = block[place].tobytes().partition(b"\0")[2]
                if rest.strip(b"\0 "):
                    found.append(first + int(place))
        return found

    def cells(self, field: DbfField) -> pa.ChunkedArray:
        """Return a column as it stands in the file, without blanks around it, as ISO-8859-1."""
        chunks = [
            pa.array(text.strip("\0 ") for text in _texts(block))
            for _, block in self.blocks(field.start, field.width)
        ]
        return pa.chunked_array(chunks, pa.string())


def read_dbf(path: Path, name: str) -> Dbf:
    """
    Return what the header of a .dbf says.

    Raises
    ------
    IntakeError
        "dbf-broken" if the header is cut or contradicts itself.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        start = file.read(HEADER_BYTES)
        rows, header_bytes, record_bytes = (
            int.from_bytes(start[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12))
        )
        raw = file.read(max(0, header_bytes - HEADER_BYTES))
    fields = _fields(raw)
    width = 1 + sum(field.width for field in fields)
    if not fields or record_bytes < width or size < header_bytes:
        raise IntakeError(
            "dbf-broken",
            f"{name}: the header of its .dbf is damaged; export the file again.",
            f"{name}: phần đầu tệp .dbf bị hỏng; hãy xuất lại tệp.",
        )
    whole = (size - header_bytes) // record_bytes
    return Dbf(
        path=path,
        rows=min(rows, whole),
        header_bytes=header_bytes,
        record_bytes=record_bytes,
        fields=fields,
    )


def is_odd(dbf: Dbf, field: DbfField) -> bool:
    """Whether a column of numbers or days holds something that is none."""
    pattern = {"N": NUMBER, "F": NUMBER, "D": DAY}.get(field.kind)
    if pattern is None:
        return False
    cells = dbf.cells(field)
    if not pc.all(pc.match_substring_regex(cells, pattern)).as_py():
        return True
    return field.kind == "D" and not all(map(_is_day, pc.unique(cells).to_pylist()))


def whole_numbers(dbf: Dbf, field: DbfField) -> list[int | None]:
    """Return a column without decimals exactly, however many digits it has."""
    return [int(text) if text.strip("*") else None for text in dbf.cells(field).to_pylist()]


def is_long(field: DbfField) -> bool:
    """Whether a column of whole numbers has more digits than GDAL keeps."""
    return field.kind == "N" and field.decimals == 0 and field.width > FLOAT_DIGITS


def taken(values: pa.ChunkedArray | pa.Array, places: IntArray) -> pa.ChunkedArray | pa.Array:
    """Return the values of some rows (from 0)."""
    return values if len(places) == len(values) else values.take(pa.array(places))


def _texts(block: np.ndarray) -> list[str]:
    width = block.shape[1]
    whole = block.tobytes().decode("latin-1")
    return [whole[n : n + width] for n in range(0, len(whole), width)] if width else [""] * len(block)


def _is_day(text: str) -> bool:
    if not text.strip("0"):
        return True
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _fields(raw: bytes) -> tuple[DbfField, ...]:
    found: list[DbfField] = []
    start = 1
    for at in range(0, len(raw) - FIELD_BYTES + 1, FIELD_BYTES):
        if raw[at] == END_OF_FIELDS:
            break
        kind = chr(raw[at + NAME_BYTES])
        width, decimals = raw[at + 16], raw[at + 17]
        name = raw[at : at + NAME_BYTES].partition(b"\0")[0]
        found.append(DbfField(name=name, kind=kind, start=start, width=width, decimals=decimals))
        start += width
    return tuple(found)
