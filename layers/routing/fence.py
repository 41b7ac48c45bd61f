"""Where no line may go, as the exact shapes of the layers: the last word on every line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.distance import find_within
from geo.index import ZoneIndex
from geo.widen import widened

if TYPE_CHECKING:
    from geo.types import FloatArray, GeometryArray, IntArray

CLEARANCE_M = 1.0
"""A line has a width: it stays so much farther away than a class asks for."""
GAP_M = 1.0
"""Slivers between two communes are no land outside the province."""


@dataclass(frozen=True, kw_only=True)
class _Group:
    """Zones from which about the same distance is kept: asked together, nothing far away is measured."""

    rows: IntArray
    index: ZoneIndex
    most_m: float


@dataclass(frozen=True, kw_only=True)
class Fence:
    """Where no line may go, as exact shapes."""

    zones: GeometryArray
    """As the layers have them: areas, lines or points."""
    keep_m: FloatArray
    """What is asked to be kept from each of them; 0 or more."""
    extent: shapely.Geometry
    """The province; beyond it nothing was looked at."""

    @cached_property
    def least_m(self) -> FloatArray:
        """How near a line may come to each zone, at which it touches."""
        return self.keep_m + CLEARANCE_M

    @cached_property
    def groups(self) -> tuple[_Group, ...]:
        """Zones by the power of two of what is kept from them."""
        power = np.ceil(np.log2(self.least_m))
        found = []
        for one in np.unique(power):
            rows = np.flatnonzero(power == one)
            most_m = float(self.least_m[rows].max())
            found.append(_Group(rows=rows, index=ZoneIndex.build(self.zones[rows]), most_m=most_m))
        return tuple(found)

    @cached_property
    def inner(self) -> shapely.Geometry:
        """The province without the gaps between its communes."""
        grown = shapely.buffer(self.extent, GAP_M)
        shapely.prepare(grown)
        return grown

    def met(self, shape: shapely.Geometry) -> IntArray:
        """
        Return the rows of the zones that a line or point comes too near to.

        Distances are measured, not buffered; one that cannot be measured counts as too near.
        """
        parts = [np.zeros(0, dtype=np.intp)]
        for group in self.groups:
            found = find_within(np.array([shape], dtype=object), group.index, group.most_m)
            rows = group.rows[found.zone]
            parts.append(rows[found.unresolved | (found.distance_m <= self.least_m[rows])])
        return np.concatenate(parts)

    def touches_point(self, x: float, y: float) -> bool:
        """Tell whether a point lies in or at forbidden land."""
        return len(self.met(shapely.Point(x, y))) > 0

    def touched(self, line: shapely.LineString) -> shapely.Geometry:
        """Return the parts of a line that come too near to forbidden land, and those outside the province."""
        rows = self.met(line)
        parts = [_nearest(line, self.zones[row], self.least_m[row]) for row in rows.tolist()]
        if not self.inner.covers(line):
            parts.append(shapely.difference(line, self.inner))
        return shapely.GeometryCollection(parts)

    def around(self, touched: shapely.Geometry, reach_m: float) -> shapely.Geometry:
        """Return what was touched, and the land at most so far from it in which no line may go."""
        near = shapely.buffer(touched, reach_m)
        parts = list(shapely.get_parts(touched))
        for group in self.groups:
            piece = group.index.candidates(np.array([near]), group.most_m)[1]
            rows = group.rows[np.unique(group.index.owner[piece])]
            parts += shapely.intersection(widened(self.zones[rows], self.least_m[rows]), near).tolist()
        return shapely.GeometryCollection(parts)


def _nearest(line: shapely.LineString, zone: shapely.Geometry, least_m: float) -> shapely.Geometry:
    """Return the part of a line that is too near to a zone; never nothing."""
    area = widened(np.array([zone], dtype=object), np.array([least_m]))[0]
    part = shapely.intersection(line, area)
    return line if part.is_empty else part
