"""The office's own picture of the ground on a sheet: its map tiles, laid into the province CRS."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from geo.crs import DISPLAY_CRS, transform_where_possible
from layers.background import TileError, raster_of, zooms_of
from layers.errors import ReadError
from office.reports.frame import EDGE_MM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from layers.background import Background
    from layers.cover import Squares
    from layers.province import Province
    from office.reports.frame import Frame

PX_PER_MM = 6
"""152 points to the inch: enough for a photograph."""
TILE_PX = 256
MOST_TILES = 300
"""The largest sheet needs half of that where the file has its zoom; each takes some 20 to 100 ms."""
EQUATOR_M = 40_075_016.69


class TooFineError(ReadError):
    """A background has no picture near the scale of a sheet."""


def paint_ground(
    background: Background, province: Province, window: Frame, squares: Squares
) -> tuple[bytes, int]:
    """
    Return the picture of the ground in a window as PNG, and how many of its tiles are damaged.

    It is transparent where there is none, where a tile is damaged, and where land is withheld.

    Parameters
    ----------
    squares
        What is withheld: the picture is blank wherever anything of it went in.

    Raises
    ------
    ReadError
        If the file cannot be read.
    TooFineError
        If it has none but pictures much too fine for the scale.
    """
    wide, high = (round(side * PX_PER_MM) for side in (window.width_mm, window.height_mm))
    xy = _middles(window, wide, high)
    lon_lat = transform_where_possible(xy, province.crs, DISPLAY_CRS, province.datum_operation)
    zoom = _zoom(background, province, window, float(lon_lat[len(lon_lat) // 2, 1]))
    x = (lon_lat[:, 0] + 180) / 360 * 2**zoom
    y = (1 - np.arcsinh(np.tan(np.radians(lon_lat[:, 1]))) / np.pi) / 2 * 2**zoom
    known = np.isfinite(x + y)
    columns, rows = np.where(known, x, -1).astype(np.int64), np.where(known, y, -1).astype(np.int64)
    picture, damaged = np.zeros((wide * high, 4), dtype=np.uint8), 0
    for (column, row), here in _by_tile(columns, rows, known):
        try:
            tile = _tile(background, province, (zoom, column, row), squares)
        except TileError:
            damaged += 1
            continue
        if tile is not None:
            side = np.array(tile.shape[:2])
            at = [((part[here] % 1) * size).astype(np.int64) for part, size in zip((y, x), side, strict=True)]
            picture[here] = tile[at[0], at[1]]
    file = io.BytesIO()
    Image.fromarray(picture.reshape(high, wide, 4), "RGBA").save(file, "PNG", compress_level=3)
    return file.getvalue(), damaged


def _by_tile(
    columns: NDArray[np.int64], rows: NDArray[np.int64], known: NDArray[np.bool_]
) -> Iterator[tuple[tuple[int, int], NDArray[np.int64]]]:
    """
    Yield each tile with the pixels that lie in it, found by one sorting.

    Raises
    ------
    TooFineError
        If they are so many that a sheet would take minutes.
    """
    here = np.flatnonzero(known)
    if len(here) == 0:
        return
    here = here[np.lexsort((rows[here], columns[here]))]
    tiles = np.column_stack((columns[here], rows[here]))
    starts = np.flatnonzero((np.diff(tiles, axis=0) != 0).any(axis=1)) + 1
    if len(starts) >= MOST_TILES:
        raise TooFineError(
            "The background has no picture for so small a scale: export it again with all zoom levels.",
            "Ảnh nền không có mức thu nhỏ cho tỷ lệ này: hãy xuất lại tệp nền với đủ các mức.",
        )
    for part in np.split(here, starts):
        yield (int(columns[part[0]]), int(rows[part[0]])), part


def _middles(window: Frame, wide: int, high: int) -> NDArray[np.float64]:
    """Return the middle of each pixel in the province CRS, row by row from the north."""
    across, down = np.meshgrid(np.arange(wide) + 0.5, np.arange(high) + 0.5)
    return window.ground(np.column_stack((across.ravel(), down.ravel())) / PX_PER_MM + EDGE_MM)


def _zoom(background: Background, province: Province, window: Frame, lat: float) -> int:
    """Return the zoom whose pixels are about as large as those of the sheet."""
    shallow, deep = zooms_of(province.path(background.file), background.crs)
    metres = window.m_per_mm / PX_PER_MM / math.cos(math.radians(lat if math.isfinite(lat) else 0.0))
    return max(shallow, min(deep, round(math.log2(EQUATOR_M / TILE_PX / metres))))


def _tile(
    background: Background, province: Province, place: tuple[int, int, int], squares: Squares
) -> NDArray[np.uint8] | None:
    """Return the pixels of a tile without what is withheld: hidden before they are laid elsewhere."""
    file, operation = province.path(background.file), province.datum_operation
    found = raster_of(file, *place, crs=background.crs, operation=operation)
    return None if found is None else found.without(squares, province.crs, operation).pixels
