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
"""Around the frame, for the labels of the grid."""
SCALES = (500, 1000, 2000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000)
AROUND = 1.5
"""The frame is at least so many times as wide and as high as the site: what lies beside it matters."""

MM_PER_M = 1000.0


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A window of the province on paper."""

    west: float
    south: float
    """Of the lower left corner, in the province CRS."""
    scale: int
    """1 : scale."""
    width_mm: float
    height_mm: float
    most_mm: tuple[float, float]
    """Two lines of the grid are no farther from each other, across and up."""
    bar_mm: float
    """The scale bar is no longer."""

    @property
    def m_per_mm(self) -> float:
        """Metres on the ground for a millimetre on paper."""
        return self.scale / MM_PER_M

    @property
    def width_m(self) -> float:
        """Width on the ground."""
        return self.width_mm * self.scale / MM_PER_M

    @property
    def height_m(self) -> float:
        """Height on the ground."""
        return self.height_mm * self.scale / MM_PER_M

    @property
    def box(self) -> shapely.Polygon:
        """The window in the province CRS."""
        return shapely.box(self.west, self.south, self.west + self.width_m, self.south + self.height_m)

    def mm(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points (n, 2) of the province CRS in mm from the upper left corner of the drawing."""
        factor = MM_PER_M / self.scale
        x = EDGE_MM + (xy[:, 0] - self.west) * factor
        y = EDGE_MM + self.height_mm - (xy[:, 1] - self.south) * factor
        return np.column_stack((x, y))

    def ground(self, mm: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points (n, 2) of the drawing in the province CRS; see `mm`."""
        x = self.west + (mm[:, 0] - EDGE_MM) * self.m_per_mm
        y = self.south + (EDGE_MM + self.height_mm - mm[:, 1]) * self.m_per_mm
        return np.column_stack((x, y))

    def eastings(self) -> list[float]:
        """Return the round eastings inside the window."""
        return _ticks(self.west, self.width_m, self.most_mm[0] * self.m_per_mm)

    def northings(self) -> list[float]:
        """Return the round northings inside the window."""
        return _ticks(self.south, self.height_m, self.most_mm[1] * self.m_per_mm)

    def bar_m(self) -> float:
        """Return a round length for the scale bar."""
        return _round_below(self.bar_mm * self.m_per_mm)


def frame_around(
    centre: tuple[float, float],
    scale: int,
    size_mm: tuple[float, float],
    *,
    most_mm: tuple[float, float],
    bar_mm: float,
) -> Frame:
    """Return a frame around a place in the province CRS; see `Frame`."""
    width, height = size_mm
    return Frame(
        west=centre[0] - width * scale / MM_PER_M / 2,
        south=centre[1] - height * scale / MM_PER_M / 2,
        scale=scale,
        width_mm=width,
        height_mm=height,
        most_mm=most_mm,
        bar_mm=bar_mm,
    )


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
    return frame_around(
        ((west + east) / 2, (south + north) / 2),
        scale,
        (WIDTH_MM, HEIGHT_MM),
        most_mm=(WIDTH_MM / 3, HEIGHT_MM / 3),
        bar_mm=WIDTH_MM / 5,
    )


def _ticks(start: float, length: float, most: float) -> list[float]:
    step = _round_below(most)
    first = math.ceil(start / step)
    return [number * step for number in range(first, math.floor((start + length) / step) + 1)]


def _round_below(most: float) -> float:
    """
    Return the largest of 1, 2, 5, 10, 20 ... that is not more than `most`.

    Examples
    --------
    >>> _round_below(730.0), _round_below(1999.0)
    (500.0, 1000.0)
    """
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most)
