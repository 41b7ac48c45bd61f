"""The frame of a map on paper: a round scale, the grid at its edges, and metres turned into millimetres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH_MM, HEIGHT_MM = 150.0, 96.0
"""Inside the frame; the labels of the grid stand around it."""

EDGE_MM = 5.0
SCALES = (500, 1000, 2000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000)
AROUND = 1.5
"""The frame is at least so many times as wide and as high as the site: what lies beside it matters."""

FEWEST_TICKS = 3
MM_PER_M = 1000.0


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A window of the province on paper."""

    west: float
    south: float
    scale: int
    """1 : scale."""

    @property
    def width_m(self) -> float:
        """Width on the ground."""
        return WIDTH_MM / MM_PER_M * self.scale

    @property
    def height_m(self) -> float:
        """Height on the ground."""
        return HEIGHT_MM / MM_PER_M * self.scale

    @property
    def box(self) -> shapely.Polygon:
        """The window in the province CRS."""
        return shapely.box(self.west, self.south, self.west + self.width_m, self.south + self.height_m)

    def mm(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points (n, 2) of the province CRS as millimetres from the upper left corner of the sheet."""
        factor = MM_PER_M / self.scale
        x = EDGE_MM + (xy[:, 0] - self.west) * factor
        y = EDGE_MM + HEIGHT_MM - (xy[:, 1] - self.south) * factor
        return np.column_stack((x, y))

    def eastings(self) -> list[float]:
        """Return the round eastings inside the window."""
        return _ticks(self.west, self.width_m)

    def northings(self) -> list[float]:
        """Return the round northings inside the window."""
        return _ticks(self.south, self.height_m)

    def bar_m(self) -> float:
        """Return a round length for the scale bar: a fifth to two fifths of the width."""
        return _round_step(self.width_m / 5)


def frame_of(shape: shapely.Geometry) -> Frame:
    """
    Return the frame with the largest round scale that shows a site and what lies around it.

    Examples
    --------
    >>> frame = frame_of(shapely.box(0, 0, 300, 100))
    >>> frame.scale, frame.width_m, frame.west
    (5000, 750.0, -225.0)
    """
    west, south, east, north = shapely.bounds(shape).tolist()
    for scale in SCALES:
        wide, high = WIDTH_MM / MM_PER_M * scale, HEIGHT_MM / MM_PER_M * scale
        if (east - west) * AROUND <= wide and (north - south) * AROUND <= high:
            break
    return Frame(west=(west + east - wide) / 2, south=(south + north - high) / 2, scale=scale)


def _ticks(start: float, length: float) -> list[float]:
    step = _round_step(length / FEWEST_TICKS)
    first = math.ceil(start / step)
    return [number * step for number in range(first, math.floor((start + length) / step) + 1)]


def _round_step(most: float) -> float:
    """
    Return the largest of 1, 2, 5, 10, 20 ... that is not more than `most`.

    Examples
    --------
    >>> _round_step(730.0), _round_step(1999.0)
    (500.0, 1000.0)
    """
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most)
