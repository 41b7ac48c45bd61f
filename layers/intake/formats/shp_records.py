"""
Walk over the records of a .shp by its .shx, and name those that are not whole.

Where the .shp is cut or a record contradicts its index, GDAL gives a row without geometry, or
another row's, without a word.

Source: ESRI Shapefile Technical Description, July 1998.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from layers.errors import IntakeError

if TYPE_CHECKING:
    from pathlib import Path

    from geo.types import BoolArray, IntArray

HEADER_BYTES, RECORD_BYTES, WORD_BYTES = 100, 8, 2
MAGIC = b"\x00\x00\x27\x0a"
NULL, MULTIPATCH = 0, 31
POINTS = {1: 20, 11: 28, 21: 28}
"""Bytes of a point's record by its type: plain, with Z (M may be left out), with M."""
MULTIPOINTS = frozenset({8, 18, 28})
PARTED = frozenset({3, 5, 13, 15, 23, 25})
WITH_Z = frozenset({13, 15, 18})
COUNT_AT = 36
"""Byte of a record where the number of parts (or of a multipoint's points) stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShpRecords:
    """The records of a .shp as its .shx lists them."""

    count: int
    """Entries of the .shx."""
    found: int
    """Different records that lie in the .shp, listed or not; the last one need not be whole."""
    kind: IntArray
    """Type of each shape; 0 is a row without one."""
    whole: BoolArray
    """Whether the record is all there and is what its index says."""


def read_records(path: Path, name: str) -> ShpRecords:
    """
    Return what the .shp and .shx say of each record.

    Raises
    ------
    IntakeError
        "shapefile-cut" if a header is missing or no shapefile's.
    """
    data = np.memmap(path, np.uint8, "r") if path.stat().st_size else np.empty(0, np.uint8)
    index_bytes = path.with_suffix(".shx").read_bytes()
    for head in (data[:HEADER_BYTES].tobytes(), index_bytes[:HEADER_BYTES]):
        if len(head) < HEADER_BYTES or head[:4] != MAGIC:
            raise IntakeError(
                "shapefile-cut",
                f"{name} is damaged: the header of its .shp or .shx is not whole; copy or export it again.",
                f"{name} bị hỏng: phần đầu tệp .shp hoặc .shx không đủ; hãy sao chép hoặc xuất lại.",
            )
    count = (len(index_bytes) - HEADER_BYTES) // RECORD_BYTES
    listed = np.frombuffer(index_bytes, ">i4", count * 2, HEADER_BYTES).astype(np.int64).reshape(-1, 2)
    start, length = (listed * WORD_BYTES).T
    inside = (start >= HEADER_BYTES) & (length >= 4) & (start + RECORD_BYTES + length <= len(data))  # noqa: PLR2004
    agrees = inside & (_big(data, start + 4, inside) * WORD_BYTES == length)
    kind = _little(data, start + RECORD_BYTES, agrees)
    gapless = _is_gapless(start, length, len(data))
    number_fits = gapless | (_big(data, start, agrees) == np.arange(1, count + 1))
    whole = agrees & number_fits & _is_long_enough(data, start + RECORD_BYTES, length, kind)
    found = count if gapless else len(_walked(data))
    return ShpRecords(count=count, found=found, kind=kind, whole=whole)


def _is_long_enough(data: np.ndarray, at: IntArray, length: IntArray, kind: IntArray) -> BoolArray:
    """Whether the numbers of parts and points that each record tells fit into it."""
    least = np.full(len(at), 4, dtype=np.int64)
    for shape, size in POINTS.items():
        least[kind == shape] = size
    parted, multi = np.isin(kind, list(PARTED)), np.isin(kind, list(MULTIPOINTS))
    counted = (parted | multi) & (length >= COUNT_AT + 8)
    first = _little(data, at + COUNT_AT, counted)
    second = _little(data, at + COUNT_AT + 4, counted)
    points = np.where(parted, second, first)
    parts = np.where(parted, first, 0)
    high = np.isin(kind, list(WITH_Z))
    fixed = np.where(parted, COUNT_AT + 8, COUNT_AT + 4) + np.where(high, 16, 0)
    least = np.where(parted | multi, fixed + 4 * parts + (16 + 8 * high) * points, least)
    sane = ~(parted | multi) | (counted & (first >= 0) & (second >= 0))
    return np.asarray(sane & (least <= length))


def _is_gapless(start: IntArray, length: IntArray, size: int) -> bool:
    """Whether the listed records follow one another from the header to the end, in order."""
    if not len(start):
        return size == HEADER_BYTES
    ends = start + RECORD_BYTES + length
    return bool(start[0] == HEADER_BYTES and (start[1:] == ends[:-1]).all() and ends[-1] == size)


def _walked(data: np.ndarray) -> set[int]:
    """Return the numbers of the records met on the way; a changed one leaves its old self behind."""
    view, at, numbers = memoryview(data.data), HEADER_BYTES, set()
    while at + RECORD_BYTES <= len(data):
        number = int.from_bytes(view[at : at + 4], "big", signed=True)
        length = int.from_bytes(view[at + 4 : at + 8], "big", signed=True) * WORD_BYTES
        if number <= 0 or length < 4:  # noqa: PLR2004 - a shape's type
            break
        numbers.add(number)
        at += RECORD_BYTES + length
    return numbers


def _big(data: np.ndarray, at: IntArray, where: BoolArray) -> IntArray:
    return _numbers(data, at, where, ">i4")


def _little(data: np.ndarray, at: IntArray, where: BoolArray) -> IntArray:
    return _numbers(data, at, where, "<i4")


def _numbers(data: np.ndarray, at: IntArray, where: BoolArray, kind: str) -> IntArray:
    """Return four-byte numbers at some places of the file, 0 where `where` is false."""
    found = np.zeros(len(at), dtype=np.int64)
    places = at[where]
    if len(places):
        found[where] = data[places[:, None] + np.arange(4)].view(kind).ravel()
    return found
