"""Paper, scale, and the window of the province that a sheet shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from office.reports.frame import EDGE_MM, frame_around

if TYPE_CHECKING:
    from office.reports.frame import Frame

Paper = Literal["A4", "A3"]
Turned = Literal["landscape", "portrait"]

PAPERS: dict[str, tuple[float, float]] = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
"""Width and height in mm, upright."""
TURNED: tuple[Turned, ...] = ("landscape", "portrait")
SCALES = (2000, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)

MARGIN_MM = 8.0
TITLE_MM, FOOT_MM, ASIDE_MM, BELOW_MM = 14.0, 26.0, 62.0, 58.0
"""Title; sources below; legend beside the frame, or below it where the sheet stands upright."""

TICK_MM, BAR_MM = 60.0, 50.0
"""Lines of the grid are no farther from each other, and the scale bar no longer."""


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


def window_around(centre: tuple[float, float], scale: int, paper: str, turned: str) -> Frame:
    """
    Return what a sheet around a place in the province CRS shows.

    Examples
    --------
    >>> window = window_around((500_000.0, 2_450_000.0), 10_000, "A4", "landscape")
    >>> window.width_m, window.west, window.eastings()
    (2060.0, 498970.0, [499000.0, 499500.0, 500000.0, 500500.0, 501000.0])
    """
    size_mm = frame_mm(paper, turned)
    return frame_around(centre, scale, size_mm, most_mm=(TICK_MM, TICK_MM), bar_mm=BAR_MM)
