"""Put shapes together group by group: the pieces of one overlap, the overlaps of one rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import BoolArray, FloatArray, GeometryArray, IntArray


def group_starts(*keys: IntArray) -> IntArray:
    """
    Return where each run of equal keys begins; the keys are sorted together.

    Examples
    --------
    >>> group_starts(np.array([1, 1, 2]), np.array([5, 6, 6])).tolist()
    [0, 1, 2]
    """
    if len(keys[0]) == 0:
        return np.zeros(0, dtype=np.intp)
    changed = np.logical_or.reduce([np.diff(key) != 0 for key in keys])
    return np.concatenate([[0], np.flatnonzero(changed) + 1]).astype(np.intp)


def union_groups(shapes: GeometryArray, first: IntArray, grid_m: float | None = None) -> GeometryArray:
    """
    Return the union of each run of `shapes`; None where all are None, or GEOS fails.

    Groups of about equal size are joined in one call, as rows of a table.

    Parameters
    ----------
    shapes
        Polygons or None.
    first
        Where each run starts, ascending, from 0.

    Examples
    --------
    >>> three = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(5, 5, 6, 6)])
    >>> shapely.area(union_groups(three, np.array([0, 2]))).tolist()
    [2.0, 1.0]
    """
    count = np.diff(first, append=len(shapes))
    joined = shapes[first]
    width = 2
    while width // 2 < count.max(initial=1):
        rows = np.flatnonzero((count > width // 2) & (count <= width))
        if len(rows):
            joined[rows] = _unions(_table(shapes, first[rows], count[rows]), grid_m)
        width *= 2
    joined[shapely.is_empty(joined)] = None
    return joined


def sums(values: FloatArray, first: IntArray) -> FloatArray:
    """Return the sum of each run."""
    return np.add.reduceat(values, first) if len(first) else values[:0]


def any_of(values: BoolArray, first: IntArray) -> BoolArray:
    """Tell of each run whether any value is true."""
    return np.asarray(np.logical_or.reduceat(values, first) if len(first) else values[:0], dtype=bool)


def _table(shapes: GeometryArray, first: IntArray, count: IntArray) -> GeometryArray:
    """Return the runs as rows, filled up with None."""
    table = np.full((len(first), int(count.max())), None, dtype=object)
    column = np.arange(table.shape[1])
    filled = column < count[:, None]
    table[filled] = shapes[(first[:, None] + column)[filled]]
    return table


def _unions(table: GeometryArray, grid_m: float | None) -> GeometryArray:
    """Join row by row where one row makes GEOS fail; the failed one has no union."""
    try:
        return np.asarray(shapely.union_all(table, axis=1, grid_size=grid_m), dtype=object)
    except shapely.errors.GEOSException:
        if len(table) == 1:
            return np.array([None], dtype=object)
        middle = len(table) // 2
        return np.concatenate([_unions(table[:middle], grid_m), _unions(table[middle:], grid_m)])
