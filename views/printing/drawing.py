"""The map of a sheet as an SVG drawing in millimetres: land use, layers, projects, grid, north, scale bar."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np
import shapely

from office.reports.blocks import plain
from views import numbers
from views.printing.names import write
from views.printing.paper import EDGE_MM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from views.printing.paper import Window

FONT = "Libertinus Serif"
SYMBOLS = "DejaVu Sans Mono"
HATCHES = {
    "diagonal": '<path d="M-0.5 0.5L0.5 -0.5M0 2L2 0M1.5 2.5L2.5 1.5" stroke="#6e0000" stroke-width="0.3"/>',
    "cross": (
        '<path d="M-0.5 0.5L0.5 -0.5M0 2L2 0M1.5 2.5L2.5 1.5M-0.5 1.5L0.5 2.5M0 0L2 2M1.5 -0.5L2.5 0.5" '
        'stroke="#6e0000" stroke-width="0.3"/>'
    ),
}
PX_TO_MM = 0.18
"""A line of so many pixels on the screen is so many times that on paper."""
FINEST_MM = 0.05
M_PER_KM = 1000
CORNER_MM = 8.0
ID_MM = 9.0
"""About as long is a project's id beside its sign."""


def draw(
    window: Window, pictures: Iterable[tuple[bytes, float]], inside: Iterable[str], language: str, north: str
) -> str:
    """
    Return the whole drawing.

    Parameters
    ----------
    pictures
        PNG images as large as the frame, each with its opacity, the lowest first.
    inside
        Pieces of SVG, the lowest first.
    north
        Letter of the arrow.
    """
    width, height = window.width_mm + 2 * EDGE_MM, window.height_mm + 2 * EDGE_MM
    inner = f'x="{EDGE_MM}" y="{EDGE_MM}" width="{window.width_mm}" height="{window.height_mm}"'
    picture = "".join(
        f'<image {inner} preserveAspectRatio="none" opacity="{opacity:.2f}" '
        f'href="data:image/png;base64,{base64.b64encode(body).decode()}"/>'
        for body, opacity in pictures
    )
    patterns = "".join(
        f'<pattern id="{name}" width="2" height="2" patternUnits="userSpaceOnUse">{lines}</pattern>'
        for name, lines in HATCHES.items()
    )
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" ',
            f'viewBox="0 0 {width} {height}" font-family="{FONT}" font-size="2.6">',
            f'<defs><clipPath id="frame"><rect {inner}/></clipPath>{patterns}</defs>',
            f'<rect {inner} fill="#fff"/><g clip-path="url(#frame)">{picture}',
            *inside,
            _grid(window),
            f'</g><rect {inner} fill="none" stroke="#000" stroke-width="0.4"/>',
            _labels(window, language),
            _north(window, north),
            _bar(window, language),
            "</svg>",
        ]
    )


def in_window(shapes: np.ndarray, window: Window) -> np.ndarray:
    """Return the parts of shapes that lie in a window, no finer than paper shows."""
    cut = shapely.clip_by_rect(shapes, *window.box.buffer(window.scale / 500).bounds)
    cut = cut[~(shapely.is_missing(cut) | shapely.is_empty(cut))]
    return shapely.simplify(cut, window.scale * FINEST_MM / 1000)


def path(shapes: np.ndarray, window: Window, look: Mapping[str, object], hatch: str = "") -> str:
    """Return shapes of one look; `look` are the options of Leaflet that the map on the screen has."""
    parts = shapely.get_parts(shapes)
    dimensions = shapely.get_dimensions(parts)
    rings = shapely.get_rings(parts[dimensions == 2])  # noqa: PLR2004 - polygons
    traces = [*(_trace(ring, window, "Z") for ring in rings)]
    traces += [_trace(line, window, "") for line in parts[dimensions == 1]]
    if not traces:
        return ""
    drawn = "".join(traces)
    stroke = (
        f'stroke="{look.get("color", "#000")}" stroke-opacity="{look.get("opacity", 1)}" '
        f'stroke-width="{_number(look.get("weight", 1)) * PX_TO_MM:.2f}" stroke-linejoin="round"'
    )
    if "dashArray" in look:
        dashes = " ".join(f"{float(part) * PX_TO_MM:.2f}" for part in str(look["dashArray"]).split())
        stroke += f' stroke-dasharray="{dashes}"'
    fill = "none"
    if look.get("fill"):
        fill = str(look.get("fillColor", look.get("color", "#000")))
    opacity = look.get("fillOpacity", 0.2)
    made = f'<path fill-rule="evenodd" fill="{fill}" fill-opacity="{opacity}" {stroke} d="{drawn}"/>'
    return made + (f'<path fill-rule="evenodd" fill="url(#{hatch})" d="{drawn}"/>' if hatch else "")


