"""
Paint map tiles from exact polygons, so that no polygon is missing at any zoom.

Vector tiles of a full land-use coverage drop small polygons at low zoom; a gap that is not
there in the data is worse on this map than a slow tile. A pixel shows the smallest polygon that
holds its centre, in exactly the official colour; a polygon too narrow for that is drawn along
its outline, on top, and one that would not be seen at all gets the pixel of a point inside it.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from views.palette import OVERLAY
from views.tile_kernel import NOBODY, between_centres, fill, trace
from views.tile_labels import LABEL_ZOOM, write_labels
from views.tile_shapes import HALF_WORLD_M

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from views.palette import Paint
    from views.tile_shapes import Shapes

TILE_PX = 256
OUTLINE_ZOOM = 13
SMOOTH_ZOOM = 12
"""From here on a tile is painted at twice its size and reduced: smoother edges."""

LONG_PX = 2.0
"""A thin polygon of this length is drawn along its outline; a shorter one is a pixel."""

NOTHING, OUTLINE, HATCH = 0, 1, 2
FIRST_LOOK = 3
COLOURS_OF_PNG = 256
FIXED_RGB = ((255, 255, 255), (96, 96, 96), (110, 0, 0))
"""White for nothing: where it is blended away at an edge, no dark seam appears."""

OUTLINE_RGB, HATCH_RGB = FIXED_RGB[OUTLINE], FIXED_RGB[HATCH]
HATCH_PERIOD_PX = 8
"""Divides the tile's width, so that lines meet across tiles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The polygons of one layer, with how each looks."""

    shapes: Shapes
    looks: NDArray[np.int16]
    """The number of each polygon's look."""
    over: NDArray[np.bool_]
    """Whether a polygon lies over others and hides none."""
    names: NDArray[np.int32]
    """The place of each polygon's code in `codes`."""
    codes: tuple[str, ...]
    colours: NDArray[np.uint8]
    """Red, green, blue, opacity of each look, (n, 4)."""
    hatches: dict[int, str]
    """Number of a look -> kind of hatch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Which polygon each pixel of a tile shows."""

    filled: NDArray[np.int32]
    """By pixel centre, at the size that is painted, with one pixel more on each side."""
    marked: NDArray[np.int32]
    """Polygons that would be lost, by pixel of the finished tile; on top of `filled`."""

    @property
    def factor(self) -> int:
        """How many times as large as the finished tile it is painted."""
        return (len(self.filled) - 2) // TILE_PX

    @property
    def parts(self) -> NDArray[np.int32]:
        """The polygon of each painted pixel, -1 where there is none."""
        marked = _enlarged(self.marked, self.factor)
        return np.where(marked != NOBODY, marked, self.filled[1:-1, 1:-1])


def make_sheet(shapes: Shapes, codes: Sequence[str], paints: Mapping[str, Paint], unknown: Paint) -> Sheet:
    """
    Return a sheet for `paint_tile`.

    Parameters
    ----------
    codes
        The land-use code of each row of the layer.
    paints
        Colour and hatch of each land-use code.
    unknown
        What a code that `paints` does not know looks like.
    """
    own = np.asarray(codes, dtype=object)[shapes.owners]
    known = tuple(dict.fromkeys(own.tolist()))
    place = {code: number for number, code in enumerate(known)}
    looked = [paints.get(code, unknown) for code in known]
    looks = list(dict.fromkeys(looked))
    names = np.fromiter((place[code] for code in own), dtype=np.int32, count=len(own))
    number = np.array([FIRST_LOOK + looks.index(look) for look in looked], dtype=np.int16)
    over = np.array([look.hatch == OVERLAY for look in looked], dtype=np.bool_)
    opaque = [(*rgb, 0 if place == NOTHING else 255) for place, rgb in enumerate(FIXED_RGB)]
    return Sheet(
        shapes=shapes,
        looks=number[names],
        over=over[names],
        names=names,
        codes=known,
        colours=np.array([*opaque, *((*look.rgb, 255) for look in looks)], dtype=np.uint8),
        hatches={FIRST_LOOK + place: look.hatch for place, look in enumerate(looks) if look.hatch},
    )


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
    near = sheet.shapes.within(*_grown(*tile_bounds(zoom, column, row)))
    if len(near) == 0:
        return blank_tile()
    over = sheet.over[near]
    shown = shown_parts(sheet.shapes, near[~over], zoom, column, row)
    picture = _ground(sheet, shown, outlined=zoom >= OUTLINE_ZOOM)
    if over.any():
        _lay_over(sheet, shown_parts(sheet.shapes, near[over], zoom, column, row), picture)
    if not picture.any():
        return blank_tile()
    if zoom < LABEL_ZOOM:
        return _png(sheet, picture, shown.factor)
    image = _reduced(sheet, picture, shown.factor)
    write_labels(image, sheet.shapes, sheet.names, sheet.codes, tile_bounds(zoom, column, row))
    return _file(image)


