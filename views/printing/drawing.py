"""The map of a sheet as an SVG drawing in millimetres: land use, layers, projects, grid, north, scale bar."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import shapely

from office.reports.cartography import dot, outlines, whole_map
from office.reports.frame import EDGE_MM

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import numpy as np

    from office.reports.frame import Frame

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


def draw(
    frame: Frame, pictures: Iterable[tuple[bytes, float]], inside: Iterable[str], language: str, north: str
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
    inner = f'x="{EDGE_MM}" y="{EDGE_MM}" width="{frame.width_mm}" height="{frame.height_mm}"'
    lowest = (
        f'<image {inner} preserveAspectRatio="none" opacity="{opacity:.2f}" '
        f'href="data:image/png;base64,{base64.b64encode(body).decode()}"/>'
        for body, opacity in pictures
    )
    patterns = "".join(
        f'<pattern id="{name}" width="2" height="2" patternUnits="userSpaceOnUse">{lines}</pattern>'
        for name, lines in HATCHES.items()
    )
    return whole_map(frame, [*lowest, *inside], language=language, north=north, patterns=patterns)


def in_window(shapes: np.ndarray, frame: Frame) -> np.ndarray:
    """Return the parts of shapes that lie in a frame, no finer than paper shows."""
    cut = shapely.clip_by_rect(shapes, *frame.box.buffer(frame.scale / 500).bounds)
    cut = cut[~(shapely.is_missing(cut) | shapely.is_empty(cut))]
    return shapely.simplify(cut, frame.scale * FINEST_MM / 1000)


def path(shapes: np.ndarray, frame: Frame, look: Mapping[str, object], hatch: str = "") -> str:
    """Return shapes of one look; `look` are the options of Leaflet that the map on the screen has."""
    parts = shapely.get_parts(shapes)
    dimensions = shapely.get_dimensions(parts)
    dots = "".join(dot(point, frame) for point in parts[dimensions == 0])
    dotted = f'<path fill="{look.get("color", "#000")}" stroke="#fff" stroke-width="0.2" d="{dots}"/>'
    drawn = outlines(parts, frame)
    if not drawn:
        return dotted if dots else ""
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
    made += f'<path fill-rule="evenodd" fill="url(#{hatch})" d="{drawn}"/>' if hatch else ""
    return made + (dotted if dots else "")


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 1.0