def signs(at: np.ndarray, told: Sequence[tuple[str, str, str]], window: Window) -> str:
    """Return a round sign at each place of the province CRS: colour, mark, and the id beside it."""
    drawn, places = [], window.mm(at)
    for (x, y), (colour, mark, site_id) in zip(places.tolist(), told, strict=True):
        drawn.append(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.8" fill="{colour}" stroke="#fff" stroke-width="0.35"/>'
            f'<text x="{x:.2f}" y="{y + 0.75:.2f}" text-anchor="middle" font-family="{SYMBOLS}" '
            f'font-size="2.1" font-weight="bold" fill="#fff">{escape(mark)}</text>'
        )
        beside = places - (x, y)
        taken = ((beside[:, 0] > 0) & (beside[:, 0] < ID_MM) & (np.abs(beside[:, 1]) < ID_MM / 3)).any()
        shift, anchor = (-2.2, "end") if taken else (2.2, "start")
        drawn.append(write(plain(site_id), x + shift, y + 0.9, 2.6, anchor=anchor))
    return "".join(drawn)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 1.0


def _trace(ring: shapely.Geometry, window: Window, end: str) -> str:
    xy = window.mm(shapely.get_coordinates(ring))
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in xy.tolist()) + end


def _grid(window: Window) -> str:
    """Return a small cross wherever two grid lines meet: the ground stays visible."""
    points = [(x, y) for x in window.eastings() for y in window.northings()]
    at = window.mm(np.array(points, dtype=float).reshape(-1, 2)).tolist()
    crosses = "".join(f"M{x - 1.2:.2f} {y:.2f}h2.4M{x:.2f} {y - 1.2:.2f}v2.4" for x, y in at)
    return f'<path d="{crosses}" fill="none" stroke="#000" stroke-width="0.15"/>'


def _labels(window: Window, language: str) -> str:
    """Return eastings above and below the frame, northings left and right of it, with a tick at each."""
    low, right = EDGE_MM + window.height_mm, EDGE_MM + window.width_mm
    parts = []
    for easting in window.eastings():
        x = float(window.mm(np.array([[easting, window.south]]))[0, 0])
        told = numbers.number(easting, language, 0)
        for y, tick in ((EDGE_MM - 1.6, EDGE_MM), (low + 3.4, low)):
            parts.append(f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="middle">{told}</text>')
            parts.append(f'<path d="M{x:.2f} {tick - 1:.2f}v2" stroke="#000" stroke-width="0.25"/>')
    for northing in window.northings():
        if northing - window.south > window.height_m - CORNER_MM * window.m_per_mm:
            continue  # it would stand on the label of the corner's easting
        y = float(window.mm(np.array([[window.west, northing]]))[0, 1])
        told = numbers.number(northing, language, 0)
        for x, tick in ((EDGE_MM - 1.6, EDGE_MM), (right + 3.4, right)):
            turn = f'transform="translate({x:.2f} {y:.2f}) rotate(-90)"'
            parts.append(f'<text {turn} text-anchor="middle">{told}</text>')
            parts.append(f'<path d="M{tick - 1:.2f} {y:.2f}h2" stroke="#000" stroke-width="0.25"/>')
    return "".join(parts)


def _north(window: Window, letter: str) -> str:
    x, y = EDGE_MM + window.width_mm - 7, EDGE_MM + 3
    return (
        f'<rect x="{x - 4}" y="{y - 1}" width="8" height="14" fill="#fff" fill-opacity="0.85"/>'
        f'<text x="{x}" y="{y + 2.4}" text-anchor="middle" font-weight="bold" font-size="3.4">'
        f"{escape(letter)}</text>"
        f'<path d="M{x} {y + 3.2}L{x + 2.2} {y + 12}L{x} {y + 10}Z" fill="#000"/>'
        f'<path d="M{x} {y + 3.2}L{x - 2.2} {y + 12}L{x} {y + 10}Z" fill="#fff" stroke="#000" '
        'stroke-width="0.2"/>'
    )


def _bar(window: Window, language: str) -> str:
    metres = window.bar_m()
    long = metres / window.scale * 1000
    x, y = EDGE_MM + 4, EDGE_MM + window.height_mm - 5
    in_km = metres >= M_PER_KM
    told = numbers.number(metres / M_PER_KM if in_km else metres, language, 0) + (" km" if in_km else " m")
    return (
        f'<rect x="{x - 2}" y="{y - 4}" width="{long + 10:.2f}" height="7.4" fill="#fff" '
        'fill-opacity="0.85"/>'
        f'<rect x="{x}" y="{y}" width="{long / 2:.2f}" height="1.4" fill="#000"/>'
        f'<rect x="{x}" y="{y}" width="{long:.2f}" height="1.4" fill="none" stroke="#000" '
        'stroke-width="0.2"/>'
        f'<text x="{x}" y="{y - 1}" text-anchor="middle">0</text>'
        f'<text x="{x + long:.2f}" y="{y - 1}" text-anchor="middle">{told}</text>'
    )
