"""What a walk over a DXF drawing keeps of it: its own words, its entities, the content of its blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter

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


@dataclass(slots=True)
class Entity:
    """One entity of the drawing itself, not of a block."""

    kind: str
    handle: str = ""
    layer: bytes = b""
    block: str = ""
    """Of an INSERT or DIMENSION."""
    radius: float = 0.0
    """Largest of its arcs, in drawing units; of an ellipse the long half axis."""
    scale: float = 0.0
    """Larger factor of an INSERT; 0 where none is given, which means 1."""
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
    block_inserts: dict[str, dict[str, float]] = field(default_factory=dict)
    """By block: the blocks it inserts, with the largest factor."""
    block_radius: dict[str, float] = field(default_factory=dict)
    ended: bool = False
    """Whether the last thing in it is EOF."""
    block_names: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    """Handles of the texts that belong to an INSERT."""

    @property
    def utf8(self) -> bool:
        """Whether text is UTF-8 by the drawing's version."""
        return self.version >= UTF8_SINCE

    @property
    def handled(self) -> bool:
        """Whether every entity has a handle of its own, by which its rows are known."""
        handles = {entity.handle for entity in self.entities}
        return "" not in handles and len(handles) == len(self.entities)

    @property
    def expands(self) -> bool:
        """Whether anything in it stands for the content of a block."""
        tops = {entity.kind for entity in self.entities}
        return bool(self.block_inserts or tops & {"INSERT", "DIMENSION", "ACAD_TABLE"})

    def radius_of(self, entity: Entity) -> float:
        """Return the largest radius among the arcs of an entity, those of its block included."""
        if entity.kind not in {"INSERT", "DIMENSION"}:
            return entity.radius
        return (entity.scale or 1.0) * self._radius_in(entity.block, {})

    def _radius_in(self, block: str, known: dict[str, float]) -> float:
        """Return that of a block; blocks that insert themselves were refused before."""
        if block not in known:
            known[block] = 0.0
            inside = self.block_inserts.get(block, {}).items()
            known[block] = max(
                self.block_radius.get(block, 0.0),
                max((scale * self._radius_in(name, known) for name, scale in inside), default=0.0),
            )
        return known[block]

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
