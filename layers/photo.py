"""
The office's own picture of the ground as a GeoTIFF, cut into map tiles as they are asked for.

For pictures of a district or so; a larger one is exported as MBTiles, which stay on disk.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from geo.crs import DISPLAY_CRS, parse_crs, transform_where_possible
from layers.photo_file import TILE_PX
from layers.raster import Raster

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from layers.photo_file import Photo

DEGREE_M = 111_700.0
"""No degree is longer."""


def tile_of_photo(photo: Photo, zoom: int, column: int, row: int, operation: str) -> Raster | None:
    """
    Return a tile of the web map; nothing where the picture does not reach.

    Parameters
    ----------
    zoom, column, row
        As map pages count them: row 0 is the northernmost.
    operation
        EPSG code of the datum operation to WGS 84.
    """
    lon_lat = tile_degrees(zoom, column, row)
    x, y = transform_where_possible(lon_lat, DISPLAY_CRS, photo.crs, operation).T
    places = (photo.north - y) / photo.step[1], (x - photo.west) / photo.step[0]
    height, width = photo.levels[0].shape[:2]
    seen = (places[0] >= 0) & (places[0] < height) & (places[1] >= 0) & (places[1] < width)
    if not seen.any():
        return None
    level = _level(photo, places, seen)
    picture, size = photo.levels[level], 2**level
    down, across = (
        np.minimum((place[seen] / size).astype(np.int64), picture.shape[axis] - 1)
        for axis, place in enumerate(places)
    )
    tile = np.zeros((TILE_PX * TILE_PX, 4), dtype=np.uint8)
    tile[seen] = picture[down, across]
    middles = np.full((len(tile), 2), np.nan)
    middles[seen, 0] = photo.west + (across + 0.5) * size * photo.step[0]
    middles[seen, 1] = photo.north - (down + 0.5) * size * photo.step[1]
    return Raster(
        pixels=tile.reshape(TILE_PX, TILE_PX, 4),
        middles=middles,
        crs=photo.crs,
        reach_m=_reach_m(photo, size),
    )


def _reach_m(photo: Photo, size: int) -> float:
    """Return half the diagonal of `size` by `size` pixels of a picture, with what a lossy one adds."""
    metre = DEGREE_M if parse_crs(photo.crs).is_geographic else 1.0
    return math.hypot(*photo.step) * metre * (size / 2 + photo.spread_px)


def tile_degrees(
    zoom: int, column: int, row: int, *, width: int = TILE_PX, height: int = TILE_PX
) -> NDArray[np.float64]:
    """
    Return longitude, latitude of the middle of each pixel of a map tile, row by row from the north.

    Examples
    --------
    >>> tile_degrees(0, 0, 0, width=2, height=1).tolist()
    [[-90.0, 0.0], [90.0, 0.0]]
    """
    across = (column + (np.arange(width) + 0.5) / width) / 2**zoom
    down = (row + (np.arange(height) + 0.5) / height) / 2**zoom
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * down))))
    return np.column_stack((np.tile(across * 360 - 180, height), np.repeat(lat, width)))


def _level(
    photo: Photo, places: tuple[NDArray[np.float64], NDArray[np.float64]], seen: NDArray[np.bool_]
) -> int:
    """Return the level whose pixels are about as large as those of the tile."""
    columns = places[1].reshape(TILE_PX, TILE_PX)
    steps = np.abs(np.diff(columns, axis=1))[seen.reshape(TILE_PX, TILE_PX)[:, 1:]]
    step = float(np.nanmedian(steps)) if len(steps) else 1.0
    return max(0, min(len(photo.levels) - 1, round(math.log2(max(step, 1.0)))))
