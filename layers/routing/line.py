"""A chain of cells as a line, held against every forbidden zone as it is."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.routing.errors import NoRouteError
from layers.routing.floods import BLOCKED
from layers.routing.solve import Solver

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import FloatArray, IntArray
    from layers.routing.fence import Fence
    from layers.routing.floods import Floods
    from layers.routing.solve import Way
    from layers.routing.squares import Cell, Grid

TRIES = 12
SMOOTHER = (1.0, 0.5, 0.0)
"""How far a line may leave the middles of its cells, in cells: the smoothest that is free is taken."""


@dataclass(frozen=True, kw_only=True)
class Ends:
    """The points that a line runs through, and their cells."""

    points: FloatArray
    """(n, 2) easting, northing."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A way with its line, and what was searched."""

    way: Way
    line: shapely.LineString
    solver: Solver
    """Of the surface on which the way is the cheapest."""


def free_way(costs: FloatArray, ends: Ends, fence: Fence, grid: Grid, floods: Floods | None = None) -> Drawn:
    """
    Return the cheapest way whose line touches no forbidden zone, with that line.

    Where a line touches one, the cells of the touch are blocked and the way is looked for again.
    Every time more of the zone around the touch is blocked.

    Raises
    ------
    NoRouteError
        If there is no way, or none was found free in `TRIES` tries.
    """
    for number in range(TRIES):
        solver = Solver(costs, grid.cell_m, floods)
        way = solver.way(ends.cells, keep=True)
        if way is None:
            break
        touched = shapely.GeometryCollection()
        for line in drawn(way, ends, grid):
            touched = fence.touched(line)
            if touched.is_empty:
                return Drawn(way=way, line=line, solver=solver)
        around = fence.around(touched, grid.cell_m * 2**number)
        cells = _free_cells(costs, around, ends.cells, grid)
        if len(cells) == 0:
            break
        costs = costs.copy()
        costs[cells[:, 0], cells[:, 1]] = BLOCKED
    gap_m = 2 * grid.cell_m
    raise NoRouteError(
        f"No line between these points leaves all forbidden land (gaps narrower than {gap_m:g} m are not "
        "used): move a point or ask for other weights.",
        f"Không có tuyến nào nối các điểm này mà tránh hết đất không được đi qua (không xét khe hẹp hơn "
        f"{gap_m:g} m): hãy dời điểm hoặc dùng trọng số khác.",
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


def _free_cells(costs: FloatArray, touched: shapely.Geometry, keep: Sequence[Cell], grid: Grid) -> IntArray:
    """Return the cells of a touch that are free still, but for those that are kept."""
    cells = np.concatenate([grid.touched(part) for part in shapely.get_parts(touched)])
    kept = set(keep)
    cells = cells[[tuple(cell) not in kept for cell in cells.tolist()]]
    return np.asarray(cells[costs[cells[:, 0], cells[:, 1]] >= 0])
