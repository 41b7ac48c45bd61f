"""
The office's own picture of the ground: a GeoTIFF, or an MBTiles file (SQLite) that it made itself.

Only pictures are taken from it, told by their first bytes and not by what the file says: whatever
else stood in a row would be handed to every browser of the office. No background is fetched from
anybody: borders and islands are drawn from the office's own data alone.
"""

from __future__ import annotations

import io
import math
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pydantic
from PIL import Image

from geo.crs import DISPLAY_CRS, VN2000_TO_WGS84
from layers.dated import Text
from layers.errors import ReadError
from layers.photo import tile_degrees, tile_of_photo
from layers.photo_file import ABSENT, DAMAGED, LOSSY_PX, SUFFIXES, WORLD_M, photo_of, unreadable
from layers.raster import Raster

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
"""First bytes of a picture -> its kind."""

LARGEST_TILE = 4 * 1024 * 1024
LARGEST_SIDE_PX = 2048
DEEPEST_ZOOM = 22
PYRAMID_PX = 2 * LOSSY_PX
"""
So far a pyramid carries colours, whatever this tile's own format: each level may be lossy, made of lossy
ones below it (LOSSY_PX + LOSSY_PX / 2 + ...), and resampled by a cubic kernel between.
"""


class TileError(ReadError):
    """One tile of a background cannot be shown; the others may be whole."""


class Background(pydantic.BaseModel):
    """The table `[background]` of a province."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    file: Text
    """MBTiles with pictures or a GeoTIFF, relative to the province file. Must show no restricted land."""
    crs: str = ""
    """Of a GeoTIFF that names none itself."""
    name_vi: Text
    name_en: Text
    source: str = ""
    show: bool = False


def zooms_of(path: Path, crs: str = "") -> tuple[int, int]:
    """
    Return the shallowest and the deepest zoom that a file has.

    Parameters
    ----------
    crs
        Of a GeoTIFF that names none.

    Raises
    ------
    ReadError
        If it is no such file, or empty.
    """
    if path.suffix.lower() in SUFFIXES:
        return 0, photo_of(path, crs).deepest
    found = _ask(path, "SELECT min(zoom_level), max(zoom_level) FROM tiles", ())
    if found is None or found[0] is None:
        raise ReadError(
            f"The background {path.name} holds no tile: export it again as MBTiles.",
            f"Tệp nền {path.name} không có mảnh ảnh nào: hãy xuất lại dạng MBTiles.",
        )
    return max(0, int(found[0])), min(DEEPEST_ZOOM, int(found[1]))


def raster_of(
    path: Path, zoom: int, column: int, row: int, *, crs: str = "", operation: str = VN2000_TO_WGS84
) -> Raster | None:
    """
    Return a tile; nothing where the file has none.

    Parameters
    ----------
    zoom, column, row
        As map pages count them: row 0 is the northernmost. MBTiles counts from the south.
    crs, operation
        For a GeoTIFF: where it names no coordinate system; EPSG code of the datum operation to WGS 84.

    Raises
    ------
    TileError
        If what stands there is no picture, damaged or too large.
    ReadError
        If the file cannot be read.
    """
    if not (0 <= zoom <= DEEPEST_ZOOM and 0 <= row < 2**zoom):
        return None
    if path.suffix.lower() in SUFFIXES:
        return tile_of_photo(photo_of(path, crs), zoom, column, row, operation)
    query = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"
    found = _ask(path, query, (zoom, column, 2**zoom - 1 - row))
    if found is None:
        return None
    body = found[0]
    kind = next((kind for start, kind in PICTURES.items() if _begins(body, start)), "")
    if not kind or len(body) > LARGEST_TILE:
        raise TileError(
            f"The background {path.name} holds something else than pictures: export it again as PNG or JPEG.",
            f"Tệp nền {path.name} chứa dữ liệu không phải ảnh: hãy xuất lại với mảnh ảnh PNG hoặc JPEG.",
        )
    pixels = _pixels(path, body)
    high, wide = pixels.shape[:2]
    # Web map metres are never shorter on the ground than at the equator, so this is never too short.
    pixel_m = WORLD_M / 2**zoom / min(high, wide)
    return Raster(
        pixels=pixels,
        middles=tile_degrees(zoom, column, row, width=wide, height=high),
        crs=DISPLAY_CRS,
        reach_m=pixel_m * (math.sqrt(0.5) + PYRAMID_PX),
        original=(body, kind),
    )


def _pixels(path: Path, body: bytes) -> NDArray[np.uint8]:
    """Return red, green, blue, opacity of a picture; raises a TileError if it is damaged or too large."""
    try:
        with Image.open(io.BytesIO(body), formats=("PNG", "JPEG", "WEBP")) as image:
            if max(image.size) > LARGEST_SIDE_PX:
                raise ValueError(f"{image.width} by {image.height} pixels")
            return np.array(image.convert("RGBA"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise TileError(
            f"A tile of the background {path.name} is damaged or too large: export it again as MBTiles.",
            f"Một mảnh của tệp nền {path.name} bị hỏng hoặc quá lớn: hãy xuất lại dạng MBTiles.",
        ) from error


def _begins(body: object, start: bytes) -> bool:
    return isinstance(body, bytes) and body.startswith(start)


def _ask(path: Path, query: str, values: tuple[int, ...]) -> tuple[Any, ...] | None:
    try:
        # Immutable: the file is only read, and nothing is written beside it.
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            found: tuple[Any, ...] | None = database.execute(query, values).fetchone()
    except sqlite3.Error as error:
        raise unreadable(path, *(DAMAGED if path.is_file() else ABSENT)) from error
    return found
