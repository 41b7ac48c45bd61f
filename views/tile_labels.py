"""
Write land-use codes into tiles at close zooms.

A label that crosses the edge of a tile is written into both tiles, each half where it belongs: where
a label stands follows from the polygon and from squares that all tiles share, never from the tile.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from math import floor
from typing import TYPE_CHECKING

import shapely
from PIL import ImageDraw, ImageFont

from views.offline import VENDOR_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    from views.tile_shapes import Shapes

LABEL_ZOOM = 16
FONT_FILE = VENDOR_FILES / "dejavu" / "DejaVuSans.ttf"
FONT_PX = 11
SQUARE_TILES = 2
"""Side of a square, in tiles: a large polygon has its label once in each."""

REACH_PX = 32
"""No label reaches farther beyond its middle."""

LONGEST = 8
"""Characters; a longer text is no code, and is left out."""

TEXT_RGB, HALO_RGB = (30, 30, 30, 255), (255, 255, 255, 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A text and its middle, in web map metres."""

    text: str
    x: float
    y: float


def write_labels(
    image: Image.Image,
    shapes: Shapes,
    names: NDArray[np.int32],
    codes: Sequence[str],
    bounds: tuple[float, float, float, float],
) -> None:
    """
    Write the codes of all polygons that have room for theirs.

    Parameters
    ----------
    image
        The tile.
    names
        The place of each polygon's code in `codes`.
    bounds
        West, south, east, north of the tile in web map metres.
    """
    west, south, east, north = bounds
    pixel = (east - west) / image.size[0]
    reach = REACH_PX * pixel
    draw = ImageDraw.Draw(image)
    near = (west - reach, south - reach, east + reach, north + reach)
    for part in shapes.within(*near):
        text = codes[names[part]]
        if 0 < len(text) <= LONGEST and _has_room(shapes.boxes[part], text, pixel):
            for label in labels_of(shapes.polygon(part), text, near, pixel):
                at = ((label.x - west) / pixel, (north - label.y) / pixel)
                draw.text(at, text, TEXT_RGB, font=_font(), anchor="mm", stroke_width=1, stroke_fill=HALO_RGB)


def labels_of(
    polygon: shapely.Polygon, text: str, near: tuple[float, float, float, float], pixel: float
) -> Iterator[Label]:
    """
    Yield the labels of a polygon in the squares that touch `near`.

    Parameters
    ----------
    pixel
        Side of a pixel in web map metres; the squares follow from it.
    """
    side = SQUARE_TILES * 256 * pixel
    box = shapely.intersection(shapely.box(*polygon.bounds), shapely.box(*near))
    if box.is_empty:
        return
    west, south, east, north = (floor(edge / side) for edge in box.bounds)
    half_width, half_height = _half_size(text)
    for column, row in product(range(west, east + 1), range(south, north + 1)):
        square = (column * side, row * side, (column + 1) * side, (row + 1) * side)
        whole = shapely.contains_properly(shapely.box(*square), polygon)
        pieces = polygon if whole else shapely.clip_by_rect(polygon, *square)
        piece = max(shapely.get_parts(pieces), key=shapely.area, default=shapely.Polygon())
        if piece.is_empty:
            continue
        for middle in _middles(piece, pixel):
            x, y = middle
            reach = (half_width * pixel, half_height * pixel)
            if shapely.covers(piece, shapely.box(x - reach[0], y - reach[1], x + reach[0], y + reach[1])):
                yield Label(text=text, x=x, y=y)
                break


def _middles(piece: shapely.Polygon, pixel: float) -> Iterator[tuple[float, float]]:
    """Yield where a label may stand: the centroid, else the middle of the widest place."""
    yield shapely.centroid(piece).coords[0]
    yield shapely.maximum_inscribed_circle(piece, tolerance=2 * pixel).coords[0]


def _has_room(box: NDArray[np.float64], text: str, pixel: float) -> bool:
    half_width, half_height = _half_size(text)
    return bool(box[2] - box[0] > 2 * half_width * pixel and box[3] - box[1] > 2 * half_height * pixel)


@cache
def _half_size(text: str) -> tuple[float, float]:
    """Return half the width and half the height of a label in pixels."""
    left, top, right, bottom = _font().getbbox(text, anchor="mm", stroke_width=1)
    return max(-left, right), max(-top, bottom)


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_FILE, FONT_PX)
