"""
The cheapest way over a surface: scikit-image's minimum cost path, in metres of easy land.

A step costs the mean of its two cells times its length, so that the cost through a cell is the
cost from the start to it plus that from the goal to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from skimage.graph import MCP_Geometric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import BoolArray, FloatArray, IntArray
    from layers.routing.squares import Cell


@dataclass(frozen=True, kw_only=True)
class Way:
    """A chain of neighbouring cells."""

    cells: IntArray
    """(n, 2) row and column, from the start to the goal."""
    cost_m: float
    """What it costs on the surface it was found on."""


class Solver:
    """
    Searches over one surface.

    The solver is laid out for the part of the surface that is not blocked, because every cell costs
    time, and for as many searches as there are, because laying out costs half as much as a search.

    Parameters
    ----------
    costs
        What a metre costs in each cell; negative: blocked.
    cell_m
        Side of a cell, metres.
    """

    def __init__(self, costs: FloatArray, cell_m: float) -> None:
        free = costs >= 0
        rows, columns = np.flatnonzero(free.any(axis=1)), np.flatnonzero(free.any(axis=0))
        low = (rows[0], columns[0]) if len(rows) else (0, 0)
        high = (rows[-1] + 1, columns[-1] + 1) if len(rows) else (0, 0)
        part = np.ascontiguousarray(costs[low[0] : high[0], low[1] : high[1]])
        self._low, self._shape, self._whole = low, part.shape, costs.shape
        self._solver = MCP_Geometric(part, sampling=(cell_m, cell_m)) if part.size else None
        self._reached: dict[Cell, FloatArray] = {}

    def way(self, stops: Sequence[Cell], *, keep: bool = False) -> Way | None:
        """
        Return the cheapest way through all stops in their order; None if there is none.

        Parameters
        ----------
        stops
            Start, cells to pass, goal; at least two.
        keep
            Whether `reached` will be asked of the stops: the search then goes on behind the goal.
        """
        cells, total = [np.array(stops[:1], dtype=np.intp)], 0.0
        for start, goal in pairwise(stops):
            first, last = self._inner(start), self._inner(goal)
            if self._solver is None or first is None or last is None:
                return None
            costs, _ = self._solver.find_costs([first], None if keep else [last])
            if not np.isfinite(costs[last]):
                return None
            found = np.array(self._solver.traceback(last), dtype=np.intp) + np.array(self._low)
            cells.append(found[1:].reshape(-1, 2))
            total += float(costs[last])
            if keep:
                self._reached[start] = np.array(costs)
        return Way(cells=np.concatenate(cells), cost_m=total)

    def reached(self, start: Cell) -> FloatArray:
        """Return the cost of the cheapest way from a cell to every cell of the part; infinite: none."""
        if start not in self._reached:
            first = self._inner(start)
            if self._solver is None or first is None:
                self._reached[start] = np.full(self._shape, np.inf)
            else:
                self._reached[start] = np.array(self._solver.find_costs([first])[0])
        return self._reached[start]

    def cost_between(self, start: Cell, goal: Cell) -> float:
        """Return the cost of the cheapest way from cell to cell; infinite where there is none."""
        last = self._inner(goal)
        return np.inf if last is None else float(self.reached(start)[last])

    def inner(self, cells: IntArray) -> IntArray:
        """Return cells of the surface (n, 2) as cells of the part."""
        return np.asarray(cells - np.array(self._low), dtype=np.intp)

    def whole(self, mask: BoolArray) -> BoolArray:
        """Return a mask of the part as one of the surface."""
        result = np.zeros(self._whole, dtype=bool)
        rows, columns = self._shape
        result[self._low[0] : self._low[0] + rows, self._low[1] : self._low[1] + columns] = mask
        return result

    def _inner(self, cell: Cell) -> Cell | None:
        """Return a cell of the surface as one of the part, None outside of it."""
        row, column = int(cell[0] - self._low[0]), int(cell[1] - self._low[1])
        fits = 0 <= row < self._shape[0] and 0 <= column < self._shape[1]
        return (row, column) if fits else None


def cheapest(costs: FloatArray, stops: Sequence[Cell], cell_m: float) -> Way | None:
    """
    Return the cheapest way through all stops in their order; None if there is none.

    Examples
    --------
    >>> way = cheapest(np.ones((3, 3)), [(0, 0), (2, 2)], 50.0)
    >>> way.cells.tolist(), round(way.cost_m, 1)
    ([[0, 0], [1, 1], [2, 2]], 141.4)
    """
    return Solver(costs, cell_m).way(stops)


def cost_of(costs: FloatArray, cells: IntArray, cell_m: float) -> float:
    """
    Return what a chain of cells costs on another surface.

    Examples
    --------
    >>> cost_of(np.full((1, 3), 2.0), np.array([[0, 0], [0, 1], [0, 2]]), 50.0)
    200.0
    """
    price = costs[cells[:, 0], cells[:, 1]]
    step_m = cell_m * np.hypot(*np.diff(cells, axis=0).T)
    return float((step_m * (price[1:] + price[:-1]) / 2).sum())
