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
    cells, total = [np.array(stops[:1], dtype=np.intp)], 0.0
    for start, goal in pairwise(stops):
        solver = MCP_Geometric(costs, sampling=(cell_m, cell_m))
        reached, _ = solver.find_costs([start], [goal])
        if not np.isfinite(reached[goal]):
            return None
        cells.append(np.array(solver.traceback(goal), dtype=np.intp)[1:].reshape(-1, 2))
        total += float(reached[goal])
    return Way(cells=np.concatenate(cells), cost_m=total)


def spread(costs: FloatArray, start: Cell, cell_m: float) -> FloatArray:
    """Return the cost of the cheapest way from a cell to every cell; infinite where there is none."""
    return np.asarray(MCP_Geometric(costs, sampling=(cell_m, cell_m)).find_costs([start])[0], dtype=float)


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
