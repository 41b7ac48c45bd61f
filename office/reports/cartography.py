"""What every map on paper has, as SVG in millimetres: outlines, grid, its labels, north arrow, scale bar."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np
import shapely

from office.reports.frame import EDGE_MM
from office.reports.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from office.reports.frame import Frame

FONT = "Libertinus Serif"
M_PER_KM = 1000
DOT_MM = 0.9
"""Radius of the circle that stands for a point."""
CORNER_MM = 8.0
"""So near to the upper corner a northing would stand on the label of an easting."""


def trace(ring: shapely.Geometry, frame: Frame, end: str) -> str:
    """Return a ring (`end` "Z") or a line ("") as the data of a path."""
    xy = frame.mm(shapely.get_coordinates(ring))
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in xy.tolist()) + end


def outlines(parts: NDArray[np.object_], frame: Frame) -> str:
    """Return areas and lines as the data of one path; points are drawn by `dot`."""
    dimensions = shapely.get_dimensions(parts)
    rings = shapely.get_rings(parts[dimensions == 2])  # noqa: PLR2004 - polygons
    lines = parts[dimensions == 1]
    return "".join(
        [*(trace(ring, frame, "Z") for ring in rings), *(trace(line, frame, "") for line in lines)]
    )


def dot(point: shapely.Geometry, frame: Frame) -> str:
    """Return a small circle around a point as the data of a path."""
    (x, y), r = frame.mm(shapely.get_coordinates(point))[0].tolist(), DOT_MM
    return f"M{x - r:.2f} {y:.2f}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 {-2 * r} 0Z"


def whole_map(frame: Frame, inside: Iterable[str], *, language: str, north: str, patterns: str = "") -> str:
    """
    Return a whole map: its frame with what lies inside, cut to it, and everything around it.

    Parameters
    ----------
    inside
        Pieces of SVG, the lowest first.
    north
        Letter of the arrow.
    patterns
        What the pieces fill themselves with, as SVG.
    """
    width, height = frame.width_mm + 2 * EDGE_MM, frame.height_mm + 2 * EDGE_MM
    box = f'x="{EDGE_MM}" y="{EDGE_MM}" width="{frame.width_mm}" height="{frame.height_mm}"'
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" ',
            f'viewBox="0 0 {width} {height}" font-family="{FONT}" font-size="2.6">',
            f'<defs><clipPath id="frame"><rect {box}/></clipPath>{patterns}</defs>',
            f'<rect {box} fill="#fff"/><g clip-path="url(#frame)">',
            *inside,
            grid(frame),
            f'</g><rect {box} fill="none" stroke="#000" stroke-width="0.4"/>',
            labels(frame, language),
            north_arrow(frame, north),
            scale_bar(frame, language),
            "</svg>",
        ]
    )


def grid(frame: Frame) -> str:
    """Return a small cross wherever two grid lines meet: the ground stays visible."""
    points = [(x, y) for x in frame.eastings() for y in frame.northings()]
    at = frame.mm(np.array(points, dtype=float).reshape(-1, 2)).tolist()
    crosses = "".join(f"M{x - 1.2:.2f} {y:.2f}h2.4M{x:.2f} {y - 1.2:.2f}v2.4" for x, y in at)
    return f'<path d="{crosses}" fill="none" stroke="#000" stroke-width="0.15"/>'


def labels(frame: Frame, language: str) -> str:
    """Return eastings above and below the frame, northings left and right of it, with a tick at each."""
    low, right = EDGE_MM + frame.height_mm, EDGE_MM + frame.width_mm
    parts = []
    for easting in frame.eastings():
        x = float(frame.mm(np.array([[easting, frame.south]]))[0, 0])
        told = number(easting, language, 0)
        for y, tick in ((EDGE_MM - 1.6, EDGE_MM), (low + 3.4, low)):
            parts.append(f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="middle">{told}</text>')
            parts.append(f'<path d="M{x:.2f} {tick - 1:.2f}v2" stroke="#000" stroke-width="0.25"/>')
    for northing in frame.northings():
        if northing - frame.south > frame.height_m - CORNER_MM * frame.m_per_mm:
            continue
        y = float(frame.mm(np.array([[frame.west, northing]]))[0, 1])
        told = number(northing, language, 0)
        for x, tick in ((EDGE_MM - 1.6, EDGE_MM), (right + 3.4, right)):
            turn = f'transform="translate({x:.2f} {y:.2f}) rotate(-90)"'
            parts.append(f'<text {turn} text-anchor="middle">{told}</text>')
            parts.append(f'<path d="M{tick - 1:.2f} {y:.2f}h2" stroke="#000" stroke-width="0.25"/>')
    return "".join(parts)


def arrow_box(frame: Frame) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of the ground of the arrow, in mm of the drawing."""
    left, top = EDGE_MM + frame.width_mm - 11, EDGE_MM + 2
    return left, top, left + 8, top + 14


def bar_box(frame: Frame) -> tuple[float, float, float, float]:
    """Return the same of the scale bar."""
    left, top = EDGE_MM + 2, EDGE_MM + frame.height_mm - 9
    return left, top, left + frame.bar_m() / frame.m_per_mm + 16, top + 7.4


def north_arrow(frame: Frame, letter: str) -> str:
    """Return the arrow in the upper right corner, with the letter of the language."""
    left, top, _, _ = arrow_box(frame)
    x, y = left + 4, top + 1

    def half(aside: float) -> str:
        return f"M{x} {y + 3.2}L{x + aside} {y + 12}L{x} {y + 10}Z"

    return (
        f'<rect x="{left}" y="{top}" width="8" height="14" fill="#fff" fill-opacity="0.85"/>'
        f'<text x="{x}" y="{y + 2.4}" text-anchor="middle" font-weight="bold" font-size="3.4">'
        f"{escape(letter)}</text>"
        f'<path d="{half(2.2)}" fill="#000"/>'
        f'<path d="{half(-2.2)}" fill="#fff" stroke="#000" stroke-width="0.2"/>'
    )


def scale_bar(frame: Frame, language: str) -> str:
    """Return the bar in the lower left corner."""
    metres = frame.bar_m()
    long = metres / frame.m_per_mm
    left, top, right, bottom = bar_box(frame)
    x, y = left + 2, top + 4
    in_km = metres >= M_PER_KM
    told = number(metres / M_PER_KM if in_km else metres, language, 0) + (" km" if in_km else " m")
    return (
        f'<rect x="{left}" y="{top}" width="{right - left:.2f}" height="{bottom - top:.2f}" fill="#fff" '
        'fill-opacity="0.85"/>'
        f'<rect x="{x}" y="{y}" width="{long / 2:.2f}" height="1.4" fill="#000"/>'
        f'<rect x="{x}" y="{y}" width="{long:.2f}" height="1.4" fill="none" stroke="#000" '
        'stroke-width="0.2"/>'
        f'<text x="{x}" y="{y - 1}" text-anchor="middle">0</text>'
        f'<text x="{x + long:.2f}" y="{y - 1}" text-anchor="middle">{told}</text>'
    )
