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
from typing import TYPE_CHECKING

from layers.intake.dxf_drawing import PARTS, DxfScan, Entity
from layers.intake.dxf_pairs import SENTINEL, pairs

if TYPE_CHECKING:
    from pathlib import Path

HANDLE, LAYER, NAME, X, Y, RADIUS, BULGE = 5, 8, 2, 10, 20, 40, 42
FLAT = 1e-3
"""Drawing units: the height of an arc over its chord that is none."""
MEASURES = {
    "SPLINE": {71, 40, 41, 10, 20},
    "CIRCLE": {40},
    "ARC": {40},
    "ELLIPSE": {11, 21},
    "INSERT": {41, 42},
    "LWPOLYLINE": {10, 20, BULGE},
    "VERTEX": {10, 20, BULGE},
    "HATCH": {10, 20, BULGE, 40},
}
"""Group codes of the numbers that are kept."""
CORNERED = frozenset({"LWPOLYLINE", "VERTEX", "HATCH"})


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


class _Corners:
    """The corners of a polyline and the bulges between them, to know the largest radius."""

    def __init__(self) -> None:
        self._found: list[list[float]] = []
        self._radius = 0.0

    def take(self, code: int, value: float) -> None:
        if code == RADIUS:
            self._radius = max(self._radius, abs(value))
        elif code == X:
            self._found.append([value, 0.0, 0.0])
        elif self._found:
            self._found[-1][1 if code == Y else 2] = value

    def largest(self) -> float:
        """
        Return the largest radius, 0 without arcs, and forget the corners.

        An arc so flat that it needs no corner of its own does not count. The bulge is the
        tangent of a quarter of the angle that the arc spans.
        """
        corners, radius = self._found, self._radius
        self._found, self._radius = [], 0.0
        for n, (x, y, bulge) in enumerate(corners):
            if bulge:
                after = corners[(n + 1) % len(corners)]
                chord = math.hypot(after[0] - x, after[1] - y)
                if not chord * abs(bulge) / 2 <= FLAT:
                    radius = max(radius, chord * (1 + bulge * bulge) / (4 * abs(bulge)))
        return radius


class _Scanner:
    """Takes one pair of group code and value after the other."""

    def __init__(self, scan: DxfScan) -> None:
        self.scan = scan
        self._section = self._block = self._variable = ""
        self._entity = Entity(kind="")
        self._corners = _Corners()
        self._polyline: Entity | None = None

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
        elif entity.kind == "INSERT":
            entity.scale = max(entity.scale, abs(value))
        elif entity.kind in CORNERED:
            self._corners.take(code, value)
        else:
            entity.radius = math.hypot(entity.radius, value)

    def _close(self) -> None:
        """Keep the entity that ends where the next begins."""
        kind = self._entity.kind
        self._curve()
        if kind == "ATTRIB":
            self.scan.attributes.add(self._entity.handle)
        if kind in PARTS:
            return
        if self._section == "ENTITIES":
            self.scan.entities.append(self._entity)
        elif self._section == "BLOCKS" and self._block:
            self._close_in_block()

    def _curve(self) -> None:
        """Note the largest radius of a polyline; one of old style ends with SEQEND."""
        entity = self._entity
        if entity.kind == "POLYLINE":
            self._polyline = entity
        elif entity.kind == "SEQEND" and self._polyline is not None:
            self._polyline.radius = self._corners.largest()
            if self._block:
                self._widen(self._polyline.radius)
            self._polyline = None
        elif entity.kind in {"LWPOLYLINE", "HATCH"}:
            entity.radius = self._corners.largest()

    def _close_in_block(self) -> None:
        entity = self._entity
        self.scan.block_kinds.setdefault(self._block, Counter())[entity.kind] += 1
        self._widen(entity.radius)
        if entity.kind in {"INSERT", "DIMENSION"}:
            inserts = self.scan.block_inserts.setdefault(self._block, {})
            inserts[entity.block] = max(inserts.get(entity.block, 0.0), entity.scale or 1.0)

    def _widen(self, radius: float) -> None:
        self.scan.block_radius[self._block] = max(self.scan.block_radius.get(self._block, 0.0), radius)


def _number(value: bytes, *, binary: bool) -> float:
    if binary:
        size = {1: "<b", 2: "<h", 4: "<i", 8: "<d"}.get(len(value))
        return float(struct.unpack(size, value)[0]) if size else 0.0
    try:
        return float(value)
    except ValueError:
        return 0.0
