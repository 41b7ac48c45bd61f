"""
The surface of a search: for every cell what kinds of land it is, and so what a metre there costs.

The kinds are kept, not the costs: other weights of the same classes need no new surface, and
every cost can be told by its cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.burn import burn
from geo.errors import RanhError
from geo.pieces import Pieces
from layers.catalogue import LayerUse
from layers.corridor.reading import layer_or_error
from layers.errors import ProvinceError
from layers.extent import extent_of
from layers.routing.corners import close_corners
from layers.routing.floods import BLOCKED
from layers.routing.marks import COVER, FIRST_BIT, INSIDE, KNOWN
from layers.routing.squares import Grid
from layers.routing.weights import LEAST_COST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from geo.types import BoolArray, FloatArray, GeometryArray
    from layers.corridor.seen import Seen
    from layers.routing.land import Land
    from layers.routing.marks import Zones
    from layers.routing.weights import LandClass, SlopeClass, Weights

CELL_M = 50.0
MOST_SMALL = 1 << 16
"""So many kinds have numbers of 16 bits."""


@dataclass(frozen=True, kw_only=True)
class Surface:
    """Kinds of land on a grid."""

    grid: Grid
    kind: NDArray[np.uint16] | NDArray[np.uint32]
    """(rows, columns) position in `bits`."""
    bits: NDArray[np.uint64]
    """The classes of each kind, as bits in the order of the classes, then of the slopes."""

    @classmethod
    def of_marks(cls, marks: NDArray[np.uint64], grid: Grid) -> Surface:
        """Return the surface of the bits of each cell; as narrow as its kinds allow."""
        bits, kind = np.unique(marks, return_inverse=True)
        place = kind.reshape(grid.shape)
        if len(bits) > MOST_SMALL:
            return cls(grid=grid, kind=place.astype(np.uint32), bits=bits)
        return cls(grid=grid, kind=place.astype(np.uint16), bits=bits)

    def costs(self, classes: Sequence[LandClass | SlopeClass], factors: Factors) -> FloatArray:
        """Return what a metre costs in each cell; `BLOCKED`: no line may go, or could only slip through."""
        closed = ~self._has(INSIDE)
        for bit, one in enumerate(classes, FIRST_BIT):
            if one.treatment == "forbidden":
                closed |= self._has(np.uint64(1) << np.uint64(bit))
        costs = np.asarray(self.price_of_kinds(classes, factors)[self.kind], dtype=float)
        costs[close_corners(closed[self.kind])] = BLOCKED
        return costs

    def price_of_kinds(self, classes: Sequence[LandClass | SlopeClass], factors: Factors) -> FloatArray:
        """Return what a metre costs on each kind of land, whether a line may go there or not."""
        price = np.ones(len(self.bits))
        price += np.where(self._has(KNOWN), 0.0, factors.unknown - 1)
        price += np.where(self._has(COVER), factors.cover - 1, 0.0)
        for bit, one in enumerate(classes, FIRST_BIT):
            price += np.where(self._has(np.uint64(1) << np.uint64(bit)), factors.of_class[one.id] - 1, 0.0)
        return np.maximum(price, LEAST_COST)

    def _has(self, bit: np.uint64) -> BoolArray:
        return np.asarray((self.bits & bit) != 0, dtype=bool)


@dataclass(frozen=True, kw_only=True)
class Factors:
    """What a metre costs on each kind of land."""

    unknown: float
    cover: float
    of_class: Mapping[str, float]

    @classmethod
    def of(cls, weights: Weights) -> Factors:
        """Return the factors as the file gives them."""
        factors = {one.id: one.factor for one in weights.classes}
        factors |= {one.id: one.factor for one in weights.slopes}
        return cls(unknown=weights.unknown_factor, cover=weights.cover_factor, of_class=factors)


def outline(seen: Seen, as_of: date) -> shapely.Geometry:
    """
    Return how far the province's layers reach, as a check has it.

    Raises
    ------
    ProvinceError
        If no layer says so: nothing beyond the layers may be called free.
    """
    province, uses = seen.province, []
    for layer in province.versions(province.extent):
        data = layer_or_error(seen, layer.id)
        uses.append(LayerUse(layer=layer, data=None if isinstance(data, RanhError) else data))
    known = extent_of(uses, province, as_of)
    shapes = [shape for data in known for shape in data.zones.geometry]
    area = shapely.intersection(shapely.union_all(shapes), shapely.box(*province.bounds_m))
    if area.is_empty:
        raise ProvinceError(
            f"On {as_of} no layer {province.extent!r} that can be read says how far the province reaches: "
            "import it, before that no line can be looked for.",
            f"Ngày {as_of} không có lớp {province.extent!r} nào đọc được để biết phạm vi tỉnh: hãy nhập lớp "
            "này, chưa có thì không tìm được tuyến.",
        )
    return area


def build_surface(
    land: Land, extent: shapely.Geometry, cover: shapely.Geometry, cell_m: float = CELL_M
) -> Surface:
    """
    Burn all land onto a grid.

    Parameters
    ----------
    extent
        As `outline` returns it.
    cover
        The withheld squares: no layer is known under them, and no line is clear there.
    cell_m
        Side of a cell, metres.
    """
    grid = Grid.around(extent.bounds, cell_m)
    marks = np.zeros(grid.shape, dtype=np.uint64)
    _burn_all(np.array([extent]), (INSIDE, np.uint64(0)), grid, marks)
    _burn_all(np.array([cover]), (np.uint64(0), COVER), grid, marks)
    for zones in land.zones:
        _burn(zones, grid, marks)
    # Outside the province nothing is told apart: fewer kinds.
    marks[(marks & INSIDE) == 0] = 0
    return Surface.of_marks(marks, grid)


def _burn_all(
    shapes: GeometryArray, bits: tuple[np.uint64, np.uint64], grid: Grid, marks: NDArray[np.uint64]
) -> None:
    middle, touch = (np.full(len(shapes), bit, dtype=np.uint64) for bit in bits)
    burn(Pieces.of(shapes), middle, touch, (grid.west, grid.south), grid.cell_m, marks)


def _burn(zones: Zones, grid: Grid, marks: NDArray[np.uint64]) -> None:
    used = (zones.middle | zones.touch) != 0
    if used.any():
        pieces = Pieces.of(zones.shapes[used])
        burn(pieces, zones.middle[used], zones.touch[used], (grid.west, grid.south), grid.cell_m, marks)
