"""
The shortest move that frees a shape from obstacles, found by search.

Directions are tried on rings that grow, then the best ones are narrowed down by halving. That
is no proof of a minimum: a gap narrower than the steps between directions can be missed. What
is found is free, and as short as the search can tell; whoever uses it says "about".
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import BoolArray, FloatArray

DIRECTIONS = 72
FIRST_M, GROWTH = 0.5, 1.2
"""Radius of the first ring, and how much larger the next one is."""
HALVINGS = 16
FAN = 21
"""Directions that are tried about the best one, each time closer together."""
FANS = 3


def smallest_shift(
    shape: shapely.Geometry, obstacles: shapely.Geometry, within_m: float
) -> tuple[float, float] | None:
    """
    Return the shortest move east and north in metres after which a shape touches no obstacle.

    None where no move up to `within_m` does; (0, 0) where it is free already.

    Examples
    --------
    >>> east, north = smallest_shift(shapely.box(0, 0, 10, 10), shapely.box(7, -50, 99, 60), 100.0)
    >>> round(east, 2), round(north, 2)
    (-3.0, 0.0)
    """
    shapely.prepare(obstacles)
    if bool(_free(shape, obstacles, np.zeros((1, 2)))[0]):
        return 0.0, 0.0
    turns: FloatArray = np.linspace(0.0, 2 * math.pi, DIRECTIONS, endpoint=False)
    inner = 0.0
    while inner < within_m:
        outer = min(within_m, max(FIRST_M, inner * GROWTH))
        open_ = turns[_free(shape, obstacles, _moves(turns, np.full(len(turns), outer)))]
        if len(open_):
            return _narrowed(shape, obstacles, open_, inner, outer)
        inner = outer
    return None


def _narrowed(
    shape: shapely.Geometry, obstacles: shapely.Geometry, turns: FloatArray, inner: float, outer: float
) -> tuple[float, float]:
    turn, reach_m = _nearest(shape, obstacles, turns, inner, outer)
    spread = 2 * math.pi / DIRECTIONS
    for _ in range(FANS):
        fan = turn + np.linspace(-spread, spread, FAN)
        fan = fan[_free(shape, obstacles, _moves(fan, np.full(FAN, reach_m)))]
        if len(fan):
            turn, reach_m = _nearest(shape, obstacles, fan, 0.0, reach_m)
        spread /= FAN / 2
    (move,) = _moves(np.array([turn]), np.array([reach_m]))
    return float(move[0]), float(move[1])


def _nearest(
    shape: shapely.Geometry, obstacles: shapely.Geometry, turns: FloatArray, inner: float, outer: float
) -> tuple[float, float]:
    """Return the direction that needs the shortest move; all are free at `outer`."""
    low, high = np.full(len(turns), inner), np.full(len(turns), outer)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        free = _free(shape, obstacles, _moves(turns, middle))
        high, low = np.where(free, middle, high), np.where(free, low, middle)
    best = int(np.argmin(high))
    return float(turns[best]), float(high[best])


def _moves(turns: FloatArray, reach_m: FloatArray) -> FloatArray:
    return np.column_stack([np.cos(turns) * reach_m, np.sin(turns) * reach_m])


def _free(shape: shapely.Geometry, obstacles: shapely.Geometry, moves: FloatArray) -> BoolArray:
    corners = shapely.get_num_coordinates(shape)
    moved = shapely.transform(
        np.full(len(moves), shape, dtype=object), lambda xy: xy + np.repeat(moves, corners, axis=0)
    )
    return np.asarray(~shapely.intersects(obstacles, moved), dtype=bool)
