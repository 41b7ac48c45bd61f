"""
How steep the ground is, from a raster of heights: an ESRI ASCII grid or a GeoTIFF.

Heights are read at the middles of the cells of a search, and the slope is that between them: a
raster finer than these cells is smoothed, a coarser one interpolated. Where there is no height,
the slope is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import tifffile
from scipy import ndimage

from geo.crs import parse_crs, transform_where_possible
from layers.errors import ReadError

if TYPE_CHECKING:
    from pathlib import Path

    from geo.types import FloatArray
    from layers.province import Province
    from layers.routing.squares import Grid

MOST_CELLS = 400_000_000
PROJECTED, GEOGRAPHIC, USER_DEFINED = "ProjectedCSTypeGeoKey", "GeographicTypeGeoKey", 32767


@dataclass(frozen=True, kw_only=True)
class Heights:
    """Heights in metres above one level, NaN where there is none."""

    z: FloatArray
    """(rows, columns); row 0 is the north."""
    west: float
    """Coordinate of the middle of the first column."""
    north: float
    """Coordinate of the middle of the first row."""
    step: tuple[float, float]
    """From column to column, from row to row southwards; positive."""
    crs: str


def read_heights(path: Path, crs: str = "") -> Heights:
    """
    Return the heights of a file.

    Parameters
    ----------
    path
        `.asc` (ESRI ASCII grid) or `.tif`, `.tiff` (GeoTIFF with pixel scale and tie point, not rotated).
    crs
        Where the file names none; an ASCII grid never does.

    Raises
    ------
    ReadError
        If it is neither, damaged, too large, rotated, or holds more than one number for a place.
    CRSError
        If no coordinate system is known.
    """
    readers = {".asc": _ascii, ".tif": _tiff, ".tiff": _tiff}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _unreadable(path, "it is neither .asc nor .tif", "không phải .asc hoặc .tif")
    try:
        heights = reader(path, crs)
    except (OSError, ValueError, KeyError, IndexError, tifffile.TiffFileError) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
        raise _unreadable(path, why, why) from error
    parse_crs(heights.crs)
    return heights


def slope_percent(heights: Heights, grid: Grid, province: Province) -> FloatArray:
    """Return the slope of the ground in each cell in per cent, NaN where it is not known."""
    level = np.full(grid.shape, np.nan)
    columns = np.arange(grid.shape[1])
    for first in range(0, grid.shape[0], 256):
        rows = np.arange(first, min(first + 256, grid.shape[0]))
        cells = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)
        xy = transform_where_possible(
            grid.middles(cells), province.crs, heights.crs, province.datum_operation
        )
        at = np.vstack(
            [(heights.north - xy[:, 1]) / heights.step[1], (xy[:, 0] - heights.west) / heights.step[0]]
        )
        read = ndimage.map_coordinates(heights.z, np.nan_to_num(at, nan=-9.0), order=1, cval=np.nan)
        level[rows] = read.reshape(len(rows), -1)
    north, east = np.gradient(level, grid.cell_m)
    return np.asarray(np.hypot(north, east) * 100, dtype=float)


def _ascii(path: Path, crs: str) -> Heights:
    head: dict[str, float] = {}
    with path.open(encoding="ascii") as file:
        lines = 0
        for line in file:
            words = line.split()
            if len(words) != 2 or not words[0][0].isalpha():  # noqa: PLR2004 - a name and a number
                break
            head[words[0].lower()] = float(words[1])
            lines += 1
    _require_size(int(head["nrows"]) * int(head["ncols"]))
    z = np.loadtxt(path, skiprows=lines, ndmin=2)
    if z.shape != (head["nrows"], head["ncols"]):
        raise ValueError(f"{z.shape[0]} by {z.shape[1]} numbers, not as its head says")
    z = np.where(z == head.get("nodata_value", np.nan), np.nan, z)
    side = head["cellsize"]
    west = head["xllcenter"] if "xllcenter" in head else head["xllcorner"] + side / 2
    south = head["yllcenter"] if "yllcenter" in head else head["yllcorner"] + side / 2
    return Heights(z=z, west=west, north=south + (z.shape[0] - 1) * side, step=(side, side), crs=crs)


def _tiff(path: Path, crs: str) -> Heights:
    with tifffile.TiffFile(path) as file:
        page = file.pages.first
        _require_size(int(np.prod(page.shape)))
        told: dict[str, Any] = page.geotiff_tags or {}
        if page.ndim != 2 or "ModelTransformation" in told:  # noqa: PLR2004 - rows and columns
            raise ValueError("it is rotated, or has several numbers for a place")
        column, row, _, x, y, _ = (float(value) for value in np.ravel(told["ModelTiepoint"])[:6])
        step = float(told["ModelPixelScale"][0]), float(told["ModelPixelScale"][1])
        missing = page.tags.valueof("GDAL_NODATA")
        z = np.asarray(page.asarray(), dtype=float)
    if missing is not None:
        z[z == float(str(missing).strip("\0 "))] = np.nan
    half = 0.0 if int(told.get("GTRasterTypeGeoKey", 1)) == 2 else 0.5  # noqa: PLR2004 - pixel is point
    return Heights(
        z=z,
        west=x + (half - column) * step[0],
        north=y - (half - row) * step[1],
        step=step,
        crs=_declared(told) or crs,
    )


def _declared(told: dict[str, Any]) -> str:
    """Return the CRS that a GeoTIFF names by its code, "" where it names none."""
    codes = (told.get(PROJECTED), told.get(GEOGRAPHIC))
    return next((f"EPSG:{int(code)}" for code in codes if code and int(code) != USER_DEFINED), "")


def _require_size(cells: int) -> None:
    if not 0 < cells <= MOST_CELLS:
        raise ValueError(f"it has {cells} cells, at most {MOST_CELLS} can be read")


def _unreadable(path: Path, en: str, vi: str) -> ReadError:
    return ReadError(
        f"The heights {path.name} cannot be read: {en}.", f"Không đọc được độ cao {path.name}: {vi}."
    )
