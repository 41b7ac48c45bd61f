"""The grid of a search: square cells in the province's coordinate system, row 0 in the south."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import BoolArray, FloatArray, IntArray

Cell = tuple[int, int]
"""Row from the south, column from the west."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Where the cells lie; `west` and `south` are multiples of the cell's side."""

    west: float
    south: float
    cell_m: float
    shape: tuple[int, int]

    @classmethod
    def around(cls, box: tuple[float, float, float, float], cell_m: float) -> Grid:
        """
        Return the grid that holds a box with a cell to spare on each side.

        Examples
        --------
        >>> Grid.around((10.0, 0.0, 90.0, 40.0), 50.0)
        Grid(west=-50.0, south=-50.0, cell_m=50.0, shape=(3, 4))
        """
        west, south = (math.floor(edge / cell_m) - 1 for edge in box[:2])
        east, north = (math.ceil(edge / cell_m) + 1 for edge in box[2:])
        return cls(
            west=west * cell_m, south=south * cell_m, cell_m=cell_m, shape=(north - south, east - west)
        )

    def coarser(self, step: int) -> Grid:
        """Return the grid whose cells are blocks of `step` by `step` of these, from the same corner."""
        rows, columns = (-(-size // step) for size in self.shape)
        return Grid(west=self.west, south=self.south, cell_m=self.cell_m * step, shape=(rows, columns))

    def cell_of(self, x: float, y: float) -> Cell | None:
        """Return the cell of a point, None outside."""
        row, column = math.floor((y - self.south) / self.cell_m), math.floor((x - self.west) / self.cell_m)
        inside = 0 <= row < self.shape[0] and 0 <= column < self.shape[1]
        return (row, column) if inside else None

    def middles(self, cells: IntArray) -> FloatArray:
        """Return easting and northing of the middles of cells (n, 2)."""
        return np.column_stack(
            [
                self.west + (cells[:, 1] + 0.5) * self.cell_m,
                self.south + (cells[:, 0] + 0.5) * self.cell_m,
            ]
        )

    def touched(self, shape: shapely.Geometry) -> IntArray:
        """Return the cells (n, 2) that a shape comes to; a shape that is empty touches none."""
        if shape.is_empty:
            return np.zeros((0, 2), dtype=np.intp)
        west, south, east, north = shape.bounds
        rows = np.arange(*self._span(south, north, self.south, self.shape[0]))
        columns = np.arange(*self._span(west, east, self.west, self.shape[1]))
        cells = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)
        shapely.prepare(shape)
        return np.asarray(cells[shapely.intersects(shape, self._boxes(cells))], dtype=np.intp)

    def clamped(self, box: tuple[float, float, float, float]) -> tuple[Cell, Cell]:
        """Return the first cell of a box, and the cell behind its last, within the grid."""
        west, south, east, north = box
        rows = self._span(south, north, self.south, self.shape[0])
        columns = self._span(west, east, self.west, self.shape[1])
        return (rows[0], columns[0]), (rows[1], columns[1])

    def area(self, mask: BoolArray) -> shapely.Geometry:
        """Return the cells of a mask as one area: runs along rows, joined."""
        padded = np.zeros((mask.shape[0], mask.shape[1] + 2), dtype=np.int8)
        padded[:, 1:-1] = mask
        edge = np.diff(padded, axis=1)
        rows, starts = np.nonzero(edge == 1)
        stops = np.nonzero(edge == -1)[1]
        side = self.cell_m
        runs = shapely.box(
            self.west + starts * side,
            self.south + rows * side,
            self.west + stops * side,
            self.south + (rows + 1) * side,
        )
        return shapely.union_all(runs)

    def _boxes(self, cells: IntArray) -> FloatArray:
        west, south = self.west + cells[:, 1] * self.cell_m, self.south + cells[:, 0] * self.cell_m
        return np.asarray(shapely.box(west, south, west + self.cell_m, south + self.cell_m))

    def _span(self, low: float, high: float, origin: float, count: int) -> tuple[int, int]:
        first = math.floor((low - origin) / self.cell_m)
        last = math.floor((high - origin) / self.cell_m)
        return max(first, 0), min(last + 1, count)
