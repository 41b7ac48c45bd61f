"""What is written into the areas of a sheet: land codes, names of communes; only where there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np
import shapely

from office.reports.blocks import plain

if TYPE_CHECKING:
    import geopandas as gpd

    from office.reports.frame import Frame
    from views.printing.room import Room

LETTER_WIDTH = 0.62
"""Of a letter, by the size of the text."""
STEP = 1.6
"""So many times its size a name is moved up or down where its place is taken."""
LONGEST = 40
MOST = 1500
"""More names than these would be read by nobody."""


def names_inside(
    zones: gpd.GeoDataFrame, column: str, window: Frame, room: Room, *, size_mm: float, slanted: bool = False
) -> list[str]:
    """
    Return the text of a column inside each zone that has room for it, as SVG.

    Parameters
    ----------
    zones
        Polygons in the province CRS.
    room
        Where something stands already.
    """
    near = zones.iloc[np.sort(zones.sindex.query(window.box, predicate="intersects"))]
    shapes = shapely.clip_by_rect(near.geometry.to_numpy(), *window.box.bounds)
    told = [plain(str(value or ""))[:LONGEST] for value in near[column]]
    parts, owners = shapely.get_parts(shapes, return_index=True)
    areas = (shapely.get_dimensions(parts) == 2) & (shapely.area(parts) > (size_mm * window.m_per_mm) ** 2)  # noqa: PLR2004 - polygons
    parts, owners = parts[areas], owners[areas]
    order = np.argsort(-shapely.area(parts), kind="stable")[:MOST]
    at = window.mm(shapely.get_coordinates(shapely.point_on_surface(parts[order])))
    written = []
    for place, (x, y) in zip(order.tolist(), at.tolist(), strict=True):
        text = told[owners[place]]
        wide = len(text) * size_mm * LETTER_WIDTH
        around = shapely.box(-wide / 2, -size_mm / 2, wide / 2, size_mm / 2)
        for down in (0.0, -STEP * size_mm, STEP * size_mm) if text else ():
            low = y + down
            box = (x - wide / 2, low - size_mm / 2, x + wide / 2, low + size_mm / 2)
            if _fits(parts[place], around, (x, low), window) and room.claim(box):
                written.append(write(text, x, low + size_mm * 0.35, size_mm, slanted=slanted))
                break
    return written


def write(
    text: str, x: float, y: float, size_mm: float, *, slanted: bool = False, anchor: str = "middle"
) -> str:
    """Return a text with a white seam, as SVG; `y` is its base line."""
    style = ' font-style="italic"' if slanted else ""
    head = f'<text x="{x:.2f}" y="{y:.2f}" text-anchor="{anchor}" font-size="{size_mm}"{style}'
    words = escape(text)
    line = f'fill="none" stroke="#fff" stroke-width="{size_mm / 4:.2f}" stroke-linejoin="round"'
    seam = f'{head} {line} stroke-opacity="0.8">'
    return f'{seam}{words}</text>{head} fill="#1a1a1a">{words}</text>'


def _fits(part: shapely.Polygon, room: shapely.Polygon, at: tuple[float, float], window: Frame) -> bool:
    """Tell whether a box of mm around a place of the drawing lies inside an area of the province CRS."""
    corners = window.ground(shapely.get_coordinates(room) + at)
    return bool(shapely.contains(part, shapely.Polygon(corners)))
