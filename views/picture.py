"""
Decide what each pixel of a window shows of a layer of polygons, so that none is missing at any scale.

Vector tiles of a full land-use coverage drop small polygons at low zoom; a gap that is not
there in the data is worse on a map than a slow one. A pixel shows the smallest polygon that
holds its centre, in exactly the official colour; a polygon too narrow for that is drawn along
its outline, on top, and one that would not be seen at all gets the pixel of a point inside it.
Tiles on the screen and sheets of paper are painted in this one way.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from views.palette import OVERLAY
from views.tile_kernel import NOBODY, between_centres, fill, trace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from views.palette import Paint
    from views.tile_shapes import Shapes

LONG_PX = 2.0
"""A thin polygon of this length is drawn along its outline; a shorter one is a pixel."""

NOTHING, OUTLINE, HATCH = 0, 1, 2
FIRST_LOOK = 3
FIXED_RGB = ((255, 255, 255), (96, 96, 96), (110, 0, 0))
"""White for nothing: where it is blended away at an edge, no dark seam appears."""

OUTLINE_RGB, HATCH_RGB = FIXED_RGB[OUTLINE], FIXED_RGB[HATCH]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A square that is painted, in the metres of the polygons."""

    west: float
    north: float
    px_per_m: float
    """Pixels of the finished picture for a metre."""
    size_px: int
    factor: int = 1
    """How many times as large as the finished picture it is painted."""
    period_px: int = 8
    """From one line of a hatch to the next."""
    outlined: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north, with a pixel more on each side."""
        pixel, side = 1 / self.px_per_m, self.size_px / self.px_per_m
        west, north = self.west - pixel, self.north + pixel
        return west, north - side - 2 * pixel, west + side + 2 * pixel, north


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
    """Which polygon each pixel of a window shows."""

    filled: NDArray[np.int32]
    """By pixel centre, at the size that is painted, with one pixel more on each side."""
    marked: NDArray[np.int32]
    """Polygons that would be lost, by pixel of the finished picture; on top of `filled`."""

    @property
    def factor(self) -> int:
        """How many times as large as the finished picture it is painted."""
        return (len(self.filled) - 2) // len(self.marked)

    @property
    def parts(self) -> NDArray[np.int32]:
        """The polygon of each painted pixel, -1 where there is none."""
        marked = _enlarged(self.marked, self.factor)
        return np.where(marked != NOBODY, marked, self.filled[1:-1, 1:-1])


def make_sheet(shapes: Shapes, codes: Sequence[str], paints: Mapping[str, Paint], unknown: Paint) -> Sheet:
    """
    Return a sheet for `picture_of`.

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


def picture_of(sheet: Sheet, window: Window) -> NDArray[np.int16]:
    """Return the look of each painted pixel of a window: fill, hatch, outlines; `NOTHING` where none is."""
    near = sheet.shapes.within(*window.box)
    size = window.size_px * window.factor
    if len(near) == 0:
        return np.full((size, size), NOTHING, dtype=np.int16)
    over = sheet.over[near]
    picture = _ground(sheet, shown_in(sheet.shapes, near[~over], window), window)
    if over.any():
        _lay_over(sheet, shown_in(sheet.shapes, near[over], window), window, picture)
    return picture


def shown_in(shapes: Shapes, near: NDArray[np.int64], window: Window) -> Shown:
    """
    Return which of some polygons each pixel of a window shows.

    Parameters
    ----------
    near
        The polygons whose box touches the window or the pixel around it, the lowest first.
    """
    west, north, rough, size = window.west, window.north, window.px_per_m, window.size_px
    factor = window.factor
    fine = rough * factor
    flat = (shapes.xy, shapes.rings, shapes.parts)
    filled = fill(*flat, shapes.boxes, near, west - 1 / fine, north + 1 / fine, fine, size * factor + 2)
    box = shapes.boxes[near]
    length = np.maximum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1])
    line = (shapes.widths_m[near] * rough < 1) & (length * rough >= LONG_PX)
    marked = trace(*flat, near[line], west, north, rough, size)
    inner = filled[1:-1, 1:-1]
    held = _flags(inner, len(shapes))[near]
    kept = _flags(inner[_enlarged(marked, factor) == NOBODY], len(shapes))[near]
    pixel = np.floor((shapes.anchors[near] - (west, north)) * (rough, -rough)).astype(np.int64)
    here = ((pixel >= 0) & (pixel < size)).all(axis=1)
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


def _ground(sheet: Sheet, shown: Shown, window: Window) -> NDArray[np.int16]:
    """Return the look of each painted pixel: fill, hatch, outlines, and what is marked on top."""
    inner = shown.filled[1:-1, 1:-1]
    picture = np.where(inner == NOBODY, NOTHING, sheet.looks[inner])
    for look, kind in sheet.hatches.items():
        own = picture == look
        if own.any():
            picture[own & _lines(kind, len(picture), window.period_px * window.factor)] = HATCH
    if window.outlined:
        picture[_edges(shown.filled)] = OUTLINE
    marked = _enlarged(shown.marked, shown.factor)
    return np.where(marked == NOBODY, picture, sheet.looks[marked])


def _lay_over(sheet: Sheet, shown: Shown, window: Window, picture: NDArray[np.int16]) -> None:
    """Draw lines and outline of what lies over other land into a picture."""
    inner = shown.filled[1:-1, 1:-1]
    lined = _lines(OVERLAY, len(picture), window.period_px * window.factor) | _edges(shown.filled)
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


@lru_cache(16)
def _lines(kind: str, size: int, period: int) -> NDArray[np.bool_]:
    thickness = max(1, period // 4)
    across, down = np.meshgrid(np.arange(size), np.arange(size))
    if kind == OVERLAY:
        return np.asarray((across - down) % (2 * period) < thickness)
    lines = (across + down) % period < thickness
    if kind == "cross":
        lines |= (across - down) % period < thickness
    return lines
