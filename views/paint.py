"""Paint map tiles from exact polygons; `views/picture.py` decides what each pixel shows."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from views.picture import FIXED_RGB, NOTHING, Window, picture_of
from views.tile_labels import LABEL_ZOOM, write_labels
from views.tile_shapes import HALF_WORLD_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from views.picture import Sheet

TILE_PX = 256
OUTLINE_ZOOM = 13
SMOOTH_ZOOM = 12
"""From here on a tile is painted at twice its size and reduced: smoother edges."""

COLOURS_OF_PNG = 256
HATCH_PERIOD_PX = 8
"""Divides the tile's width, so that lines meet across tiles."""


def paint_tile(sheet: Sheet, zoom: int, column: int, row: int) -> bytes:
    """
    Return one tile as PNG, transparent where no polygon lies.

    Parameters
    ----------
    sheet
        The layer.
    zoom, column, row
        Tile numbers as map pages count them: row 0 is the northernmost.
    """
    window = tile_window(zoom, column, row)
    if len(sheet.shapes.within(*window.box)) == 0:
        return blank_tile()
    picture = picture_of(sheet, window)
    if not picture.any():
        return blank_tile()
    if zoom < LABEL_ZOOM:
        return _png(sheet, picture, window.factor)
    image = _reduced(sheet, picture, window.factor)
    write_labels(image, sheet.shapes, sheet.names, sheet.codes, tile_bounds(zoom, column, row))
    return _file(image)


def tile_window(zoom: int, column: int, row: int) -> Window:
    """Return what of the web map's metres a tile shows."""
    west, _, east, north = tile_bounds(zoom, column, row)
    return Window(
        west=west,
        north=north,
        px_per_m=TILE_PX / (east - west),
        size_px=TILE_PX,
        factor=2 if zoom >= SMOOTH_ZOOM else 1,
        period_px=HATCH_PERIOD_PX,
        outlined=zoom >= OUTLINE_ZOOM,
    )


def tile_bounds(zoom: int, column: int, row: int) -> tuple[float, float, float, float]:
    """
    Return west, south, east, north of a tile in web map metres.

    Examples
    --------
    >>> [round(edge) for edge in tile_bounds(1, 0, 0)]
    [-20037508, 0, 0, 20037508]
    """
    width_m = 2 * HALF_WORLD_M / 2**zoom
    west, north = column * width_m - HALF_WORLD_M, HALF_WORLD_M - row * width_m
    return west, north - width_m, west + width_m, north


@cache
def blank_tile() -> bytes:
    """Return a fully transparent tile."""
    image = Image.new("P", (TILE_PX, TILE_PX), NOTHING)
    image.putpalette(FIXED_RGB[NOTHING])
    file = io.BytesIO()
    image.save(file, "PNG", transparency=NOTHING, optimize=True)
    return file.getvalue()


def _png(sheet: Sheet, picture: NDArray[np.int16], factor: int) -> bytes:
    if factor > 1 or len(sheet.colours) > COLOURS_OF_PNG:
        return _file(_reduced(sheet, picture, factor))
    image = Image.fromarray(picture.astype(np.uint8), "P")
    image.putpalette(sheet.colours[:, :3].tobytes())
    file = io.BytesIO()
    image.save(file, "PNG", transparency=NOTHING)
    return file.getvalue()


def _reduced(sheet: Sheet, picture: NDArray[np.int16], factor: int) -> Image.Image:
    return Image.fromarray(sheet.colours[picture], "RGBA").reduce(factor)


def _file(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=3)
    return file.getvalue()
