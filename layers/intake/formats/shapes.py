"""
Encode coordinates as GeoJSON nests them into WKB, and name the place of the first that cannot stand.

Source: RFC 7946 section 3.1; OGC 06-103r4 section 8 (WKB).
"""

from __future__ import annotations

import math
import struct
from array import array
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from layers.errors import IntakeError
from layers.intake.formats.shape_faults import (
    DIMENSIONS,
    first_fault,
    not_a,
    position_fault,
    ring_open,
    too_few,
    too_many,
    unknown_kind,
)
from layers.intake.limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable

KINDS = {
    "Point": 1,
    "LineString": 2,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
    "GeometryCollection": 7,
}
CLOSE_M, CLOSE_DEGREES = 0.01, 1e-7
"""A ring may be open by this much, 1 cm, and is then closed: the exporter rounded."""

DEGREES, RING_POSITIONS, LINE_POSITIONS = (180.0, 90.0), 4, 2
EMPTY_POINT = struct.pack("<BIdd", 1, 1, math.nan, math.nan)


class Encoder:
    """
    Encodes one geometry after the other and remembers what it did to the last.

    Examples
    --------
    >>> encoder = Encoder()
    >>> encoder.encode({"type": "Point", "coordinates": [103, 22, 950]}, "$").hex()[-32:]
    '0000000000c059400000000000003640'
    >>> encoder.heights, encoder.closed
    (True, False)
    >>> encoder.encode({"type": "LineString", "coordinates": [[103, 22], [103, "22,5"]]}, "$")
    Traceback (most recent call last):
    ...
    layers.errors.IntakeError: $.coordinates[1][1] is the text "22,5", not a number.
    """

    def __init__(self) -> None:
        self.heights = self.closed = False
        self._positions = 0
        self._writers: dict[str, Callable[[object, str], bytes]] = {
            "Point": self._point,
            "LineString": self._line,
            "Polygon": self._polygon,
            "MultiPoint": lambda value, path: self._many("MultiPoint", self._point, value, path),
            "MultiLineString": lambda value, path: self._many("MultiLineString", self._line, value, path),
            "MultiPolygon": lambda value, path: self._many("MultiPolygon", self._polygon, value, path),
        }

    def encode(self, geometry: object, path: str) -> bytes:
        """
        Return the WKB (two-dimensional, little endian) of a GeoJSON geometry object.

        Parameters
        ----------
        geometry
            As `json.loads` gives it. Heights are left out; `heights` tells so afterwards.
        path
            Its JSON path, for the sentence of a fault.

        Raises
        ------
        IntakeError
            If it is no geometry that can be read; the sentence has the path of the fault.
        """
        self.heights = self.closed = False
        self._positions = 0
        return self._geometry(geometry, path, 1)

    @property
    def empty(self) -> bool:
        """Whether the last geometry has no position at all."""
        return self._positions == 0

    def _geometry(self, geometry: object, path: str, depth: int) -> bytes:
        if not isinstance(geometry, dict):
            raise not_a(geometry, path, "a geometry", "một hình")
        kind = geometry.get("type")
        if not isinstance(kind, str) or kind not in KINDS:
            raise unknown_kind(kind, path)
        if geometry.get("crs") is not None:
            raise IntakeError(
                "geojson-crs-nested",
                f"{path}.crs: one shape has a coordinate system of its own; all must be in that of the file.",
                f"{path}.crs: một hình có hệ toạ độ riêng; mọi hình phải theo hệ toạ độ của tệp.",
            )
        if kind == "GeometryCollection":
            return self._collection(geometry.get("geometries"), f"{path}.geometries", depth)
        return self._writers[kind](geometry.get("coordinates"), f"{path}.coordinates")

    def _collection(self, members: object, path: str, depth: int) -> bytes:
        if depth > LIMITS.json_depth:
            raise IntakeError(
                "json-depth",
                f"{path} lies deeper than {LIMITS.json_depth} levels: no real shape does.",
                f"{path} lồng sâu hơn {LIMITS.json_depth} cấp: không hình thật nào như vậy.",
            )
        parts = _list(members, path)
        return _header("GeometryCollection", len(parts)) + b"".join(
            self._geometry(part, f"{path}[{n}]", depth + 1) for n, part in enumerate(parts)
        )

    def _many(self, kind: str, one: Callable[[object, str], bytes], value: object, path: str) -> bytes:
        parts = _list(value, path)
        return _header(kind, len(parts)) + b"".join(one(part, f"{path}[{n}]") for n, part in enumerate(parts))

    def _point(self, value: object, path: str) -> bytes:
        if value == []:
            return EMPTY_POINT
        if fault := position_fault(value, path):
            raise fault
        return b"\x01\x01\x00\x00\x00" + self._flat([value], path).tobytes()

    def _line(self, value: object, path: str) -> bytes:
        flat = self._flat(value, path)
        count = len(flat) // 2
        if count and count < LINE_POSITIONS:
            raise too_few(path, count, LINE_POSITIONS)
        return _header("LineString", count) + flat.tobytes()

    def _polygon(self, value: object, path: str) -> bytes:
        rings = _list(value, path)
        return _header("Polygon", len(rings)) + b"".join(
            self._ring(ring, f"{path}[{n}]") for n, ring in enumerate(rings)
        )

    def _ring(self, value: object, path: str) -> bytes:
        flat = self._flat(value, path)
        if len(flat) // 2 < RING_POSITIONS:
            raise too_few(path, len(flat) // 2, RING_POSITIONS)
        if flat[:2] != flat[-2:]:
            gap = math.dist(flat[:2], flat[-2:])
            degrees = abs(flat[0]) <= DEGREES[0] and abs(flat[1]) <= DEGREES[1]
            tolerance = CLOSE_DEGREES if degrees else CLOSE_M
            if gap > tolerance:
                raise ring_open(path, gap)
            flat.extend(flat[:2])
            self.closed = True
        return struct.pack("<I", len(flat) // 2) + flat.tobytes()

    def _flat(self, positions: object, path: str) -> array[float]:
        """Return x, y, x, y, ...; the quick look at all of them says only whether one is wrong."""
        if not isinstance(positions, list):
            raise not_a(positions, path, "a list of positions", "một danh sách điểm")
        try:
            sizes = set(map(len, positions))
            kinds = set(map(type, chain.from_iterable(positions)))
            if not (sizes <= DIMENSIONS and kinds <= {int, float}):
                raise first_fault(positions, path)
            pairs = positions if sizes <= {2} else ((p[0], p[1]) for p in positions)
            flat = array("d", chain.from_iterable(pairs))
        except (TypeError, OverflowError) as error:
            raise first_fault(positions, path) from error
        if not np.isfinite(flat).all():
            raise first_fault(positions, path)
        self.heights = self.heights or not sizes <= {2}
        self._positions += len(positions)
        if self._positions > LIMITS.polygon_vertices:
            raise too_many(path)
        return flat


def _header(kind: str, count: int) -> bytes:
    return struct.pack("<BII", 1, KINDS[kind], count)


def _list(value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise not_a(value, path, "a list", "một danh sách")
    return value
