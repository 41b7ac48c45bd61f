"""
List the entities of a DXF drawing before GDAL reads it, so that none is lost in silence.

GDAL leaves out entities that it does not know (regions, multilines, proxies) without a word, and
gives an arc as many corners as its radius asks for.

Source: Autodesk DXF Reference.
"""

from __future__ import annotations

import math
import struct
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from layers.intake.dxf_pairs import SENTINEL, pairs

if TYPE_CHECKING:
    from pathlib import Path

PARTS = frozenset({"VERTEX", "SEQEND", "ATTRIB", "SECTION", "ENDSEC", "BLOCK", "ENDBLK", "EOF", ""})
"""What is no entity of its own."""
DISPLAY = frozenset(
    {"VIEWPORT", "IMAGE", "OLEFRAME", "OLE2FRAME", "WIPEOUT", "LIGHT", "SUN", "SECTIONOBJECT"}
    | {"PDFUNDERLAY", "DGNUNDERLAY", "DWFUNDERLAY", "ATTDEF", "TOLERANCE"}
)
"""Entities that show something on the sheet and are no land."""
READABLE = frozenset(
    {"POINT", "LINE", "LWPOLYLINE", "POLYLINE", "CIRCLE", "ELLIPSE", "ARC", "SPLINE", "3DFACE", "SOLID"}
    | {"TRACE", "TEXT", "MTEXT", "INSERT", "DIMENSION", "LEADER", "MULTILEADER", "MLEADER", "HATCH"}
)
UNITS = {
    1: ("inch", "inch", 0.0254), 2: ("foot", "foot", 0.3048), 4: ("millimetre", "mi-li-mét", 0.001),
    5: ("centimetre", "xăng-ti-mét", 0.01), 6: ("metre", "mét", 1.0), 7: ("kilometre", "ki-lô-mét", 1000.0),
    14: ("decimetre", "đề-xi-mét", 0.1),
}  # fmt: skip
"""Value of $INSUNITS: name, name, metres. 0 says nothing."""
UTF8_SINCE = "AC1021"
"""Release 2007: text is UTF-8. Earlier it is bytes of the code page, or of the font."""
HANDLE, LAYER, NAME, BULGE = 5, 8, 2, 42
MEASURES = {
    "SPLINE": {71, 40, 41, 10, 20},
    "CIRCLE": {40},
    "ARC": {40},
    "ELLIPSE": {11, 21},
    "LWPOLYLINE": {BULGE},
    "VERTEX": {BULGE},
}
"""Group codes of the numbers that are kept."""


@dataclass(slots=True)
class Entity:
    """One entity of the drawing itself, not of a block."""

    kind: str
    handle: str = ""
    layer: bytes = b""
    block: str = ""
    """Of an INSERT or DIMENSION."""
    radius: float = 0.0
    """Of a circle or arc, the long half axis of an ellipse; in drawing units."""
    spline: dict[int, list[float]] = field(default_factory=dict)
    """Values by group code."""


@dataclass(slots=True)
class DxfScan:
    """A drawing by its own words."""

    binary: bool = False
    version: str = ""
    code_page: str = ""
    unit: int = 0
    ascii: bool = True
    """Whether all text is plain ASCII, escapes like \\U+1EA5 included."""
    entities: list[Entity] = field(default_factory=list)
    block_kinds: dict[str, Counter[str]] = field(default_factory=dict)
    block_inserts: dict[str, set[str]] = field(default_factory=dict)
    block_names: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    """Handles of the texts that belong to an INSERT."""
    bulges: int = 0
    """Arcs between the corners of polylines."""

    @property
    def utf8(self) -> bool:
        """Whether text is UTF-8 by the drawing's version."""
        return self.version >= UTF8_SINCE

    @property
    def handled(self) -> bool:
        """Whether every entity has a handle of its own, by which its rows are known."""
        handles = {entity.handle for entity in self.entities}
        return "" not in handles and len(handles) == len(self.entities)

    def unread_in(self, block: str) -> set[str]:
        """Return the kinds of entities in a block, and in those it inserts, that GDAL does not read."""
        return self.kinds_in(block) - READABLE - DISPLAY

    def kinds_in(self, block: str) -> set[str]:
        """Return the kinds of entities in a block and in those it inserts."""
        found: set[str] = set()
        seen, waiting = set(), [block]
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            found |= set(self.block_kinds.get(name, ()))
            waiting.extend(self.block_inserts.get(name, ()))
        return found


