"""
Make the net of parcel edges: a Voronoi net, denser where people live, with natural-looking edges.

Every inner edge stays inside the kite of its two ends and its two seeds, so no two edges cross.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from demo.noise import uniform

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray
    from shapely import Polygon

JITTER = 0.46
"""Largest move of a seed from its lattice point, as a share of the spacing."""
ROUGHNESS = 0.40
KITE_SHARE = 0.6
"""How near an edge may come to the rim of its kite."""
LEVEL_STEP_M = 210.0
"""An edge this long gets one inner point; each doubling adds a level."""
MAX_LEVEL = 3
KEY_M = 1e-3


def place_seeds(
    area: Polygon, spacings_m: tuple[float, ...], level_of: Callable[[NDArray[np.float64]], NDArray[np.int64]]
) -> NDArray[np.float64]:
    """
    Return seeds (n, 2) inside `area` on jittered lattices, one lattice per level of density.

    Parameters
    ----------
    area
        Where seeds may lie.
    spacings_m
        Spacing of the lattice of level 0, 1, ...
    level_of
        Gives the level that each of the points (n, 2) is to have.
    """
    shapely.prepare(area)
    west, south, east, north = area.bounds
    parts = []
    for level, spacing in enumerate(spacings_m):
        columns = np.arange(int(west // spacing), int(east // spacing) + 2)
        rows = np.arange(int(south // spacing), int(north // spacing) + 2)
        column, row = (grid.ravel() for grid in np.meshgrid(columns, rows))
        x = (column + 0.5 * (row % 2) + JITTER * (2 * uniform(column, row, 71 + level) - 1)) * spacing
        y = (row + JITTER * (2 * uniform(column, row, 81 + level) - 1)) * spacing
        points = np.column_stack((x, y))
        points = points[shapely.contains_xy(area, points[:, 0], points[:, 1])]
        parts.append(points[level_of(points) == level])
    return np.vstack(parts)


def natural_edges(seeds: NDArray[np.float64], area: Polygon) -> NDArray[np.object_]:
    """
    Return the displaced edges between the Voronoi cells of `seeds` as lines.

    Parameters
    ----------
    seeds
        Array (n, 2) in metres.
    area
        The cells reach a little beyond it; the caller cuts them.
    """
    start, end, first, second = _voronoi_edges(seeds, area)
    length = np.hypot(*(end - start).T)
    level = np.clip(np.floor(np.log2(np.maximum(length, 1) / LEVEL_STEP_M)) + 1, 0, MAX_LEVEL).astype(int)
    lines = np.empty(len(start), dtype=object)
    for depth in range(MAX_LEVEL + 1):
        chosen = np.flatnonzero(level == depth)
        if len(chosen):
            lines[chosen] = _displace(
                start[chosen], end[chosen], seeds[first[chosen]], seeds[second[chosen]], depth
            )
    return lines


def _voronoi_edges(
    seeds: NDArray[np.float64], area: Polygon
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return start, end (n, 2) and the two seeds' numbers of each edge that lies between two cells."""
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=area, ordered=True)
    )
    points, owner = shapely.get_coordinates(shapely.get_exterior_ring(cells), return_index=True)
    same = owner[:-1] == owner[1:]
    a, b, cell = points[:-1][same], points[1:][same], owner[:-1][same]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    a[swap], b[swap] = b[swap], a[swap].copy()
    keys = np.round(np.hstack((a, b)) / KEY_M).astype(np.int64)
    order = np.lexsort(keys.T[::-1])
    pairs = np.flatnonzero((keys[order[:-1]] == keys[order[1:]]).all(axis=1))
    one, other = order[pairs], order[pairs + 1]
    return a[one], b[one], cell[one], cell[other]


def _displace(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    left: NDArray[np.float64],
    right: NDArray[np.float64],
    depth: int,
) -> NDArray[np.object_]:
    """Move the 2**depth - 1 inner points of each edge sideways, halving the reach at each level."""
    along = end - start
    length = np.hypot(*along.T)[:, None]
    normal = np.column_stack((-along[:, 1], along[:, 0])) / length
    share = np.arange(2**depth + 1) / 2**depth
    offset = np.zeros((len(start), len(share)))
    whole = np.round(start * 10).astype(np.int64)
    key = whole[:, 0] * 7 + whole[:, 1] * 13
    for step in range(depth):
        gap = 2 ** (depth - step)
        middle = np.arange(gap // 2, 2**depth, gap)
        random = uniform(key[:, None], middle[None, :] + 1000 * step, 91) - 0.5
        reach = length * ROUGHNESS * 0.55**step
        offset[:, middle] = (offset[:, middle - gap // 2] + offset[:, middle + gap // 2]) / 2 + reach * random
    for seed in (left, right):
        height = ((seed - start) * normal).sum(axis=1)
        foot = ((seed - start) * along).sum(axis=1) / (length[:, 0] ** 2)
        limit = KITE_SHARE * _kite_height(share, np.abs(height), foot)
        # Which seed lies on which side follows from the sign of its height.
        up = (np.sign(height) > 0)[:, None]
        offset = np.where(up, np.minimum(offset, limit), np.maximum(offset, -limit))
    points = (
        start[:, None, :] + share[None, :, None] * along[:, None, :] + offset[:, :, None] * normal[:, None, :]
    )
    return shapely.linestrings(points)


def _kite_height(
    share: NDArray[np.float64], height: NDArray[np.float64], foot: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the height of the triangle edge-seed above each share of the edge."""
    near_start = np.where(foot[:, None] > 0, share[None, :] / np.maximum(foot[:, None], 1e-9), np.inf)
    near_end = np.where(foot[:, None] < 1, (1 - share[None, :]) / np.maximum(1 - foot[:, None], 1e-9), np.inf)
    return height[:, None] * np.minimum(near_start, near_end)
