"""
List the entities of a DXF drawing before GDAL reads it, so that none is lost in silence.

GDAL leaves out entities that it does not know (regions, multilines, proxies) without a word, and
gives an arc as many corners as its radius asks for.

Source: Autodesk DXF Reference.
"""

from __future__ import annotations

import struct
from collections import Counter
from typing import TYPE_CHECKING

from layers.intake.entrance.dxf_pairs import SENTINEL, pairs
from layers.intake.formats.dxf_drawing import PARTS, DxfScan, Entity
from layers.intake.formats.dxf_radius import largest_radius

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HANDLE, LAYER, NAME, BULGE = 5, 8, 2, 42
MEASURES = {
    "SPLINE": frozenset({71, 40, 41, 10, 20}),
    "CIRCLE": frozenset({40}),
    "ARC": frozenset({40}),
    "ELLIPSE": frozenset({11, 21}),
    "INSERT": frozenset({41, 42}),
    "LWPOLYLINE": frozenset({10, 20, BULGE}),
    "VERTEX": frozenset({10, 20, BULGE}),
    "HATCH": frozenset({10, 20, BULGE, 40}),
}
"""Group codes of the numbers that are kept."""
NOTHING: frozenset[int] = frozenset()
WORDS = frozenset({HANDLE, LAYER, NAME})
ZEROS = frozenset({b"0", b"0.0", bytes(8)})
CHUNK_BYTES = 1 << 20


def scan_dxf(path: Path, name: str) -> DxfScan:
    """
    Return the entities of a drawing in their order, and what its header says.

    Raises
    ------
    IntakeError
        "dxf-broken".
    """
    with path.open("rb") as file:
        scan = DxfScan(binary=file.read(len(SENTINEL)) == SENTINEL)
        scan.ascii = scan.binary or all(
            chunk.isascii() for chunk in iter(lambda: file.read(CHUNK_BYTES), b"")
        )
    scanner = _Scanner(scan)
    scanner.take(pairs(path, name))
    return scan


class _Scanner:
    """Keeps what the pairs of group code and value say of entities and blocks."""

    def __init__(self, scan: DxfScan) -> None:
        self.scan = scan
        self._section = self._block = self._variable = ""
        self._in_header = False
        self._entity = Entity(kind="")
        self._kept: list[tuple[int, bytes]] = []
        self._polyline: Entity | None = None

    def take(self, found: Iterable[tuple[int, int, bytes]]) -> None:
        """Go through all pairs; numbers are looked at when their entity ends."""
        wanted, kept = NOTHING, self._kept
        for _, code, value in found:
            if code in wanted:
                kept.append((code, value))
            elif code == 0:
                self._close()
                self._open(value.decode("ascii", "replace").upper())
                wanted = MEASURES.get(self._entity.kind, NOTHING)
            elif self._in_header:
                self._head(code, value)
            elif code in WORDS:
                self._word(code, value)
        self.scan.ended = self._entity.kind == "EOF"
        self._close()

    def _open(self, kind: str) -> None:
        self._entity = Entity(kind=kind)
        if kind in {"BLOCK", "ENDBLK", "SECTION", "ENDSEC"}:
            self._block = ""
        if kind in {"SECTION", "ENDSEC"}:
            self._section, self._in_header = "", False

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

    def _word(self, code: int, value: bytes) -> None:
        entity = self._entity
        if code == LAYER:
            entity.layer = value
        elif code == HANDLE:
            # Without a plain handle the entity is given one by `with_handles`.
            entity.handle = entity.handle or (value.decode("ascii").upper() if value.isascii() else "")
        else:
            entity.block = value.decode("latin-1").upper()
            if entity.kind == "SECTION":
                self._section, self._in_header = entity.block, entity.block == "HEADER"
            elif entity.kind == "BLOCK":
                self._block = entity.block
                self.scan.block_names.add(entity.block)

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
        """Note the numbers of an entity; a polyline of old style has its corners in VERTEX, up to SEQEND."""
        entity = self._entity
        if entity.kind == "POLYLINE":
            self._polyline = entity
        elif entity.kind == "SEQEND" and self._polyline is not None:
            self._polyline.radius = largest_radius(self._numbers())
            if self._block:
                self._widen(self._polyline.radius)
            self._polyline = None
        elif self._kept and entity.kind != "VERTEX":
            numbers = self._numbers()
            if entity.kind == "SPLINE":
                for code, value in numbers:
                    entity.spline.setdefault(code, []).append(value)
            elif entity.kind == "INSERT":
                entity.scale = max(abs(value) for _, value in numbers)
            else:
                entity.radius = largest_radius(numbers)

    def _numbers(self) -> list[tuple[int, float]]:
        """Return what was kept since the last time; without arcs the corners of a polyline are not needed."""
        kept = self._kept[:]
        self._kept.clear()
        if self._entity.kind in {"LWPOLYLINE", "SEQEND"} and all(
            code != BULGE or value in ZEROS for code, value in kept
        ):
            return []
        return [(code, _number(value, binary=self.scan.binary)) for code, value in kept]

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
