"""Find plausible ways over the relief for roads, streams and power lines."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import LineString

from demo.inputs import smooth
from demo.noise import fractal_noise
from demo.relief import BOUNDS_M, STEP_M, node_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

MARGIN_NODES = 14
"""How far a way may leave the box of its two ends."""
WARP_M = 430.0
WARP_SIZE_M = 2_600.0
WARP_TAPER_M = 900.0
"""Ways found on the grid are bent by noise, less so near their ends, which stay."""
_STEPS = tuple((row, column) for row in (-1, 0, 1) for column in (-1, 0, 1) if row or column)

StepCost = "Callable[[float, float, float], float]"


def road_cost(here_m: float, there_m: float, run_m: float) -> float:
    """Return the cost of one step of a road: slopes are dear, heights a little."""
    return run_m * (1 + 35 * (abs(there_m - here_m) / run_m) ** 1.2 + there_m / 6_000)


def stream_cost(here_m: float, there_m: float, run_m: float) -> float:
    """Return the cost of one step of a stream: it keeps low and does not climb."""
    return run_m * (0.3 + (there_m / 700) ** 2 + (60 * max(there_m - here_m, 0) / run_m))


def way_between(
    height_m: NDArray[np.float64],
    start: Sequence[float],
    end: Sequence[float],
    cost: Callable[[float, float, float], float],
) -> LineString:
    """
    Return the cheapest way between two places as a smooth line from `start` to `end`.

    Parameters
    ----------
    height_m
        Grid of heights, as in `Relief`.
    start, end
        Easting and northing in metres.
    cost
        Cost of one step from its two heights and its length in metres.
    """
    (row, column), (end_row, end_column) = (
        (int(a), int(b)) for a, b in (_node(height_m, start), _node(height_m, end))
    )
    first_row, first_column = min(row, end_row) - MARGIN_NODES, min(column, end_column) - MARGIN_NODES
    first_row, first_column = max(first_row, 0), max(first_column, 0)
    window = height_m[
        first_row : max(row, end_row) + MARGIN_NODES, first_column : max(column, end_column) + MARGIN_NODES
    ]
    nodes = _cheapest(
        window.tolist(),
        (row - first_row, column - first_column),
        (end_row - first_row, end_column - first_column),
        cost,
    )
    points = [
        (BOUNDS_M[0] + (first_column + node[1]) * STEP_M, BOUNDS_M[1] + (first_row + node[0]) * STEP_M)
        for node in nodes[1:-1]
    ]
    line = LineString([tuple(start), *points, tuple(end)])
    return shapely.simplify(smooth(bent(line.simplify(STEP_M / 3)), rounds=1), 12.0)


def bent(line: LineString, *, reach_m: float = WARP_M, size_m: float = WARP_SIZE_M) -> LineString:
    """Return `line` shifted sideways by noise of the place; its ends stay where they are."""
    points = shapely.get_coordinates(shapely.segmentize(line, size_m / 7))
    along = np.append(0.0, np.cumsum(np.hypot(*np.diff(points, axis=0).T)))
    taper = np.minimum(1.0, np.minimum(along, along[-1] - along) / WARP_TAPER_M)[:, None]
    shift = [fractal_noise(*points.T, seed=seed, wavelength_m=size_m, octaves=3) for seed in (701, 702)]
    return LineString(points + taper * reach_m * np.column_stack(shift))


def _node(height_m: NDArray[np.float64], place: Sequence[float]) -> tuple[int, int]:
    row, column = node_of(np.array(place[0]), np.array(place[1]), height_m.shape)
    return int(row), int(column)


def _cheapest(
    height_m: list[list[float]],
    start: tuple[int, int],
    end: tuple[int, int],
    cost: Callable[[float, float, float], float],
) -> list[tuple[int, int]]:
    """Dijkstra's search on the grid, with steps to the eight neighbours."""
    rows, columns = len(height_m), len(height_m[0])
    known = {start: 0.0}
    before: dict[tuple[int, int], tuple[int, int]] = {}
    queue = [(0.0, start)]
    while queue:
        spent, node = heapq.heappop(queue)
        if node == end:
            break
        if spent > known[node]:
            continue
        for step in _STEPS:
            row, column = node[0] + step[0], node[1] + step[1]
            if not (0 <= row < rows and 0 <= column < columns):
                continue
            run_m = STEP_M * (1.41421356 if step[0] and step[1] else 1.0)
            total = spent + cost(height_m[node[0]][node[1]], height_m[row][column], run_m)
            if total < known.get((row, column), np.inf):
                known[row, column] = total
                before[row, column] = node
                heapq.heappush(queue, (total, (row, column)))
    path = [end]
    while path[-1] != start:
        path.append(before[path[-1]])
    return path[::-1]
