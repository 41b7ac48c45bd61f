"""A chain of cells as a line, held against every forbidden zone by the engine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.index import ZoneIndex
from geo.overlap import find_overlaps
from layers.routing.errors import NoRouteError
from layers.routing.solve import cheapest
from layers.routing.surface import BLOCKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import FloatArray, GeometryArray, IntArray
    from layers.routing.solve import Way
    from layers.routing.squares import Cell, Grid

TRIES = 12
HALF_WIDTH_M = 1.0
"""A line is checked as a strip of this half width: what has no width overlaps nothing."""
GAP_M = 1.0
"""Slivers between two communes are no land outside the province."""
SMOOTHER = (1.0, 0.5, 0.0)
"""How far a line may leave the middles of its cells, in cells: the smoothest that is free is taken."""


@dataclass(frozen=True, kw_only=True)
class Fence:
    """Where no line may go, as exact shapes."""

    zones: GeometryArray
    extent: shapely.Geometry
    """The province; beyond it nothing was looked at."""

    @cached_property
    def index(self) -> ZoneIndex:
        """Index of the zones."""
        return ZoneIndex.build(self.zones)

    @cached_property
    def inner(self) -> shapely.Geometry:
        """The province without the gaps between its communes."""
        grown = shapely.buffer(self.extent, GAP_M)
        shapely.prepare(grown)
        return grown

    def touches_point(self, x: float, y: float) -> bool:
        """Tell whether a point lies in or at forbidden land."""
        dot = shapely.buffer(shapely.Point(x, y), HALF_WIDTH_M)
        return len(find_overlaps(np.array([dot]), self.index).site) > 0

    def touched(self, line: shapely.Geometry) -> shapely.Geometry:
        """Return the parts of forbidden land that a line touches, and its parts outside the province."""
        strip = shapely.buffer(line, HALF_WIDTH_M)
        found = find_overlaps(np.array([strip]), self.index)
        shapes = [
            strip if shape is None else shape for shape in found.shape
        ]  # what cannot be measured counts as touched
        if not self.inner.covers(line):
            shapes.append(shapely.difference(line, self.inner))
        return shapely.GeometryCollection(shapes)

    def around(self, touched: shapely.Geometry, reach_m: float) -> shapely.Geometry:
        """Return what was touched and the forbidden land at most so far from it."""
        near = shapely.buffer(touched, reach_m)
        met = self.zones[np.unique(self.index.owner[self.index.candidates(np.array([near]))[1]])]
        return shapely.GeometryCollection([*shapely.get_parts(touched), *shapely.intersection(met, near)])


@dataclass(frozen=True, kw_only=True)
class Ends:
    """The points that a line runs through, and their cells."""

    points: FloatArray
    """(n, 2) easting, northing."""
    cells: tuple[Cell, ...]


def free_way(costs: FloatArray, ends: Ends, fence: Fence, grid: Grid) -> tuple[Way, shapely.LineString]:
    """
    Return the cheapest way whose line touches no forbidden zone, and that line.

    Where a line touches one, the cells of the touch are blocked and the way is looked for again;
    `costs` keeps these blocks. Every time more of the zone around the touch is blocked.

    Raises
    ------
    NoRouteError
        If there is no way, or none was found free in `TRIES` tries.
    """
    for number in range(TRIES):
        way = cheapest(costs, ends.cells, grid.cell_m)
        if way is None:
            break
        touched = shapely.GeometryCollection()
        for line in drawn(way, ends, grid):
            touched = fence.touched(line)
            if touched.is_empty:
                return way, line
        if not _block(costs, fence.around(touched, grid.cell_m * 2**number), ends.cells, grid):
            break
    raise NoRouteError(
        "There is no line between these points that leaves all forbidden land: move a point or ask for "
        "other weights.",
        "Không có tuyến nào nối các điểm này mà tránh hết đất không được đi qua: hãy dời điểm hoặc dùng "
        "trọng số khác.",
    )


def drawn(way: Way, ends: Ends, grid: Grid) -> list[shapely.LineString]:
    """Return lines along a way from point to point, the smoothest first."""
    middles = grid.middles(way.cells)
    stops = _positions(way.cells, ends.cells)
    legs = [
        np.vstack([start, middles[first : last + 1], goal])
        for (first, last), (start, goal) in zip(pairwise(stops), pairwise(ends.points), strict=True)
    ]
    return [_smoothed(legs, smooth * grid.cell_m) for smooth in SMOOTHER]


def _smoothed(legs: list[FloatArray], most_m: float) -> shapely.LineString:
    parts = [shapely.get_coordinates(shapely.simplify(shapely.LineString(leg), most_m)) for leg in legs]
    return shapely.LineString(np.vstack([parts[0], *(part[1:] for part in parts[1:])]))


def _positions(cells: IntArray, stops: Sequence[Cell]) -> list[int]:
    """Return where along a way its stops are, in their order."""
    found, start = [0], 0
    for stop in stops[1:]:
        start += int(np.flatnonzero((cells[start:] == stop).all(axis=1))[0])
        found.append(start)
    return found


def _block(costs: FloatArray, touched: shapely.Geometry, keep: Sequence[Cell], grid: Grid) -> bool:
    """Block the free cells of a touch; tell whether there was any."""
    cells = np.concatenate([grid.touched(part) for part in shapely.get_parts(touched)])
    cells = cells[[tuple(cell) not in set(keep) for cell in cells.tolist()]]
    free = cells[costs[cells[:, 0], cells[:, 1]] >= 0]
    costs[free[:, 0], free[:, 1]] = BLOCKED
    return len(free) > 0
