"""
Paint map tiles from exact polygons, so that no polygon is missing at any zoom.

Vector tiles of a full land-use coverage drop small polygons at low zoom; a gap that is not
there in the data is worse on this map than a slow tile. A tile is painted as an image of
numbers, one per land-use code, so that a pixel has exactly the official colour, and a
hatch falls only on pixels of its own code.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely
from PIL import Image, ImageChops, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from views.palette import Paint

Geometries = TypeVar("Geometries")

EARTH_RADIUS_M = 6_378_137.0
HALF_WORLD_M = np.pi * EARTH_RADIUS_M
"""Half the width of the square world of web map tiles (EPSG:3857)."""

TILE_PX = 256
OUTLINE_ZOOM = 13
SMOOTH_ZOOM = 12
"""From here on a tile is painted at twice its size and reduced: smoother edges."""

NOTHING, OUTLINE, HATCH = 0, 1, 2
FIRST_CODE = 3
OUTLINE_RGB = (96, 96, 96)
HATCH_RGB = (110, 0, 0)
HATCH_PERIOD_PX = 8
"""Divides the tile's width, so that lines meet across tiles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The polygons of one layer, made ready for painting."""

    parts: NDArray[np.object_]
    """Single polygons in web map metres, largest first, so that small ones end on top."""

    numbers: NDArray[np.int64]
    """The image number of each part."""

    owners: NDArray[np.int64]
    """The row of the layer that each part belongs to."""

    tree: shapely.STRtree
    palette: list[int]
    """Red, green, blue of each image number, one after another."""

    hatches: dict[int, str]
    """Image number -> kind of hatch."""


def make_sheet(zones: gpd.GeoDataFrame, paints: Mapping[str, Paint], unknown: Paint) -> Sheet:
    """
    Return a sheet for `paint_tile`.

    Parameters
    ----------
    zones
        Polygons in WGS 84 longitude, latitude with a column `code`.
    paints
        Colour and hatch of each land-use code.
    unknown
        What a code that `paints` does not know looks like.
    """
    codes = list(dict.fromkeys(zones["code"]))
    looks = [paints.get(code, unknown) for code in codes]
    number_of = {code: FIRST_CODE + place for place, code in enumerate(codes)}
    parts, owner = shapely.get_parts(web_metres(zones.geometry.to_numpy()), return_index=True)
    polygons = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & ~shapely.is_empty(parts)
    parts, owner = parts[polygons], owner[polygons]
    order = np.argsort(-shapely.area(parts), kind="stable")
    parts, owner = parts[order], owner[order]
    return Sheet(
        parts=parts,
        numbers=zones["code"].map(number_of).to_numpy(dtype=np.int64)[owner],
        owners=owner,
        tree=shapely.STRtree(parts),
        palette=_palette([look.rgb for look in looks]),
        hatches={FIRST_CODE + place: look.hatch for place, look in enumerate(looks) if look.hatch},
    )


def web_metres(geometries: Geometries) -> Geometries:
    """Return one or many geometries, given in longitude, latitude, in the metres of web map tiles."""

    def project(lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
        lon, lat = np.radians(lon_lat).T
        return EARTH_RADIUS_M * np.column_stack((lon, np.arcsinh(np.tan(lat))))

    return shapely.transform(geometries, project)


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
    width_m = 2 * HALF_WORLD_M / 2**zoom
    west, north = column * width_m - HALF_WORLD_M, HALF_WORLD_M - row * width_m
    found = np.sort(sheet.tree.query(shapely.box(west, north - width_m, west + width_m, north)))
    if len(found) == 0:
        return blank_tile()
    factor = 2 if zoom >= SMOOTH_ZOOM else 1
    size = TILE_PX * factor
    scale = size / width_m
    rings = [_pixel_rings(part, west, north, scale) for part in sheet.parts[found]]
    image = Image.new("P", (size, size), NOTHING)
    image.putpalette(sheet.palette)
    for part_rings, number in zip(rings, sheet.numbers[found].tolist(), strict=True):
        _fill(image, part_rings, number)
    for number, kind in sheet.hatches.items():
        _hatch(image, number, kind)
    if zoom >= OUTLINE_ZOOM:
        draw = ImageDraw.Draw(image)
        for ring in (ring for part_rings in rings for ring in part_rings):
            draw.line(ring, fill=OUTLINE, width=factor)
    return _png(image, factor)


@cache
def blank_tile() -> bytes:
    """Return a fully transparent tile."""
    return _png(Image.new("P", (TILE_PX, TILE_PX), NOTHING), 1)


def _palette(colours: Sequence[tuple[int, int, int]]) -> list[int]:
    # White for "nothing": where it is blended away at an edge, no dark seam appears.
    fixed = [(255, 255, 255), OUTLINE_RGB, HATCH_RGB]
    return [channel for colour in (*fixed, *colours) for channel in colour]


def _pixel_rings(part: shapely.Polygon, west: float, north: float, scale: float) -> list[list[float]]:
    rings = [part.exterior, *part.interiors]
    corner, stretch = np.array([west, north]), np.array([scale, -scale])
    return [((shapely.get_coordinates(ring) - corner) * stretch).ravel().tolist() for ring in rings]


def _fill(image: Image.Image, rings: list[list[float]], number: int) -> None:
    if len(rings) == 1:
        ImageDraw.Draw(image).polygon(rings[0], fill=number)
        return
    mask = Image.new("1", image.size, 0)
    draw = ImageDraw.Draw(mask)
    draw.polygon(rings[0], fill=1)
    for hole in rings[1:]:
        draw.polygon(hole, fill=0)
    image.paste(number, (0, 0), mask)


def _hatch(image: Image.Image, number: int, kind: str) -> None:
    own = image.point([255 if value == number else 0 for value in range(256)], "L")
    image.paste(HATCH, (0, 0), ImageChops.multiply(own, _lines(kind, image.size[0])))


@cache
def _lines(kind: str, size: int) -> Image.Image:
    period = HATCH_PERIOD_PX * size // TILE_PX
    thickness = max(1, period // 4)
    across, down = np.meshgrid(np.arange(size), np.arange(size))
    lines = (across + down) % period < thickness
    if kind == "cross":
        lines |= (across - down) % period < thickness
    return Image.fromarray(np.where(lines, 255, 0).astype(np.uint8), "L")


def _png(image: Image.Image, factor: int) -> bytes:
    file = io.BytesIO()
    if factor == 1:
        image.save(file, "PNG", transparency=NOTHING)
    else:
        image.info["transparency"] = NOTHING
        image.convert("RGBA").reduce(factor).save(file, "PNG", compress_level=3)
    return file.getvalue()
