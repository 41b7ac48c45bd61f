"""
Look into the parts of a MapInfo table beside what GDAL reads of them.

A .tab is text; its .dat is laid out like a .dbf, its .id points from each row to an object of the .map.

Source: MapInfo MIF/MID and TAB descriptions; layout of the .map header as GDAL's mitab reads it.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from layers.errors import IntakeError

if TYPE_CHECKING:
    from pathlib import Path

    from geo.types import IntArray

CHARSET = re.compile(rb'(charset\s+)("[^"\r\n]*"|[\w.-]+)', re.IGNORECASE)
FIELDS = re.compile(rb"^[ \t]*fields[ \t]+(\d+)[^\r\n]*\r?\n", re.IGNORECASE | re.MULTILINE)
COLUMN = re.compile(rb"^(\s*)(\S+)(\s+.*)$")
NEUTRAL = b'"Neutral"'
MAP_MAGIC, MAP_HEADER_BYTES = 42_424_242, 512
TRANSVERSE_MERCATOR, LONLAT = 8, 1
UNIT_NAMES = {0: "mi", 1: "km", 2: "in", 3: "ft", 4: "yd", 5: "mm", 6: "cm", 7: "m", 8: "survey ft"}
PARAMETERS = {1: 0, 8: 5, 34: 5}
"""Numbers after datum and unit, of the projections that matter here."""
WGS84_ELLIPSOID = 28
NUMBERED = 500
"""Version of the .map since which the number of the datum stands in it."""
OFFSET_BITS = 0x3FFFFFFF
ROUNDED = frozenset({0x0A, 0x0B, 0x16, 0x17, 0x19, 0x1A})
"""First byte of an object: arc, rounded rectangle, ellipse, each in two lengths of coordinates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """The text of a .tab or of the head of a .mif, and itself in a form that GDAL reads as bytes."""

    charset: str
    names: tuple[bytes, ...]
    """Of the columns, in the file's own bytes."""
    plain: bytes
    """With the charset Neutral, which GDAL does not convert, and columns named c0, c1, ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapHeader:
    """What a .map says of its coordinates."""

    coordsys: str
    """As a MIF would have it."""
    step: float
    """Coordinates are whole multiples of this, in units of the system."""


def read_definition(text: bytes, columns: re.Pattern[bytes] = FIELDS) -> Definition:
    r"""
    Return charset and columns of a .tab, or, with another pattern for their count, of a .mif.

    Examples
    --------
    >>> found = read_definition(b'!charset WindowsLatin1\n  Fields 1\n    ma_dat Char (3) ;\n')
    >>> found.charset, found.names, found.plain.splitlines()
    ('WindowsLatin1', (b'ma_dat',), [b'!charset "Neutral"', b'  Fields 1', b'    c0 Char (3) ;'])
    """
    head = columns.search(text)
    start = head.start() if head else len(text)
    charset = CHARSET.search(text, 0, start)
    names, rest = _renamed(text[head.end() :], int(head[1])) if head else ((), b"")
    plain = CHARSET.sub(rb"\1" + NEUTRAL, text[:start]) + (head[0] if head else b"") + rest
    return Definition(
        charset=charset[2].strip(b'"').decode("ascii", "replace") if charset else "",
        names=names,
        plain=plain,
    )


def _renamed(lines_after: bytes, count: int) -> tuple[tuple[bytes, ...], bytes]:
    names = []
    lines = lines_after.split(b"\n", count)
    for n, line in enumerate(lines[:count]):
        column = COLUMN.match(line)
        if column is None:
            break
        names.append(column[2])
        lines[n] = column[1] + b"c%d" % n + column[3]
    return tuple(names), b"\n".join(lines)


def read_map_header(path: Path, name: str) -> MapHeader:
    """
    Return coordinate system and step of a .map.

    Raises
    ------
    IntakeError
        "tab-cut" if there is no whole header.
    """
    with path.open("rb") as file:
        header = file.read(MAP_HEADER_BYTES)
    if len(header) < MAP_HEADER_BYTES or struct.unpack_from("<i", header, 0x100)[0] != MAP_MAGIC:
        raise cut(name, ".map")
    version, number = (int.from_bytes(header[at : at + 2], "little") for at in (0x104, 0x16A))
    projection, ellipsoid, unit = struct.unpack_from("<3B", header, 0x16D)
    scales = struct.unpack_from("<2d", header, 0x170)
    parameters = struct.unpack_from("<6d", header, 0x190)[: PARAMETERS.get(projection, 6)]
    shift = struct.unpack_from("<8d", header, 0x1C0)
    datum = (number if version >= NUMBERED else 0, ellipsoid, *shift)
    return MapHeader(
        coordsys=_coordsys(projection, datum, UNIT_NAMES.get(unit, str(unit)), parameters),
        step=max((1 / abs(scale) for scale in scales if scale), default=0.0),
    )


def _coordsys(projection: int, datum: tuple[float, ...], unit: str, parameters: tuple[float, ...]) -> str:
    """Return the line that MapInfo would write; older tables keep parameters of the datum, not its number."""
    if projection == 0:
        return f'CoordSys NonEarth Units "{unit}"'
    number, ellipsoid, *shift = datum
    if number not in {0, 999, 9999}:
        words = [plain(number)]
    elif not number and ellipsoid == WGS84_ELLIPSOID and not any(shift):
        words = ["104"]
    else:
        kept = shift if any(shift[3:]) else shift[:3]
        words = ["9999" if any(shift[3:]) else "999", *(plain(value) for value in (ellipsoid, *kept))]
    if projection != LONLAT:
        words += [f'"{unit}"', *(plain(value) for value in parameters)]
    return f"CoordSys Earth Projection {projection}, {', '.join(words)}"


def plain(value: float) -> str:
    """Return a number with all its digits and no needless ".0"."""
    return repr(float(value)).removesuffix(".0")


def read_offsets(path: Path, rows: int, name: str) -> IntArray:
    """
    Return for each row where its object stands in the .map; 0 where it has none.

    Raises
    ------
    IntakeError
        "tab-counts" if the .id and the .dat have not the same number of rows.
    """
    found = np.fromfile(path, "<u4")
    if len(found) != rows:
        raise IntakeError(
            "tab-counts",
            f"{name} is damaged: {len(found)} objects in its .id but {rows} rows in its .dat;"
            " copy all parts again.",
            f"{name} bị hỏng: {len(found)} đối tượng trong .id nhưng {rows} dòng trong .dat;"
            " hãy sao chép lại tất cả các phần.",
        )
    return found.astype(np.int64) & OFFSET_BITS


def rounded_rows(path: Path, offsets: IntArray) -> IntArray:
    """Return the rows (from 0) whose object is an arc, an ellipse or has round corners."""
    data = np.memmap(path, np.uint8, "r")
    inside = (offsets > 0) & (offsets < len(data))
    kinds = np.zeros(len(offsets), dtype=np.uint8)
    kinds[inside] = data[offsets[inside]]
    return np.flatnonzero(np.isin(kinds, list(ROUNDED)))


def cut(name: str, part: str) -> IntakeError:
    """Return the refusal of a table of which a part is cut."""
    return IntakeError(
        "tab-cut",
        f"{name} is damaged: its {part} is cut off; copy all parts again.",
        f"{name} bị hỏng: tệp {part} bị cắt cụt; hãy sao chép lại tất cả các phần.",
    )
