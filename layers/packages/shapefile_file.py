"""
A table as a shapefile in the province's CRS: .shp, .shx, .dbf, .prj, .cpg, and a style beside it.

Outer rings run clockwise, holes the other way (ESRI's description of 1998). The .prj is ESRI's
WKT, in which VN-2000 keeps its datum; QGIS and ArcGIS know it by that.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.crs import parse_crs
from layers.errors import WriteError
from layers.packages.dbf_file import dbf_bytes
from layers.packages.model import Shape
from layers.packages.rings import lines_of
from layers.packages.styles import qml

if TYPE_CHECKING:
    from datetime import date

    from layers.packages.model import Table

TYPES = {Shape.POINT: 8, Shape.LINE: 3, Shape.POLYGON: 5}
"""Several points, several lines, polygon."""
LARGEST_BYTES = 2**31 - 1


def shapefile_parts(table: Table, crs: str, day: date) -> dict[str, bytes]:
    """
    Return the files of a shapefile by their endings.

    Raises
    ------
    WriteError
        If one would be larger than a shapefile can be (2 GB).
    """
    records = [_record(shape, table.shape) for shape in table.shapes]
    shp, shx = _files(records, table)
    parts = {
        ".shp": shp,
        ".shx": shx,
        ".dbf": dbf_bytes(table, day),
        ".prj": parse_crs(crs).to_wkt("WKT1_ESRI").encode(),
        ".cpg": b"UTF-8",
        ".qml": qml(table).encode(),
    }
    if max(map(len, parts.values())) > LARGEST_BYTES:
        raise WriteError(
            f"Layer {table.title_en} is too large for a shapefile (2 GB): make packages of smaller units.",
            f"Lớp {table.title_vi} quá lớn cho định dạng shapefile (2 GB): hãy lập gói cho đơn vị nhỏ hơn.",
        )
    return parts


def _files(records: list[bytes], table: Table) -> tuple[bytes, bytes]:
    """Return the main file and its index; lengths are counted in words of two bytes."""
    words, index, body = 50, [], []
    for number, record in enumerate(records, 1):
        length = len(record) // 2
        index.append(struct.pack(">2i", words, length))
        body.append(struct.pack(">2i", number, length) + record)
        words += 4 + length
    return (
        _head(words, table) + b"".join(body),
        _head(50 + 4 * len(records), table) + b"".join(index),
    )


def _head(words: int, table: Table) -> bytes:
    box = shapely.total_bounds(table.shapes) if table.count else np.full(4, np.nan)
    west, south, east, north = np.nan_to_num(box).tolist()
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack(
        "<2i8d", 1000, TYPES[table.shape], west, south, east, north, 0, 0, 0, 0
    )


def _record(shape: shapely.Geometry | None, kind: Shape) -> bytes:
    if shape is None:
        return struct.pack("<i", 0)
    lines = lines_of(shape, clockwise=True)
    count = sum(map(len, lines))
    head = struct.pack("<i4d", TYPES[kind], *shape.bounds)
    points = np.concatenate(lines).astype("<f8").tobytes()
    if kind is Shape.POINT:
        return head + struct.pack("<i", count) + points
    starts = np.cumsum([0, *map(len, lines[:-1])]).astype("<i4").tobytes()
    return head + struct.pack("<2i", len(lines), count) + starts + points
