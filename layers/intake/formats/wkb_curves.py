"""
Read WKB that shapely does not take: curves, and rings that are not quite closed.

Arcs become chords that lie within 1 cm of them. Surfaces in space are refused by name.

Source: OGC 06-103r4 section 8 (WKB) with the curve types of ISO/IEC 13249-3.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.errors import IntakeError
from layers.intake.formats.chords import SAGITTA_DEGREES, SAGITTA_M, chords
from layers.intake.formats.shape_faults import not_finite, ring_open, surface, too_few, unknown_kind
from layers.intake.formats.shapes import CLOSE_DEGREES, CLOSE_M, DEGREES, LINE_POSITIONS, RING_POSITIONS

if TYPE_CHECKING:
    from geo.types import FloatArray

LINE, POLYGON, COLLECTION, ARCS, COMPOUND, CURVED = 2, 3, 7, 8, 9, 10
KINDS = {4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon", 11: "MultiCurve", 12: "MultiSurface"}
SURFACES = {15: "PolyhedralSurface", 16: "TIN", 17: "Triangle"}
EWKB_Z, EWKB_M, EWKB_SRID = 0x80000000, 0x40000000, 0x20000000
LINES = frozenset({LINE, ARCS, COMPOUND})
DEEPEST = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Straight:
    """A geometry in two dimensions without curves, and what was done for it."""

    geometry: shapely.Geometry
    curved: bool
    closed: bool
    """Whether a ring that was open by 1 cm or less was closed."""
    high: bool
    """Whether there were heights or measures."""


def straighten(wkb: bytes, place: str) -> Straight:
    """
    Return the geometry of a WKB with its arcs as chords and its rings closed.

    Heights and measures are left out. Coordinates that can be longitude and latitude are taken
    for degrees, all others for metres.

    Parameters
    ----------
    wkb
        ISO or extended WKB.
    place
        For the sentence of a fault, for example "Row 3".

    Raises
    ------
    IntakeError
        "surface", "ring-open", "too-few-points", "geometry-type", "wkb-cut", "too-many-vertices".

    Examples
    --------
    >>> half_circle = struct.pack("<BII6d", 1, 8, 3, 0, 0, 1000, 1000, 2000, 0)
    >>> found = straighten(half_circle, "Row 1").geometry
    >>> print(found.geom_type, round(found.length / 1000, 4))
    LineString 3.1416
    """
    reader = _Reader(wkb, place)
    try:
        geometry = reader.geometry(0)
    except IntakeError:
        raise
    except (struct.error, ValueError) as error:
        raise IntakeError(
            "wkb-cut",
            f"{place}: the shape is damaged or cut off.",
            f"{place}: hình bị hỏng hoặc bị cắt cụt.",
        ) from error
    return Straight(geometry=geometry, curved=reader.curved, closed=reader.closed, high=reader.high)


def _in_degrees(xy: FloatArray) -> bool:
    return bool((np.abs(xy) <= DEGREES).all())


class _Reader:
    """Goes once through the bytes of a WKB."""

    def __init__(self, wkb: bytes, place: str) -> None:
        self._wkb, self._at, self._place = wkb, 0, place
        self.curved = self.closed = self.high = False

    def geometry(self, depth: int) -> shapely.Geometry:
        kind, order, size = self._header()
        if depth > DEEPEST:
            raise ValueError("deeper than any real shape")
        if kind == 1:
            (xy,) = self._points(order, size, 1)
            return shapely.Point(xy) if np.isfinite(xy).all() else shapely.Point()
        if kind in LINES:
            return shapely.LineString(self._line(kind, order, size))
        if kind == POLYGON:
            return self._polygon([self._points(order, size) for _ in range(self._count(order))])
        if kind == CURVED:
            self.curved = True
            return self._polygon([self._line(*self._header()) for _ in range(self._count(order))])
        if kind in KINDS or kind == COLLECTION:
            return self._many(kind, [self.geometry(depth + 1) for _ in range(self._count(order))])
        if kind in SURFACES:
            raise surface(SURFACES[kind], self._place)
        raise unknown_kind(kind, self._place)

    def _many(self, kind: int, parts: list[shapely.Geometry]) -> shapely.Geometry:
        self.curved = self.curved or kind > COLLECTION
        makers = {
            "MultiPoint": shapely.MultiPoint,
            "MultiLineString": shapely.MultiLineString,
            "MultiCurve": shapely.MultiLineString,
            "MultiPolygon": shapely.MultiPolygon,
            "MultiSurface": shapely.MultiPolygon,
        }
        return makers[KINDS[kind]](parts) if kind in KINDS else shapely.GeometryCollection(parts)

    def _polygon(self, rings: list[FloatArray]) -> shapely.Geometry:
        closed = [self._closed(ring) for ring in rings]
        return shapely.Polygon(closed[0], closed[1:]) if closed else shapely.Polygon()

    def _closed(self, ring: FloatArray) -> FloatArray:
        if len(ring) < RING_POSITIONS:
            raise too_few(self._place, len(ring), RING_POSITIONS)
        gap = float(np.hypot(*(ring[0] - ring[-1])))
        if gap > (CLOSE_DEGREES if _in_degrees(ring) else CLOSE_M) or not math.isfinite(gap):
            raise ring_open(self._place, gap)
        self.closed = self.closed or gap > 0
        return np.vstack([ring, ring[:1]]) if gap else ring

    def _line(self, kind: int, order: str, size: int) -> FloatArray:
        """Return the points of a line, a string of arcs, or one made of both."""
        if kind == COMPOUND:
            self.curved = True
            parts = [self._line(*self._header()) for _ in range(self._count(order))]
            return np.vstack([part if n == 0 else part[1:] for n, part in enumerate(parts)])
        points = self._points(order, size)
        if 0 < len(points) < LINE_POSITIONS:
            raise too_few(self._place, len(points), LINE_POSITIONS)
        if kind != ARCS or not len(points):
            return points
        self.curved = True
        sagitta = SAGITTA_DEGREES if _in_degrees(points) else SAGITTA_M
        arcs = [chords(points[n : n + 3], sagitta) for n in range(0, len(points) - 2, 2)]
        return np.vstack([points[:1], *(arc[1:] for arc in arcs)])

    def _header(self) -> tuple[int, str, int]:
        """Return the type, the byte order and the numbers per point."""
        order = "<" if self._wkb[self._at : self._at + 1] == b"\x01" else ">"
        (kind,) = struct.unpack_from(f"{order}I", self._wkb, self._at + 1)
        self._at += 5 + (4 if kind & EWKB_SRID else 0)
        extra = bool(kind & EWKB_Z) + bool(kind & EWKB_M)
        more, kind = divmod(kind & 0x1FFFFFFF, 1000)
        size = 2 + extra + (0, 1, 1, 2)[min(more, 3)]
        self.high = self.high or size > 2  # noqa: PLR2004 - x and y
        return kind, order, size

    def _count(self, order: str) -> int:
        (count,) = struct.unpack_from(f"{order}I", self._wkb, self._at)
        self._at += 4
        if count * 4 > len(self._wkb):
            raise ValueError("more parts than bytes")
        return int(count)

    def _points(self, order: str, size: int, count: int | None = None) -> FloatArray:
        number = self._count(order) if count is None else count
        points = np.frombuffer(self._wkb, f"{order}f8", number * size, self._at).reshape(number, size)
        self._at += number * size * 8
        if count is None and not np.isfinite(points[:, :2]).all():
            raise not_finite(self._place)
        return points[:, :2].astype(float)
