"""Points that a person names: coordinates of the province, degrees, or a commune."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from scipy import ndimage

from geo.crs import DISPLAY_CRS, FARTHEST_DEG, transform_xy
from geo.errors import RanhError
from layers.catalogue import LayerUse
from layers.routing.errors import PointError
from layers.routing.line import Ends
from layers.units import FAMILIES, named_units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from geo.types import FloatArray, IntArray
    from layers.corridor.seen import Seen
    from layers.routing.fence import Fence
    from layers.routing.squares import Cell, Grid

    Ranks = NDArray[np.int8]

STEPS = 6
"""A point beside forbidden land is joined to a free cell at most so many cells away."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A point as it was named."""

    text: str
    """What to call it: the person's words, or the commune's name."""
    x: float
    y: float
    shape: shapely.Geometry | None = None
    """The commune, where one was named: any free cell in it will do."""


def find_place(text: str, seen: Seen, as_of: date) -> Place:
    """
    Return the point that a text names.

    Parameters
    ----------
    text
        "E,N" in the province's CRS, "longitude,latitude" in degrees (WGS 84), or the code or name
        of a commune in force or of a former district; "x;y" is read as well.

    Raises
    ------
    PointError
        If it is none of these.
    """
    pair = _pair(text)
    if pair is None:
        return _unit_place(text, seen, as_of)
    x, y = pair
    if abs(x) <= FARTHEST_DEG[0] and abs(y) <= FARTHEST_DEG[1]:
        province = seen.province
        try:
            xy = transform_xy(np.array([[x, y]]), DISPLAY_CRS, province.crs, province.datum_operation)
        except RanhError as error:
            raise PointError(error.en, error.vi) from error
        x, y = (float(value) for value in xy[0])
    return Place(text=text.strip(), x=x, y=y)


def _pair(text: str) -> tuple[float, float] | None:
    """
    Read two numbers.

    Examples
    --------
    >>> _pair("547012.17, 2477623.98"), _pair("Pa Ủ"), _pair("1,2,3")
    ((547012.17, 2477623.98), None, None)
    """
    parts = text.replace(";", ",").split(",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    fits = len(numbers) == 2 and all(math.isfinite(number) for number in numbers)  # noqa: PLR2004 - a pair
    return (numbers[0], numbers[1]) if fits else None


def _unit_place(text: str, seen: Seen, as_of: date) -> Place:
    families = {family for kind in FAMILIES.values() for family in kind}
    layers = [layer for layer in seen.province.layers if layer.family in families]
    uses = [LayerUse(layer=layer, data=seen.layer(layer.id)) for layer in layers]
    for kind in ("commune", "district"):
        named = named_units(text, kind, uses, as_of)
        if len(named) > 1:
            listed = ", ".join(f"{unit.name} ({unit.code})" for unit in named)
            raise PointError(
                f"{text!r} is the name of {len(named)} units: give the code of one of {listed}.",
                f"{text!r} là tên của {len(named)} đơn vị: hãy dùng mã của một trong {listed}.",
            )
        for unit in named:
            middle = unit.shape.representative_point()
            return Place(text=unit.name, x=middle.x, y=middle.y, shape=unit.shape)
    raise PointError(
        f"{text!r} is no place here: give E,N or longitude,latitude or a commune.",
        f"{text!r} không phải vị trí: hãy nhập E,N hoặc kinh độ,vĩ độ hoặc tên xã, phường.",
    )


def placed(places: Sequence[Place], costs: FloatArray, fence: Fence, grid: Grid) -> Ends:
    """
    Return the points with the free cells that a line starts from, passes or ends in.

    Raises
    ------
    PointError
        If a point lies outside the province, in forbidden land, or too close to it.
    """
    points, cells = [], []
    rank = _ranked(costs)
    for place in places:
        point, cell = _placed(place, rank, fence, grid)
        points.append(point)
        cells.append(cell)
    return Ends(points=np.array(points), cells=tuple(cells))


def _ranked(costs: FloatArray) -> Ranks:
    """Return 2 for the cells of the largest land that holds together, 1 for other free cells, else 0."""
    land, _ = ndimage.label(costs >= 0, structure=np.ones((3, 3), dtype=int))
    cells = np.bincount(land.ravel())
    cells[0] = 0
    rank = np.minimum(np.arange(len(cells), dtype=np.int8), 1)
    if len(cells) > 1:
        rank[cells.argmax()] = 2
    return np.asarray(rank[land])


def _placed(place: Place, rank: Ranks, fence: Fence, grid: Grid) -> tuple[tuple[float, float], Cell]:
    here = grid.cell_of(place.x, place.y)
    if here is None or not fence.inner.covers(shapely.Point(place.x, place.y)):
        raise PointError(
            f"{place.text} lies outside the province: nothing is known there.",
            f"{place.text} nằm ngoài địa bàn tỉnh: không có dữ liệu ở đó.",
        )
    if place.shape is not None:
        return _within(place, place.shape, rank, grid)
    if fence.touches_point(place.x, place.y):
        raise PointError(
            f"{place.text} lies in land where no line may go: choose another point.",
            f"{place.text} nằm trong đất không được đi qua: hãy chọn điểm khác.",
        )
    reach = STEPS * grid.cell_m
    for cell in _nearest(place, rank, grid, shapely.Point(place.x, place.y).buffer(reach).bounds):
        middle = grid.middles(np.array([cell]))[0]
        step = shapely.LineString([(place.x, place.y), middle])
        if fence.touched(step).is_empty:
            return (place.x, place.y), cell
    raise PointError(
        f"{place.text} is shut in by land where no line may go: choose a point at least "
        f"{grid.cell_m:g} m away from it.",
        f"{place.text} bị đất không được đi qua bao quanh: hãy chọn điểm cách xa ít nhất {grid.cell_m:g} m.",
    )


def _within(
    place: Place, shape: shapely.Geometry, rank: Ranks, grid: Grid
) -> tuple[tuple[float, float], Cell]:
    """Return the middle of the free cell of a commune that is nearest to the commune's middle."""
    for cell in _nearest(place, rank, grid, shape.bounds):
        x, y = grid.middles(np.array([cell]))[0].tolist()
        if shape.covers(shapely.Point(x, y)):
            return (x, y), cell
    raise PointError(
        f"{place.text} has no land where a line may start: choose another place.",
        f"{place.text} không có chỗ nào để bắt đầu tuyến: hãy chọn nơi khác.",
    )


def _nearest(place: Place, rank: Ranks, grid: Grid, box: tuple[float, float, float, float]) -> Iterator[Cell]:
    """Give the free cells of a box, those that are not shut in first, of these the nearest to the point."""
    low, high = grid.clamped(box)
    part = rank[low[0] : high[0], low[1] : high[1]]
    cells: IntArray = np.argwhere(part > 0) + np.array(low)
    away = np.hypot(*(grid.middles(cells) - (place.x, place.y)).T)
    for row, column in cells[np.lexsort((away, -rank[cells[:, 0], cells[:, 1]]))]:
        yield int(row), int(column)
