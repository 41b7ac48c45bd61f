"""
The office's own picture of the ground as a GeoTIFF: held in memory, cut into map tiles as they are asked for.

For pictures of a district or so; a larger one is exported as MBTiles, which stay on disk.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import tifffile
from PIL import Image, UnidentifiedImageError

from geo.crs import DISPLAY_CRS, parse_crs, transform_where_possible
from geo.errors import CRSError
from layers.errors import ReadError
from layers.raster import Raster

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SUFFIXES = frozenset({".tif", ".tiff"})
MOST_PIXELS = 150_000_000
"""About 600 MB in memory."""
TILE_PX = 256
PIXEL_SCALE, TIE_POINT, SIX = 33550, 33922, 6
WORLD_M = 40_075_016.69
PROJECTED, GEOGRAPHIC, USER_DEFINED, POINT = "ProjectedCSTypeGeoKey", "GeographicTypeGeoKey", 32767, 2

MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr"})
"""Of eight bits: another one would be cut off at white without a word."""

DEGREE_M = 111_700.0
"""No degree is longer."""
LOSSY_PX = 20
"""So far a lossy picture carries colours: a block of 16 pixels and what smooths its edge."""
LOSSY = frozenset({"OJPEG", "JPEG", "WEBP", "JPEGXL", "JPEG2000"})

_guard = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A picture with its place."""

    levels: tuple[NDArray[np.uint8], ...]
    """Red, green, blue, opacity by row and column; each half as large as the one before."""
    west: float
    north: float
    """Of the outer corner of the first pixel."""
    step: tuple[float, float]
    """From column to column, from row to row southwards; positive."""
    crs: str
    spread_px: int = 0
    """So many pixels a lossy file has carried colours."""

    @property
    def deepest(self) -> int:
        """The zoom at which a pixel of a tile is about a pixel of the picture, in middle latitudes."""
        metres = self.step[0] if not parse_crs(self.crs).is_geographic else self.step[0] * 111_320
        return max(0, min(22, math.ceil(math.log2(WORLD_M / TILE_PX / metres))))


def photo_of(path: Path, crs: str) -> Photo:
    """
    Return the picture of a file, read once.

    Parameters
    ----------
    crs
        Where the file names none.

    Raises
    ------
    ReadError
        If it is no GeoTIFF, damaged, rotated, or too large.
    CRSError
        If no coordinate system is known.
    """
    try:
        found = path.stat()
        with _guard:
            return _read(path, found.st_mtime_ns, found.st_size, crs)
    except CRSError:
        raise  # it says itself what to do
    except (
        OSError,
        ValueError,
        KeyError,
        IndexError,
        tifffile.TiffFileError,
        UnidentifiedImageError,
    ) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise ReadError(
            f"The background {path.name} cannot be read ({why}): export it as MBTiles or as a GeoTIFF.",
            f"Không đọc được tệp nền {path.name} ({why}): hãy xuất lại dạng MBTiles hoặc GeoTIFF.",
        ) from error


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


@lru_cache(1)
def _read(path: Path, _changed: int, _size: int, crs: str) -> Photo:
    with tifffile.TiffFile(path) as file:
        page = file.pages.first
        told: dict[str, Any] = page.geotiff_tags or {}
        tie, scale = (page.tags.valueof(tag) for tag in (TIE_POINT, PIXEL_SCALE))
        wide, high = int(page.imagewidth), int(page.imagelength)
        lossy = getattr(page.compression, "name", "") in LOSSY
    # Before Pillow opens it, which refuses a large one in its own way.
    if wide * high > MOST_PIXELS:
        raise ValueError(f"{wide} by {high} pixels, at most {MOST_PIXELS} can be held")
    if tie is None or scale is None or len(tie) != SIX:
        raise ValueError("it has no place, or is rotated")
    column, row, _, x, y, _ = (float(value) for value in tie)
    step = float(scale[0]), float(scale[1])
    if not all(math.isfinite(side) and side > 0 for side in step):
        raise ValueError("its pixels have no size")
    half = 0.5 if int(told.get("GTRasterTypeGeoKey", 1)) == POINT else 0.0
    codes = (told.get(PROJECTED), told.get(GEOGRAPHIC))
    own = next((f"EPSG:{int(code)}" for code in codes if code and int(code) != USER_DEFINED), "")
    parse_crs(own or crs)
    with Image.open(path, formats=("TIFF",)) as image:
        if image.mode not in MODES:
            raise ValueError(f"its colours are of the kind {image.mode}, not of eight bits")
        levels = [image.convert("RGBA")]
    while min(levels[-1].size) > TILE_PX:
        levels.append(levels[-1].reduce(2))
    return Photo(
        levels=tuple(np.asarray(level) for level in levels),
        west=x - (column + half) * step[0],
        north=y + (row + half) * step[1],
        step=step,
        crs=own or crs,
        spread_px=LOSSY_PX if lossy else 0,
    )
