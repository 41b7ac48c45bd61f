"""
Polygons and lines onto a grid of squares: by the middle of a cell, or wherever a cell is touched.

A strip narrower than a cell slips between the middles of cells, so what must not be lost is burnt
"touched". Every cell carries 64 marks, one bit each; marks are only ever added. Row 0 is the south.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geo.compiled import compiled
from geo.pieces import POLYGON

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.pieces import Pieces
    from geo.types import FloatArray, IntArray

    Marks = NDArray[np.uint64]

SLACK = 1e-6
"""A boundary nearer to a cell than this part of its side touches it."""


def burn(
    pieces: Pieces,
    by_middle: Marks,
    by_touch: Marks,
    corner: tuple[float, float],
    cell_m: float,
    marks: Marks,
) -> None:
    """
    Add marks to the cells of a grid.

    Parameters
    ----------
    pieces
        Areas, lines or points in the CRS of the grid.
    by_middle
        For each geometry the bits of cells whose middle lies in it; of no effect for lines and points.
    by_touch
        For each geometry the bits of every cell that it touches.
    corner
        Easting and northing of the south-west corner of cell (0, 0), metres.
    cell_m
        Side of a cell, metres.
    marks
        (rows, columns) bits of each cell, changed in place.

    Examples
    --------
    >>> import shapely
    >>> from geo.pieces import Pieces
    >>> strip = Pieces.of(np.array([shapely.box(0, 20, 100, 21)]))
    >>> marks = np.zeros((2, 2), dtype=np.uint64)
    >>> burn(strip, np.array([1], np.uint64), np.array([2], np.uint64), (0, 0), 50.0, marks)
    >>> marks.tolist()
    [[2, 2], [0, 0]]
    """
    middle = np.ascontiguousarray(by_middle[pieces.owner], dtype=np.uint64)
    touch = np.ascontiguousarray(by_touch[pieces.owner], dtype=np.uint64)
    place = np.array([corner[0], corner[1], cell_m])
    burn_pieces(pieces.xy, pieces.ring, pieces.part, pieces.dimension, middle, touch, place, marks)


@compiled
def touch_edge(ax: float, ay: float, bx: float, by: float, bits: int, marks: Marks) -> None:
    """Mark every cell that a stretch touches; coordinates in cells."""
    slack = SLACK
    rows, columns = marks.shape
    if ay > by:
        ax, ay, bx, by = bx, by, ax, ay
    first, last = max(int(np.floor(ay - slack)), 0), min(int(np.floor(by + slack)), rows - 1)
    steep = (bx - ax) / (by - ay) if by > ay else 0.0
    for row in range(first, last + 1):
        low, high = max(ay, row - slack), min(by, row + 1 + slack)
        x0, x1 = ax, bx
        if by > ay:
            x0, x1 = ax + steep * (low - ay), ax + steep * (high - ay)
        if x0 > x1:
            x0, x1 = x1, x0
        west = max(int(np.floor(max(x0, min(ax, bx)) - slack)), 0)
        east = min(int(np.floor(min(x1, max(ax, bx)) + slack)), columns - 1)
        for column in range(west, east + 1):
            marks[row, column] |= bits


@compiled
def burn_pieces(
    xy: FloatArray,
    ring: IntArray,
    part: IntArray,
    dimension: IntArray,
    middle: Marks,
    touch: Marks,
    place: FloatArray,
    marks: Marks,
) -> None:
    """Burn pieces one after the other: rows of middles between crossings, then edges."""
    rows, columns = marks.shape
    most = 0
    for piece in range(len(middle)):
        most = max(most, ring[part[piece + 1]] - ring[part[piece]])
    crossing = np.empty(most)
    none = np.uint64(0)
    for piece in range(len(middle)):
        if middle[piece] == none and touch[piece] == none:
            continue
        start, stop = ring[part[piece]], ring[part[piece + 1]]
        low, high = np.inf, -np.inf
        for vertex in range(start, stop):
            y = (xy[vertex, 1] - place[1]) / place[2]
            low, high = min(low, y), max(high, y)
        if dimension[piece] == POLYGON:
            bits = middle[piece] | touch[piece]
            first, last = max(int(np.ceil(low - 0.5)), 0), min(int(np.floor(high - 0.5)), rows - 1)
            for row in range(first, last + 1):
                count = 0
                y = place[1] + (row + 0.5) * place[2]
                for k in range(part[piece], part[piece + 1]):
                    for edge in range(ring[k], ring[k + 1] - 1):
                        ay, by = xy[edge, 1], xy[edge + 1, 1]
                        if (ay > y) == (by > y):
                            continue
                        ax, bx = xy[edge, 0], xy[edge + 1, 0]
                        at = (ax + (y - ay) / (by - ay) * (bx - ax) - place[0]) / place[2] - 0.5
                        here = count
                        while here > 0 and crossing[here - 1] > at:
                            crossing[here] = crossing[here - 1]
                            here -= 1
                        crossing[here] = at
                        count += 1
                for pair in range(0, count - 1, 2):
                    west = max(int(np.ceil(crossing[pair])), 0)
                    east = min(int(np.ceil(crossing[pair + 1])) - 1, columns - 1)
                    for column in range(west, east + 1):
                        marks[row, column] |= bits
        if touch[piece] == none:
            continue
        for k in range(part[piece], part[piece + 1]):
            for edge in range(ring[k], max(ring[k + 1] - 1, ring[k] + 1)):
                after = min(edge + 1, ring[k + 1] - 1)
                touch_edge(
                    (xy[edge, 0] - place[0]) / place[2],
                    (xy[edge, 1] - place[1]) / place[2],
                    (xy[after, 0] - place[0]) / place[2],
                    (xy[after, 1] - place[1]) / place[2],
                    touch[piece],
                    marks,
                )