def scan_dxf(path: Path, name: str) -> DxfScan:
    """
    Return the entities of a drawing in their order, and what its header says.

    Raises
    ------
    IntakeError
        "dxf-broken".
    """
    with path.open("rb") as file:
        reader = _Scanner(DxfScan(binary=file.read(len(SENTINEL)) == SENTINEL))
    for _, code, value in pairs(path, name):
        reader.take(code, value)
    reader.take(0, b"EOF")
    return reader.scan


class _Scanner:
    """Takes one pair of group code and value after the other."""

    def __init__(self, scan: DxfScan) -> None:
        self.scan = scan
        self._section = self._block = self._variable = ""
        self._entity = Entity(kind="")

    def take(self, code: int, value: bytes) -> None:
        if not value.isascii() and not self.scan.binary:
            self.scan.ascii = False
        if code == 0:
            self._close()
            self._entity = Entity(kind=value.decode("ascii", "replace").upper())
            if self._entity.kind in {"BLOCK", "ENDBLK", "SECTION", "ENDSEC"}:
                self._block = ""
            if self._entity.kind in {"SECTION", "ENDSEC"}:
                self._section = ""
        elif self._section == "HEADER" and self._entity.kind == "SECTION":
            self._head(code, value)
        else:
            self._body(code, value)

    def _head(self, code: int, value: bytes) -> None:
        text = value.decode("ascii", "replace")
        if code == 9:  # noqa: PLR2004 - group code of a variable's name
            self._variable = text.upper()
        elif self._variable == "$ACADVER":
            self.scan.version = text.upper()
        elif self._variable == "$DWGCODEPAGE":
            self.scan.code_page = text
        elif self._variable == "$INSUNITS":
            self.scan.unit = int(_number(value, binary=self.scan.binary))

    def _body(self, code: int, value: bytes) -> None:
        entity = self._entity
        if code == NAME:
            self._named(value.decode("latin-1").upper())
        elif code == HANDLE and not entity.handle:
            entity.handle = value.decode("ascii", "replace").upper()
        elif code == LAYER:
            entity.layer = value
        elif code in MEASURES.get(entity.kind, ()):
            self._measure(code, _number(value, binary=self.scan.binary))

    def _named(self, name: str) -> None:
        kind = self._entity.kind
        self._entity.block = name
        if kind == "SECTION":
            self._section = name
        elif kind == "BLOCK":
            self._block = name
            self.scan.block_names.add(name)

    def _measure(self, code: int, value: float) -> None:
        entity = self._entity
        if entity.kind == "SPLINE":
            entity.spline.setdefault(code, []).append(value)
        elif code == BULGE:
            self.scan.bulges += bool(value)
        else:
            entity.radius = math.hypot(entity.radius, value)

    def _close(self) -> None:
        """Keep the entity that ends where the next begins."""
        kind = self._entity.kind
        if kind == "ATTRIB":
            self.scan.attributes.add(self._entity.handle)
        if kind in PARTS:
            return
        if self._section == "ENTITIES":
            self.scan.entities.append(self._entity)
        elif self._section == "BLOCKS" and self._block:
            self.scan.block_kinds.setdefault(self._block, Counter())[kind] += 1
            if kind in {"INSERT", "DIMENSION"}:
                self.scan.block_inserts.setdefault(self._block, set()).add(self._entity.block)


def _number(value: bytes, *, binary: bool) -> float:
    if binary:
        size = {1: "<b", 2: "<h", 4: "<i", 8: "<d"}.get(len(value))
        return float(struct.unpack(size, value)[0]) if size else 0.0
    try:
        return float(value)
    except ValueError:
        return 0.0
