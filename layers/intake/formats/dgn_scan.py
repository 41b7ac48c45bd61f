"""
Walk over the elements of a DGN v7 file, so that none that GDAL leaves out is lost in silence.

Source: Intergraph Standard File Formats, "Element Information"; places in the bytes count from 0.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from layers.intake.entrance.dgn_gate import END, HEADER_BYTES, WORD_BYTES

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {
    1: "CELL LIBRARY", 2: "CELL", 3: "LINE", 4: "LINE STRING", 5: "GROUP DATA", 6: "SHAPE", 7: "TEXT NODE",
    8: "DIGITIZER SETUP", 9: "DESIGN FILE HEADER", 10: "LEVEL SYMBOLOGY", 11: "CURVE", 12: "COMPLEX CHAIN",
    13: "CONIC", 14: "COMPLEX SHAPE", 15: "ELLIPSE", 16: "ARC", 17: "TEXT", 18: "SURFACE", 19: "SOLID",
    21: "B-SPLINE POLES", 22: "POINT STRING", 23: "CONE", 24: "B-SPLINE SURFACE", 25: "B-SPLINE BOUNDARY",
    26: "B-SPLINE KNOTS", 27: "B-SPLINE CURVE", 28: "B-SPLINE WEIGHTS", 33: "DIMENSION",
    34: "SHARED CELL DEFINITION", 35: "SHARED CELL", 36: "MULTILINE", 37: "TAG", 66: "APPLICATION DATA",
    87: "RASTER", 88: "RASTER DATA",
}  # fmt: skip
CELL, LINE_STRING, SHAPE, CURVE, CHAIN, COMPLEX_SHAPE, ELLIPSE, ARC, TEXT = 2, 4, 6, 11, 12, 14, 15, 16, 17
HEADER, POLES, SHARED_DEFINITION = 9, 21, 34
READABLE = frozenset({3, LINE_STRING, SHAPE, CURVE, CHAIN, COMPLEX_SHAPE, ELLIPSE, ARC, TEXT})
SILENT = frozenset({1, 2, 5, 7, 8, 9, 10, SHARED_DEFINITION, 66})
"""Containers whose members count themselves, and what only describes the file or another element."""
CURVE_PARTS, CURVE_HEADERS = frozenset({POLES, 25, 26, 28}), frozenset({24, 27})
"""A B-spline is one element that cannot be read, followed by its parts."""
DISPLAY = frozenset({33, 37, 87, 88})
"""Elements that show something on the sheet and are no land."""
COMPLEX, DELETED, THREE_D = 0x80, 0x80, 0x40
HOLE = 0x8000
"""Property of a closed element: it is cut out of the others of its cell."""
TEXT_AT = {2: 58, 3: 74}
PROPERTY_BYTES, GROUP_BYTES = 36, 40
"""Length up to which an element tells its properties, and what it groups."""
GROUPED = frozenset({CELL, CHAIN, COMPLEX_SHAPE, SHARED_DEFINITION})


class Fate(StrEnum):
    """What becomes of an element."""

    ROW = "row"
    PART = "part"
    """Member of a complex chain or shape, which is one row."""
    SILENT = "silent"
    DISPLAY = "display"
    UNREAD = "unread"
    DELETED = "deleted"


@dataclass(slots=True)
class Element:
    """One element by its header."""

    kind: int
    level: int
    fate: Fate
    start: int
    end: int
    hole: bool = False
    cell: int = 0
    """Number (from 1) of the cell that holds it; 0 outside cells."""
    nul: bool = False
    """Whether its text goes on after a NUL."""

    @property
    def name(self) -> str:
        """Its kind in words."""
        return NAMES.get(self.kind, f"TYPE {self.kind}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """The design file header."""

    dimension: int
    steps_per_unit: float
    """Steps of the whole-number coordinates in one master unit; 0 where there is no header."""
    unit: str
    """Two letters for the master unit, for example "m"."""
    origin: tuple[float, float]
    """In master units: taken from coordinates after they were divided."""


def scan_dgn(path: Path) -> tuple[bytes, Design, list[Element]]:
    """Return the bytes of a file that passed `dgn_gate`, its header, and its elements in their order."""
    data = path.read_bytes()
    elements: list[Element] = []
    design = Design(dimension=2, steps_per_unit=0.0, unit="", origin=(0.0, 0.0))
    at = 0
    while data[at : at + WORD_BYTES] != END:
        end = at + HEADER_BYTES + WORD_BYTES * int.from_bytes(data[at + 2 : at + 4], "little")
        kind = data[at + 1] & 0x7F
        fate = _fate(kind, data[at + 1])
        if kind in CURVE_PARTS and elements and elements[-1].kind in CURVE_PARTS | CURVE_HEADERS:
            fate = Fate.SILENT
        elements.append(Element(kind, data[at] & 0x3F, fate, at, end))
        if kind == HEADER:
            design = _design(data, at)
        at = end
    _group(data, elements)
    _look(data, elements, design.dimension)
    return data, design, elements


def middle_int(data: bytes, at: int) -> int:
    """
    Return a four-byte number whose halves are the wrong way round.

    Examples
    --------
    >>> middle_int(bytes([1, 0, 2, 0]), 0)
    65538
    """
    return int.from_bytes(data[at + 2 : at + 4] + data[at : at + 2], "little", signed=True)


def vax_float(data: bytes, at: int) -> float:
    """
    Return a VAX D floating number.

    Examples
    --------
    >>> vax_float(bytes([128, 64, 0, 0, 0, 0, 0, 0]), 0), vax_float(bytes([32, 193, 0, 0, 0, 0, 0, 0]), 0)
    (1.0, -2.5)
    """
    first, second, third, fourth = struct.unpack_from("<4H", data, at)
    bits = first << 48 | second << 32 | third << 16 | fourth
    exponent = bits >> 55 & 0xFF
    if not exponent:
        return 0.0
    fraction = float(bits & ((1 << 55) - 1) | 1 << 55)
    return math.ldexp(-fraction if bits >> 63 else fraction, exponent - 128 - 56)


def _fate(kind: int, mark: int) -> Fate:
    if mark & DELETED:
        return Fate.DELETED
    if kind in READABLE:
        return Fate.ROW
    if kind in DISPLAY:
        return Fate.DISPLAY
    return Fate.SILENT if kind in SILENT else Fate.UNREAD


def _design(data: bytes, at: int) -> Design:
    steps = float(middle_int(data, at + 1112) * middle_int(data, at + 1116))
    origin = [vax_float(data, at + place) / steps if steps else 0.0 for place in (1240, 1248)]
    return Design(
        dimension=3 if data[at + 1214] & THREE_D else 2,
        steps_per_unit=steps,
        unit=data[at + 1120 : at + 1122].decode("ascii", "replace").strip("\0 "),
        origin=(origin[0], origin[1]),
    )


def _group(data: bytes, elements: list[Element]) -> None:
    """Tell the members of complex elements and of cells from elements of their own."""
    for place, element in enumerate(elements):
        whole = element.end - element.start >= GROUP_BYTES
        if element.fate is Fate.DELETED or element.kind not in GROUPED or not whole:
            continue
        if element.kind in {CHAIN, COMPLEX_SHAPE}:
            count = int.from_bytes(data[element.start + 38 : element.start + 40], "little")
            for member in elements[place + 1 : place + 1 + count]:
                member.fate = Fate.PART
        else:
            _enclose(data, elements, place)


def _enclose(data: bytes, elements: list[Element], place: int) -> None:
    """Mark the members of a cell: those within the words that its header counts."""
    element = elements[place]
    words = int.from_bytes(data[element.start + 36 : element.start + 38], "little")
    reach = element.start + 38 + WORD_BYTES * words
    at = place + 1
    while at < len(elements) and elements[at].start < reach and data[elements[at].start] & COMPLEX:
        member = elements[at]
        member.cell = place + 1
        if element.kind == SHARED_DEFINITION and member.fate is Fate.ROW:
            member.fate = Fate.SILENT
        at += 1


def _look(data: bytes, elements: list[Element], dimension: int) -> None:
    """Look at the properties of shapes and the texts."""
    place = TEXT_AT[dimension]
    for element in elements:
        if element.kind in {SHAPE, COMPLEX_SHAPE, ELLIPSE} and element.end - element.start >= PROPERTY_BYTES:
            properties = int.from_bytes(data[element.start + 32 : element.start + 34], "little")
            element.hole = bool(properties & HOLE)
        elif element.kind == TEXT and element.end - element.start > place + 2:
            first = element.start + place + 2
            text = data[first : min(first + data[element.start + place], element.end)]
            element.nul = b"\0" in text.rstrip(b"\0")
