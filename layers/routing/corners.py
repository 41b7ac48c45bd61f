"""No line slips diagonally between two blocked cells that meet at a corner."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.types import BoolArray


def close_corners(blocked: BoolArray) -> BoolArray:
    """
    Return the blocked cells, and one more at each corner where only a diagonal step would pass.

    Of the two free cells at such a corner, the one with fewer free neighbours is taken: a
    passage of a single cell may be lost, a crossing is never gained.

    Examples
    --------
    >>> close_corners(np.array([[True, False], [False, True]])).sum()
    np.int64(3)
    >>> close_corners(np.array([[True, False], [False, False]])).sum()
    np.int64(1)
    """
    closed = blocked.copy()
    while True:
        a, b, c, d = closed[:-1, :-1], closed[:-1, 1:], closed[1:, :-1], closed[1:, 1:]
        falling, rising = np.nonzero(a & d & ~b & ~c), np.nonzero(b & c & ~a & ~d)
        if len(falling[0]) == 0 and len(rising[0]) == 0:
            return closed
        free = _free_beside(closed)
        for (rows, columns), first, second in (
            (falling, (0, 1), (1, 0)),
            (rising, (0, 0), (1, 1)),
        ):
            one = rows + first[0], columns + first[1]
            other = rows + second[0], columns + second[1]
            closed_one = free[one] <= free[other]
            closed[one[0][closed_one], one[1][closed_one]] = True
            closed[other[0][~closed_one], other[1][~closed_one]] = True


def _free_beside(blocked: BoolArray) -> np.ndarray:
    """Return how many of the four cells beside each are free; beyond the edge none is."""
    free = np.pad(~blocked, 1).astype(np.int8)
    beside = free[:-2, 1:-1] + free[2:, 1:-1] + free[1:-1, :-2] + free[1:-1, 2:]
    return np.asarray(beside, dtype=np.int8)
