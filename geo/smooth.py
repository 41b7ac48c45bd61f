"""
Transform millions of points that are only looked at, from the images of a few.

A datum operation and a projection bend a province so little that polynomials of the third degree
through the images of a grid's points follow them far closer than a pixel. What is measured, checked or
given away never comes here: `geo/crs.py` transforms it point by point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.compiled import compiled
from geo.errors import CRSError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CELLS = 64
"""Of the grid, across and up."""
FEW = 20_000
"""Points that are transformed one by one: not worth a grid."""
LOOKED_AT = 2_000
"""Points of whose images the grid is held against the true ones."""


def transform_smoothly(xy: Floats, transform: Callable[[Floats], Floats], within: float) -> Floats:
    """
    Return the images of points, to within a distance of the true ones.

    Parameters
    ----------
    xy
        Array (n, 2).
    transform
        Returns the true images of points, (n, 2); asked for few. What it raises is passed on.
    within
        How far an image may be off in each coordinate, in units of the images. Where points at even
        places in `xy` and the middles of cells show that it would be more, as with a datum grid that has
        kinks, all points are transformed one by one.

    Notes
    -----
    The error of a polynomial of the third degree grows with the fourth power of the cells' size: for 200 km
    in 64 cells it is some nanometres in a transverse Mercator projection. Points are held against the true
    images since a datum operation may be anything; they are a sample, and a kink between all of them is not
    seen.
    """
    if len(xy) <= FEW:
        return transform(xy)
    low, high = xy.min(axis=0), xy.max(axis=0)
    step = np.maximum((high - low) / CELLS, np.finfo(float).tiny)
    if not np.isfinite(step).all():
        return transform(xy)
    # One cell more on each side: a polynomial needs a point beyond the cell's own.
    places = np.arange(-1, CELLS + 2, dtype=float)
    across, up = np.meshgrid(low[0] + places * step[0], low[1] + places * step[1], indexing="ij")
    try:
        images = transform(np.column_stack((across.ravel(), up.ravel()))).reshape(len(places), len(places), 2)
    except CRSError:  # of a point of the grid: the points themselves decide
        return transform(xy)
    middles = np.arange(CELLS) + 0.5
    some = np.vstack((xy[:: max(1, len(xy) // LOOKED_AT)], low + middles[:, None] * step, [low, high]))
    # Nested so that a value that is not a number counts as too far.
    if not (np.abs(interpolated(some, images, low, step) - transform(some)).max() <= within):
        return transform(xy)
    return interpolated(xy, images, low, step)


@compiled
def interpolated(xy: Floats, images: Floats, low: Floats, step: Floats) -> Floats:
    """
    Return the images of points by Lagrange's polynomials through four grid points in each direction.

    Parameters
    ----------
    xy
        Points, (n, 2).
    images
        Images of the grid's points, (across, up, 2); the first lies a step before `low`.
    low, step
        The corner of the grid's first cell, and the size of a cell.
    """
    found = np.empty(xy.shape)
    most_across, most_up = images.shape[0] - 4, images.shape[1] - 4
    for point in range(len(xy)):
        u, v = (xy[point, 0] - low[0]) / step[0], (xy[point, 1] - low[1]) / step[1]
        i, j = min(max(int(u), 0), most_across), min(max(int(v), 0), most_up)
        u, v = u - i, v - j
        u0, u1 = -u * (u - 1) * (u - 2) / 6, (u + 1) * (u - 1) * (u - 2) / 2
        u2, u3 = -(u + 1) * u * (u - 2) / 2, (u + 1) * u * (u - 1) / 6
        v0, v1 = -v * (v - 1) * (v - 2) / 6, (v + 1) * (v - 1) * (v - 2) / 2
        v2, v3 = -(v + 1) * v * (v - 2) / 2, (v + 1) * v * (v - 1) / 6
        for side in range(2):
            found[point, side] = (
                u0 * _row(images, i, j, side, v0, v1, v2, v3)
                + u1 * _row(images, i + 1, j, side, v0, v1, v2, v3)
                + u2 * _row(images, i + 2, j, side, v0, v1, v2, v3)
                + u3 * _row(images, i + 3, j, side, v0, v1, v2, v3)
            )
    return found


@compiled
def _row(  # noqa: PLR0913, PLR0917 - compiled code takes no records
    images: Floats, i: int, j: int, side: int, v0: float, v1: float, v2: float, v3: float
) -> float:
    return float(
        v0 * images[i, j, side]
        + v1 * images[i, j + 1, side]
        + v2 * images[i, j + 2, side]
        + v3 * images[i, j + 3, side]
    )
