"""
The cheapest way over a surface, in metres of easy land.

A step costs the mean of its two cells times its length, so that the cost through a cell is the
cost from the start to it plus that from the goal to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from layers.routing.floods import Errand, Here

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import FloatArray, IntArray
    from layers.routing.floods import Awaited, Floods
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

    Parameters
    ----------
    costs
        What a metre costs in each cell; negative: blocked. Must not change any more.
    cell_m
        Side of a cell, metres.
    floods
        Who searches; this process where nothing is given.
    """

    def __init__(self, costs: FloatArray, cell_m: float, floods: Floods | None = None) -> None:
        self._costs, self._cell_m, self._floods = costs, cell_m, floods or Here()
        self._from: dict[Cell, Awaited] = {}

    def begin(self, stops: Sequence[Cell], *, keep: bool = False) -> list[Awaited]:
        """
        Begin to look for the ways from stop to stop.

        Parameters
        ----------
        keep
            Whether `reached` will be asked of the stops.
        """
        legs = [self._seek(Errand(start=a, goal=b, keep=keep)) for a, b in pairwise(stops)]
        if keep:
            self._from |= dict(zip(stops[:-1], legs, strict=True))
            self._from.setdefault(stops[-1], self._seek(Errand(start=stops[-1], keep=True)))
        return legs

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
        return joined(self.begin(stops, keep=keep))

    def reached(self, start: Cell) -> FloatArray:
        """Return the cost of the cheapest way from a cell to every cell; infinite: none."""
        if start not in self._from:
            self._from[start] = self._seek(Errand(start=start, keep=True))
        found = self._from[start].result().reached
        return np.full(self._costs.shape, np.inf) if found is None else found

    def cost_between(self, start: Cell, goal: Cell) -> float:
        """Return the cost of the cheapest way from cell to cell; infinite where there is none."""
        return float(self.reached(start)[goal])

    def _seek(self, errand: Errand) -> Awaited:
        return self._floods.seek(self._costs, self._cell_m, errand)


def joined(legs: Sequence[Awaited]) -> Way | None:
    """Return the ways from stop to stop as one; None if one of them does not exist."""
    cells: list[IntArray] = []
    total = 0.0
    for leg in legs:
        found = leg.result()
        if found.cells is None:
            return None
        cells.append(found.cells[1:] if cells else found.cells)
        total += found.cost_m
    return Way(cells=np.concatenate(cells), cost_m=total)


def cheapest(
    costs: FloatArray, stops: Sequence[Cell], cell_m: float, floods: Floods | None = None
) -> Way | None:
    """
    Return the cheapest way through all stops in their order; None if there is none.

    Examples
    --------
    >>> way = cheapest(np.ones((3, 3)), [(0, 0), (2, 2)], 50.0)
    >>> way.cells.tolist(), round(way.cost_m, 1)
    ([[0, 0], [1, 1], [2, 2]], 141.4)
    """
    return Solver(costs, cell_m, floods).way(stops)


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
