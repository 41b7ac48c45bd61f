"""A GeoTIFF of the office read into memory, with its place, or a sentence about why it cannot be."""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import tifffile
from PIL import Image, UnidentifiedImageError

from geo.crs import parse_crs
from geo.errors import CRSError
from layers.errors import ReadError

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

LOSSY_PX = 20
"""So far a lossy picture carries colours: a block of 16 pixels and what smooths its edge."""
LOSSY = frozenset({"OJPEG", "JPEG", "WEBP", "JPEGXL", "JPEG2000"})

ABSENT = ("it is not there, or may not be opened", "tệp không có hoặc không được phép mở")
DAMAGED = ("it is damaged, or of another kind", "tệp bị hỏng hoặc thuộc định dạng khác")
"""Why a file cannot be read, in English and Vietnamese: parsers speak English alone."""

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
    except (CRSError, ReadError):
        raise  # it says itself what to do
    except (FileNotFoundError, PermissionError) as error:
        raise unreadable(path, *ABSENT) from error
    except (
        OSError,
        ValueError,
        KeyError,
        IndexError,
        tifffile.TiffFileError,
        UnidentifiedImageError,
    ) as error:
        raise unreadable(path, *DAMAGED) from error


def unreadable(path: Path, en: str, vi: str) -> ReadError:
    """Return the error about a background: why in English and Vietnamese, and what to do."""
    return ReadError(
        f"The background {path.name} cannot be read ({en}): export it as MBTiles or as a GeoTIFF.",
        f"Không đọc được tệp nền {path.name} ({vi}): hãy xuất lại dạng MBTiles hoặc GeoTIFF.",
    )


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
        raise unreadable(
            path,
            f"{wide} by {high} pixels, at most {MOST_PIXELS} can be held",
            f"ảnh {wide} x {high} điểm, chỉ mở được tối đa {MOST_PIXELS} điểm",
        )
    if tie is None or scale is None or len(tie) != SIX:
        raise unreadable(path, "it has no place, or is rotated", "ảnh không có toạ độ hoặc bị xoay")
    column, row, _, x, y, _ = (float(value) for value in tie)
    step = float(scale[0]), float(scale[1])
    if not all(math.isfinite(side) and side > 0 for side in step):
        raise unreadable(path, "its pixels have no size", "điểm ảnh không có kích thước")
    half = 0.5 if int(told.get("GTRasterTypeGeoKey", 1)) == POINT else 0.0
    codes = (told.get(PROJECTED), told.get(GEOGRAPHIC))
    own = next((f"EPSG:{int(code)}" for code in codes if code and int(code) != USER_DEFINED), "")
    parse_crs(own or crs)
    with Image.open(path, formats=("TIFF",)) as image:
        if image.mode not in MODES:
            raise unreadable(
                path,
                f"its colours are of the kind {image.mode}, not of eight bits",
                f"màu thuộc kiểu {image.mode}, không phải 8 bit",
            )
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
