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

    from geo.types import FloatArray, IntArray
    from layers.routing.squares import Cell


@dataclass(frozen=True, kw_only=True)
class Way:
    """A chain of neighbouring cells."""

    cells: IntArray
    """(n, 2) row and column, from the start to the goal."""
    cost_m: float
    """What it costs on the surface it was found on."""


def cheapest(costs: FloatArray, stops: Sequence[Cell], cell_m: float) -> Way | None:
    """
    Return the cheapest way through all stops in their order; None if there is none.

    Parameters
    ----------
    costs
        What a metre costs in each cell; negative: blocked.
    stops
        Start, cells to pass, goal; at least two.
    cell_m
        Side of a cell, metres.

    Examples
    --------
    >>> way = cheapest(np.ones((3, 3)), [(0, 0), (2, 2)], 50.0)
    >>> way.cells.tolist(), round(way.cost_m, 1)
    ([[0, 0], [1, 1], [2, 2]], 141.4)
    """
    part, corner = _trimmed(costs)
    cells, total = [np.array(stops[:1], dtype=np.intp)], 0.0
    for start, goal in pairwise(stops):
        solver = MCP_Geometric(part, sampling=(cell_m, cell_m))
        inner = [tuple(np.subtract(stop, corner)) for stop in (start, goal)]
        if not all(_has(part, stop) for stop in inner):
            return None
        reached, _ = solver.find_costs(inner[:1], inner[1:])
        if not np.isfinite(reached[inner[1]]):
            return None
        found = np.array(solver.traceback(inner[1]), dtype=np.intp) + corner
        cells.append(found[1:].reshape(-1, 2))
        total += float(reached[inner[1]])
    return Way(cells=np.concatenate(cells), cost_m=total)


def spread(costs: FloatArray, start: Cell, cell_m: float) -> FloatArray:
    """Return the cost of the cheapest way from a cell to every cell; infinite where there is none."""
    part, corner = _trimmed(costs)
    reached = np.full(costs.shape, np.inf)
    inner = tuple(np.subtract(start, corner))
    if _has(part, inner):
        found, _ = MCP_Geometric(part, sampling=(cell_m, cell_m)).find_costs([inner])
        rows, columns = part.shape
        reached[corner[0] : corner[0] + rows, corner[1] : corner[1] + columns] = found
    return reached


def _trimmed(costs: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return the part of a surface that is not blocked, and its first cell: each cell costs time."""
    free = costs >= 0
    rows, columns = np.flatnonzero(free.any(axis=1)), np.flatnonzero(free.any(axis=0))
    if len(rows) == 0:
        return costs[:0, :0], np.zeros(2, dtype=np.intp)
    part = costs[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.ascontiguousarray(part), np.array([rows[0], columns[0]])


def _has(part: FloatArray, cell: Cell) -> bool:
    return bool(0 <= cell[0] < part.shape[0] and 0 <= cell[1] < part.shape[1])


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
