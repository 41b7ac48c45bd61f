"""A line as points at even distances, for what has no sharp edge to measure against."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import GeometryArray

STRIDE_M = 10.0
"""Points are at most so far apart."""


def strides(line: shapely.LineString) -> tuple[GeometryArray, float]:
    """
    Return the middles of equal strides along a line, and the length of a stride in metres.

    Examples
    --------
    >>> points, stride_m = strides(shapely.LineString([(0, 0), (15, 0)]))
    >>> [point.x for point in points], stride_m
    ([3.75, 11.25], 7.5)
    """
    count = max(int(np.ceil(line.length / STRIDE_M)), 1)
    along = (np.arange(count) + 0.5) * line.length / count
    return np.asarray(shapely.line_interpolate_point(line, along), dtype=object), line.length / count
