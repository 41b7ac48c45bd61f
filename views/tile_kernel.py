"""
Compiled loops that decide which polygon each pixel of a tile shows.

A pixel shows the topmost polygon that holds its centre, decided on the very vertices; an edge that
two polygons share is computed from its lower end in both, so that no pixel between them stays open.
"""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from geo.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

NOBODY = -1
"""The number of no polygon."""


@compiled
def fill(  # noqa: PLR0913, PLR0917, C901 - one loop over edges; compiled code takes no records
    xy: Floats,
    rings: Integers,
    parts: Integers,
    boxes: Floats,
    chosen: Integers,
    west: float,
    north: float,
    scale: float,
    size: int,
) -> NDArray[np.int32]:
    """
    Return the polygon at each pixel centre: the last one of `chosen` that holds it.

    Parameters
    ----------
    xy
        Vertices of all closed rings, (n, 2), in metres.
    rings
        First vertex of each ring, and one past the last.
    parts
        First ring of each polygon, and one past the last.
    boxes
        West, south, east, north of each polygon.
    chosen
        The polygons to paint, the lowest first.
    west, north
        The window's corner in metres; `scale` pixels for a metre, `size` pixels wide and high.
    """
    image = np.full((size, size), NOBODY, dtype=np.int32)
    flips = np.zeros((size, size + 1), dtype=np.bool_)
    for part in chosen:
        box = boxes[part]
        if ceil((north - box[3]) * scale - 0.5) == ceil((north - box[1]) * scale - 0.5):
            continue  # between two rows of centres, as most polygons are at low zooms
        if ceil((box[0] - west) * scale - 0.5) == ceil((box[2] - west) * scale - 0.5):
            continue
        top, bottom, left, right = size, -1, size, -1
        for ring in range(parts[part], parts[part + 1]):
            for point in range(rings[ring], rings[ring + 1] - 1):
                x0, y0 = (xy[point, 0] - west) * scale, (north - xy[point, 1]) * scale
                x1, y1 = (xy[point + 1, 0] - west) * scale, (north - xy[point + 1, 1]) * scale
                if y1 < y0:
                    x0, y0, x1, y1 = x1, y1, x0, y0
                if y1 <= 0.5 or y0 > size - 0.5:  # noqa: PLR2004 - centre of a pixel
                    continue
                first = max(0, ceil(y0 - 0.5))
                end = min(size, ceil(y1 - 0.5))
                if end <= first:
                    continue
                slope = (x1 - x0) / (y1 - y0)
                top, bottom = min(top, first), max(bottom, end - 1)
                for row in range(first, end):
                    across = x0 + (row + 0.5 - y0) * slope
                    column = ceil(min(max(across - 0.5, 0.0), float(size)))
                    flips[row, column] ^= True
                    left, right = min(left, column), max(right, column)
        for row in range(top, bottom + 1):
            inside = False
            for column in range(left, right + 1):
                inside ^= flips[row, column]
                flips[row, column] = False
                if inside and column < size:
                    image[row, column] = part
    return image


@compiled
def between_centres(  # noqa: PLR0913, PLR0917, C901 - as above
    xy: Floats,
    rings: Integers,
    parts: Integers,
    boxes: Floats,
    chosen: Integers,
    west: float,
    north: float,
    scale: float,
) -> NDArray[np.bool_]:
    """Return which polygons hold no pixel's centre, in the window or outside; see `fill`."""
    found = np.ones(len(chosen), dtype=np.bool_)
    for place, part in enumerate(chosen):
        box = boxes[part]
        first = ceil((north - box[3]) * scale - 0.5)
        left = ceil((box[0] - west) * scale - 0.5)
        high = ceil((north - box[1]) * scale - 0.5) - first
        wide = ceil((box[2] - west) * scale - 0.5) - left
        if high <= 0 or wide <= 0:
            continue
        flips = np.zeros(wide + 1, dtype=np.bool_)
        for row in range(first, first + high):
            middle = row + 0.5
            flips[:] = False
            for ring in range(parts[part], parts[part + 1]):
                for point in range(rings[ring], rings[ring + 1] - 1):
                    x0, y0 = (xy[point, 0] - west) * scale, (north - xy[point, 1]) * scale
                    x1, y1 = (xy[point + 1, 0] - west) * scale, (north - xy[point + 1, 1]) * scale
                    if y1 < y0:
                        x0, y0, x1, y1 = x1, y1, x0, y0
                    if y0 <= middle < y1:
                        across = x0 + (middle - y0) * ((x1 - x0) / (y1 - y0))
                        flips[min(max(ceil(across - 0.5) - left, 0), wide)] ^= True
            inside = False
            for column in range(wide):
                inside ^= flips[column]
                if inside:
                    found[place] = False
            if not found[place]:
                break
    return found


@compiled
def trace(  # noqa: PLR0913, PLR0917 - as above
    xy: Floats,
    rings: Integers,
    parts: Integers,
    chosen: Integers,
    west: float,
    north: float,
    scale: float,
    size: int,
) -> NDArray[np.int32]:
    """
    Return the polygon whose outline meets the middle cross of each pixel, the last one of `chosen`.

    The middle cross are the two lines through the centre, as long as the pixel: an outline is then
    about a pixel wide, and nowhere broken. The parameters are those of `fill`.
    """
    image = np.full((size, size), NOBODY, dtype=np.int32)
    for part in chosen:
        for ring in range(parts[part], parts[part + 1]):
            for point in range(rings[ring], rings[ring + 1] - 1):
                x0, y0 = (xy[point, 0] - west) * scale, (north - xy[point, 1]) * scale
                x1, y1 = (xy[point + 1, 0] - west) * scale, (north - xy[point + 1, 1]) * scale
                first, end = ceil(min(y0, y1) - 0.5), ceil(max(y0, y1) - 0.5)
                for row in range(max(0, first), min(size, end)):
                    column = floor(x0 + (row + 0.5 - y0) * ((x1 - x0) / (y1 - y0)))
                    if 0 <= column < size:
                        image[row, column] = part
                first, end = ceil(min(x0, x1) - 0.5), ceil(max(x0, x1) - 0.5)
                for column in range(max(0, first), min(size, end)):
                    row = floor(y0 + (column + 0.5 - x0) * ((y1 - y0) / (x1 - x0)))
                    if 0 <= row < size:
                        image[row, column] = part
    return image
