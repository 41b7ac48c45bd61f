"""Find to which edge a stated length belongs: tables have it beside its first point, its last, or between."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from geo.types import FloatArray

LEAST_M = 0.01
"""Lengths are printed to the centimetre: less is never a difference."""


def edge_lengths_m(x: FloatArray, y: FloatArray) -> FloatArray:
    """
    Return the length from each point to the next, of the last to the first.

    Examples
    --------
    >>> edge_lengths_m(np.array([0.0, 3.0, 3.0]), np.array([0.0, 0.0, 4.0])).tolist()
    [3.0, 4.0, 5.0]
    """
    return np.asarray(np.hypot(np.roll(x, -1) - x, np.roll(y, -1) - y), dtype=float)


def tolerance_m(coordinate_decimals: int, length_decimals: int) -> float:
    """
    Return by how much a stated length may differ from the one between rounded points.

    Half of its own last digit, and the corners: each is off by half of its last digit in X and
    in Y, so that an edge is off by at most the diagonal of one such digit.

    Examples
    --------
    >>> round(tolerance_m(2, 2), 4), round(tolerance_m(3, 2), 4), tolerance_m(6, 6)
    (0.0191, 0.01, 0.01)
    """
    return max(LEAST_M, 0.5 * 10.0**-length_decimals + math.sqrt(2.0) * 10.0**-coordinate_decimals)


def aligned(
    beside: FloatArray, between: FloatArray, closing: float, computed_m: FloatArray
) -> tuple[FloatArray, str]:
    """
    Return the stated length of the edge from each point to the next, and where the table has it.

    Parameters
    ----------
    beside
        Length in the row of each point; NaN where there is none.
    between
        Length in a row of its own below each point.
    closing
        Length in the row that repeats the first point; NaN without one.
    computed_m
        Lengths between the points as they are.

    Returns
    -------
    stated_m, place
        The place is "between", "start" (beside the first point of the edge) or "end"; "" where
        no length is stated.
    """
    if np.isfinite(between).any():
        return between, "between"
    start = beside.copy()
    end = np.roll(beside, -1)
    if np.isfinite(closing):
        end[-1] = closing
    if not np.isfinite(end).any():
        return start, ""
    return (end, "end") if _misfit(end, computed_m) < _misfit(start, computed_m) else (start, "start")


def _misfit(stated_m: FloatArray, computed_m: FloatArray) -> tuple[int, float]:
    """Return how badly lengths fit: how many are missing or off by a decimetre, then the mean difference."""
    difference = np.abs(stated_m - computed_m)
    known = difference[np.isfinite(difference)]
    off = int((~(difference <= 10 * LEAST_M)).sum())
    return off, float(known.mean()) if len(known) else np.inf
