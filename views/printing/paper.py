"""Paper, scale, and the window of the province that a sheet shows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

Paper = Literal["A4", "A3"]
Turned = Literal["landscape", "portrait"]

PAPERS: dict[str, tuple[float, float]] = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
"""Width and height in mm, upright."""
TURNED: tuple[Turned, ...] = ("landscape", "portrait")
SCALES = (2000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)

MARGIN_MM = 8.0
EDGE_MM = 5.0
"""Around the frame, for the labels of the grid."""
TITLE_MM, FOOT_MM, ASIDE_MM, BELOW_MM = 14.0, 26.0, 62.0, 58.0
"""Title; sources below; legend beside the frame, or below it where the sheet stands upright."""

MM_PER_M = 1000.0
MOST_MM_BETWEEN_TICKS = 60.0


def page_mm(paper: str, turned: str) -> tuple[float, float]:
    """
    Return width and height of a sheet in mm.

    Examples
    --------
    >>> page_mm("A4", "landscape"), page_mm("A3", "portrait")
    ((297.0, 210.0), (297.0, 420.0))
    """
    width, height = PAPERS[paper]
    return (height, width) if turned == "landscape" else (width, height)


def frame_mm(paper: str, turned: str) -> tuple[float, float]:
    """
    Return width and height of the map's frame on a sheet, in mm.

    Examples
    --------
    >>> frame_mm("A4", "landscape"), frame_mm("A4", "portrait")
    ((206.0, 141.0), (184.0, 170.0))
    """
    width, height = page_mm(paper, turned)
    aside, below = (ASIDE_MM + 3, 0.0) if turned == "landscape" else (0.0, BELOW_MM)
    around = 2 * (MARGIN_MM + EDGE_MM)
    return width - around - aside, height - around - TITLE_MM - FOOT_MM - below - 3


@dataclass(frozen=True, kw_only=True)
class Window:
    """What a sheet shows of the province."""

    west: float
    south: float
    """Of the lower left corner of the frame, in the province CRS."""
    scale: int
    """1 : scale."""
    width_mm: float
    height_mm: float

    @property
    def width_m(self) -> float:
        """Width on the ground."""
        return self.width_mm * self.scale / MM_PER_M

    @property
    def height_m(self) -> float:
        """Height on the ground."""
        return self.height_mm * self.scale / MM_PER_M

    @property
    def m_per_mm(self) -> float:
        """Metres on the ground for a millimetre on paper."""
        return self.scale / MM_PER_M

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
        return self._ticks(self.west, self.width_m)

    def northings(self) -> list[float]:
        """Return the round northings inside the window."""
        return self._ticks(self.south, self.height_m)

    def bar_m(self) -> float:
        """Return a round length for the scale bar, of 20 to 50 mm."""
        return round_below(50.0 * self.scale / MM_PER_M)

    def _ticks(self, start: float, length: float) -> list[float]:
        step = round_below(MOST_MM_BETWEEN_TICKS * self.scale / MM_PER_M)
        first = math.ceil(start / step)
        return [number * step for number in range(first, math.floor((start + length) / step) + 1)]


def window_around(centre: tuple[float, float], scale: int, paper: str, turned: str) -> Window:
    """
    Return the window of a sheet around a place in the province CRS.

    Examples
    --------
    >>> window = window_around((500_000.0, 2_450_000.0), 10_000, "A4", "landscape")
    >>> window.width_m, window.west, window.eastings()
    (2060.0, 498970.0, [499000.0, 499500.0, 500000.0, 500500.0, 501000.0])
    """
    width, height = frame_mm(paper, turned)
    return Window(
        west=centre[0] - width * scale / MM_PER_M / 2,
        south=centre[1] - height * scale / MM_PER_M / 2,
        scale=scale,
        width_mm=width,
        height_mm=height,
    )


def round_below(most: float) -> float:
    """
    Return the largest of 1, 2, 5, 10, 20 ... that is not more than `most`.

    Examples
    --------
    >>> round_below(730.0), round_below(1999.0)
    (500.0, 1000.0)
    """
    power = 10.0 ** math.floor(math.log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most)
