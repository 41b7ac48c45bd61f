"""
Compare the three parts of a shapefile by their headers before a library reads it.

GDAL reads a cut .shp with rows without geometry, a .dbf whose header says fewer rows as fewer rows,
and a .shx that names one shape for every row as that shape; each without a word.

Source: ESRI Shapefile Technical Description, July 1998; dBASE III header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.errors import IntakeError

if TYPE_CHECKING:
    from pathlib import Path

HEADER_BYTES, RECORD_BYTES, WORD_BYTES = 100, 8, 2
SHAPE_TYPES = frozenset({0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28})
"""Null, point, line, polygon, points; the same with Z and with M."""
MULTIPATCH = 31
DBF_HEADER_BYTES = 32
TEXT_BYTES = {".prj": 1 << 16, ".cpg": 1 << 10}
"""A CRS takes a few thousand bytes, the name of an encoding a few."""


def require_whole_shapefile(path: Path, name: str) -> None:
    """
    Refuse a shapefile whose parts are cut or do not belong to each other.

    Raises
    ------
    IntakeError
        "shapefile-cut", "shapefile-index", "shapefile-rows", "shapefile-multipatch", "shapefile-type",
        "shapefile-text".
    """
    _require_texts(path, name)
    kind = _shape_type(path, name)
    if kind == MULTIPATCH:
        raise IntakeError(
            "shapefile-multipatch",
            f"{name} holds multipatches (surfaces in space): convert them to polygons first.",
            f"{name} chứa multipatch (mặt không gian): hãy chuyển thành vùng (polygon) trước.",
        )
    if kind not in SHAPE_TYPES:
        raise IntakeError(
            "shapefile-type",
            f"{name} holds shapes of the unknown type {kind}: export it again.",
            f"{name} chứa kiểu hình không rõ ({kind}): hãy xuất lại.",
        )
    index = path.with_suffix(".shx")
    _require_length(path, name)
    _require_length(index, f"{name} (.shx)")
    shapes = _require_index(path, index, name)
    rows = _dbf_rows(path.with_suffix(".dbf"), name)
    if shapes != rows:
        raise IntakeError(
            "shapefile-rows",
            f"{name} is damaged: {shapes} shapes but {rows} rows of attributes; export it again.",
            f"{name} bị hỏng: có {shapes} hình nhưng {rows} dòng thuộc tính; hãy xuất lại.",
        )


def _require_texts(path: Path, name: str) -> None:
    for ending, most in TEXT_BYTES.items():
        part = path.with_suffix(ending)
        if part.is_file() and (part.stat().st_size > most or b"\0" in part.read_bytes()):
            raise IntakeError(
                "shapefile-text",
                f"{name}: its {ending} is no short text: export it again or leave that part out.",
                f"{name}: tệp {ending} không phải văn bản ngắn: hãy xuất lại hoặc bỏ phần đó.",
            )


def _shape_type(path: Path, name: str) -> int:
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES:
        raise _cut(name, len(header), HEADER_BYTES)
    return int.from_bytes(header[32:36], "little")


def _require_length(path: Path, name: str) -> None:
    with path.open("rb") as file:
        header = file.read(HEADER_BYTES)
    told = int.from_bytes(header[24:28], "big") * WORD_BYTES
    found = path.stat().st_size
    if found != told or header[:4] != b"\x00\x00\x27\x0a":
        raise _cut(name, found, told)


def _require_index(path: Path, index: Path, name: str) -> int:
    """Return the number of shapes; each must have bytes of its own inside the .shp."""
    size = path.stat().st_size
    records = np.fromfile(index, dtype=">i4", offset=HEADER_BYTES).astype(np.int64)
    if len(records) % 2 == 0:
        start, length = (records.reshape(-1, 2) * WORD_BYTES).T
        end = start + length + RECORD_BYTES
        order = np.argsort(start, kind="stable")
        inside = (start >= HEADER_BYTES) & (length >= 4) & (end <= size)  # noqa: PLR2004 - a shape's type
        if inside.all() and (start[order][1:] >= end[order][:-1]).all():
            return len(start)
    raise IntakeError(
        "shapefile-index",
        f"{name} and its .shx do not belong together: export both again.",
        f"{name} và tệp .shx không khớp nhau: hãy xuất lại cả hai.",
    )


def _dbf_rows(path: Path, name: str) -> int:
    with path.open("rb") as file:
        header = file.read(DBF_HEADER_BYTES)
    if len(header) < DBF_HEADER_BYTES:
        raise _cut(f"{name} (.dbf)", len(header), DBF_HEADER_BYTES)
    rows = int.from_bytes(header[4:8], "little")
    told = int.from_bytes(header[8:10], "little") + rows * int.from_bytes(header[10:12], "little")
    found = path.stat().st_size
    if found < told:
        raise _cut(f"{name} (.dbf)", found, told)
    return rows


def _cut(name: str, found: int, told: int) -> IntakeError:
    return IntakeError(
        "shapefile-cut",
        f"{name} is damaged: it has {found} bytes where its header says {told}; copy or export it again.",
        f"{name} bị hỏng: có {found} byte trong khi phần đầu ghi {told}; hãy sao chép hoặc xuất lại.",
    )