def shown_parts(shapes: Shapes, near: NDArray[np.int64], zoom: int, column: int, row: int) -> Shown:
    """
    Return which of some polygons each pixel of a tile shows.

    Parameters
    ----------
    near
        The polygons whose box touches the tile or the pixel around it, the lowest first.
    zoom, column, row
        Tile numbers.
    """
    west, _, east, north = tile_bounds(zoom, column, row)
    factor = 2 if zoom >= SMOOTH_ZOOM else 1
    rough = TILE_PX / (east - west)
    fine, size = rough * factor, TILE_PX * factor
    flat = (shapes.xy, shapes.rings, shapes.parts)
    filled = fill(*flat, shapes.boxes, near, west - 1 / fine, north + 1 / fine, fine, size + 2)
    box = shapes.boxes[near]
    length = np.maximum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1])
    line = (shapes.widths_m[near] * rough < 1) & (length * rough >= LONG_PX)
    marked = trace(*flat, near[line], west, north, rough, TILE_PX)
    inner = filled[1:-1, 1:-1]
    held = _flags(inner, len(shapes))[near]
    kept = _flags(inner[_enlarged(marked, factor) == NOBODY], len(shapes))[near]
    pixel = np.floor((shapes.anchors[near] - (west, north)) * (rough, -rough)).astype(np.int64)
    here = ((pixel >= 0) & (pixel < TILE_PX)).all(axis=1)
    lost = here & ~line & ~kept
    elsewhere = lost & ~held
    lost[elsewhere] = between_centres(*flat, shapes.boxes, near[elsewhere], west, north, fine)
    across, down = pixel[lost].T
    # Of several at one pixel the last one stays: the smallest.
    marked[down, across] = near[lost]
    return Shown(filled=filled, marked=marked)


def _flags(parts: NDArray[np.int32], count: int) -> NDArray[np.bool_]:
    """Return which polygons there are among pixels."""
    flags = np.zeros(count + 1, dtype=np.bool_)
    flags[parts] = True  # nobody, -1, is the one more
    return flags


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


def _grown(west: float, south: float, east: float, north: float) -> tuple[float, float, float, float]:
    pixel = (east - west) / TILE_PX
    return west - pixel, south - pixel, east + pixel, north + pixel


@cache
def blank_tile() -> bytes:
    """Return a fully transparent tile."""
    image = Image.new("P", (TILE_PX, TILE_PX), NOTHING)
    image.putpalette(FIXED_RGB[NOTHING])
    file = io.BytesIO()
    image.save(file, "PNG", transparency=NOTHING, optimize=True)
    return file.getvalue()


def _ground(sheet: Sheet, shown: Shown, *, outlined: bool) -> NDArray[np.int16]:
    """Return the look of each painted pixel: fill, hatch, outlines, and what is marked on top."""
    inner = shown.filled[1:-1, 1:-1]
    picture = np.where(inner == NOBODY, NOTHING, sheet.looks[inner])
    for look, kind in sheet.hatches.items():
        own = picture == look
        if own.any():
            picture[own & _lines(kind, len(picture))] = HATCH
    if outlined:
        picture[_edges(shown.filled)] = OUTLINE
    marked = _enlarged(shown.marked, shown.factor)
    return np.where(marked == NOBODY, picture, sheet.looks[marked])


def _lay_over(sheet: Sheet, shown: Shown, picture: NDArray[np.int16]) -> None:
    """Draw lines and outline of what lies over other land into a picture."""
    inner = shown.filled[1:-1, 1:-1]
    lined = _lines(OVERLAY, len(picture)) | _edges(shown.filled)
    drawn = np.where((inner != NOBODY) & lined, inner, NOBODY)
    marked = _enlarged(shown.marked, shown.factor)
    drawn = np.where(marked == NOBODY, drawn, marked)
    some = drawn != NOBODY
    picture[some] = sheet.looks[drawn[some]]


def _edges(filled: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return the pixels beside which another polygon lies, without the outermost ones."""
    inner = filled[1:-1, 1:-1]
    beside = (filled[1:-1, :-2], filled[1:-1, 2:], filled[:-2, 1:-1], filled[2:, 1:-1])
    return np.logical_or.reduce([inner != other for other in beside])


def _enlarged(marked: NDArray[np.int32], factor: int) -> NDArray[np.int32]:
    return marked.repeat(factor, axis=0).repeat(factor, axis=1)


@cache
def _lines(kind: str, size: int) -> NDArray[np.bool_]:
    period = HATCH_PERIOD_PX * size // TILE_PX
    thickness = max(1, period // 4)
    across, down = np.meshgrid(np.arange(size), np.arange(size))
    if kind == OVERLAY:
        return np.asarray((across - down) % (2 * period) < thickness)
    lines = (across + down) % period < thickness
    if kind == "cross":
        lines |= (across - down) % period < thickness
    return lines


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
