"""
Lines that differ clearly: what is near a line found before is made dearer until another way is better.

The penalty method. How far two lines differ is measured on the lines themselves: the share of
the length of one that runs near the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
import shapely

from layers.routing.band import band_of
from layers.routing.coarse import STEP, coarse_cells, coarsened, tube, worthwhile
from layers.routing.errors import NoRouteError
from layers.routing.floods import BLOCKED, Here
from layers.routing.line import Ends, drawn, free_way
from layers.routing.solve import Solver, cheapest, cost_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import BoolArray, FloatArray
    from layers.routing.fence import Fence
    from layers.routing.floods import Floods
    from layers.routing.line import Drawn
    from layers.routing.solve import Way
    from layers.routing.squares import Grid

NEAR_M = 500.0
"""Nearer than this, two lines run through the same land."""

MOST_SHARED = 0.5
"""More of its length than this no line shares with an earlier one."""

MOST_DEARER = 1.0
"""A line that costs twice the best is no alternative."""

DEARER = 1.3
TRIES = 10


@dataclass(frozen=True, kw_only=True)
class Found:
    """A line that touches no forbidden land."""

    way: Way
    line: shapely.LineString
    penalty: FloatArray
    """By block of cells, how much dearer the surface was made on which it is the cheapest."""
    band: BoolArray
    """Cells through which a way hardly costs more, on that surface."""
    cost_m: float
    """What the way costs without penalties."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """Everything that does not change from line to line."""

    costs: FloatArray
    ends: Ends
    fence: Fence
    grid: Grid
    band_share: float
    floods: Floods = field(default_factory=Here)
    """Who searches the grids."""

    def best(self) -> Found:
        """
        Return the cheapest free line of all.

        It is looked for where a grid four times as coarse says that something within reach of the best
        lies (`coarse.worthwhile`); where there is none, everywhere.

        Raises
        ------
        NoRouteError
            If there is none.
        """
        penalty = np.ones(_blocks(self.costs))
        try:
            drawn = self._free_way(self._narrowed(penalty))
        except NoRouteError:
            drawn = self._free_way(self.costs)
        return self._found(drawn, penalty)

    def others(self, first: Found, count: int) -> list[Found]:
        """Return at most `count` further lines that differ clearly from all before."""
        found = [first]
        penalty = np.ones(_blocks(self.costs))
        self._penalise(penalty, first.way, STEP)
        for _ in range(count):
            other = self._next(penalty, found)
            if other is None:
                break
            found.append(other)
            self._penalise(penalty, other.way, STEP)
        return found[1:]

    @cached_property
    def _coarse(self) -> FloatArray:
        return coarsened(self.costs)

    @cached_property
    def _hopeful(self) -> FloatArray:
        return coarsened(self.costs, hopeful=True)

    def _next(self, penalty: FloatArray, found: Sequence[Found]) -> Found | None:
        stops, coarse = coarse_cells(self.ends.cells), self._coarse
        coarse_m = self.grid.cell_m * STEP
        rough_ends = Ends(points=self.ends.points, cells=tuple(stops))
        rough_grid = self.grid.coarser(STEP)
        for _ in range(TRIES):
            rough = cheapest(np.where(coarse < 0, BLOCKED, coarse * penalty), stops, coarse_m, self.floods)
            if rough is None:
                return None
            line = drawn(rough, rough_ends, rough_grid)[-1]
            if shared(line, found) <= MOST_SHARED:
                other = self._fine(penalty, found)
                if other is not None:
                    return other
            self._penalise(penalty, rough, 1)
        return None

    def _fine(self, penalty: FloatArray, found: Sequence[Found]) -> Found | None:
        """Return the line of a penalised surface, if it differs and is not too dear."""
        try:
            drawn = self._free_way(self._narrowed(penalty))
        except NoRouteError:
            return None
        share = shared(drawn.line, found)
        cost_m = cost_of(self.costs, drawn.way.cells, self.grid.cell_m)
        if share > MOST_SHARED or cost_m > found[0].cost_m * (1 + MOST_DEARER):
            return None
        return self._found(drawn, penalty)

    def _free_way(self, costs: FloatArray) -> Drawn:
        return free_way(costs, self.ends, self.fence, self.grid, self.floods)

    def _found(self, drawn: Drawn, penalty: FloatArray) -> Found:
        cell_m = self.grid.cell_m
        return Found(
            way=drawn.way,
            line=drawn.line,
            penalty=penalty.copy(),
            band=band_of(drawn.solver, drawn.way, self.ends.cells, cell_m, self.band_share),
            cost_m=cost_of(self.costs, drawn.way.cells, cell_m),
        )

    def _penalise(self, penalty: FloatArray, way: Way, step: int) -> None:
        reach = round(NEAR_M / (self.grid.cell_m * STEP))
        penalty[tube(way.cells // step, penalty.shape, reach)] *= DEARER

    def _narrowed(self, penalty: FloatArray) -> FloatArray:
        """Return the fine costs with penalties, blocked where nothing within reach of the band lies."""
        rows, columns = self.costs.shape
        surface = np.where(self._hopeful < 0, BLOCKED, self._hopeful * penalty)
        stops = coarse_cells(self.ends.cells)
        solver = Solver(surface, self.grid.cell_m * STEP, self.floods)
        use = worthwhile(solver, stops, surface.shape, self.band_share)[:rows, :columns]
        dearer = np.repeat(np.repeat(penalty, STEP, axis=0), STEP, axis=1)[:rows, :columns]
        return np.where(use & (self.costs >= 0), self.costs * dearer, BLOCKED)


class HasLine(Protocol):
    """A line with whatever is known of it."""

    @property
    def line(self) -> shapely.LineString:
        """The line."""


def shared(line: shapely.LineString, found: Sequence[HasLine]) -> float:
    """Return the largest share of a line's length that lies near one of those found before."""
    near = [shapely.buffer(other.line, NEAR_M) for other in found]
    return max(float(shapely.intersection(line, land).length / line.length) for land in near)


def _blocks(costs: FloatArray) -> tuple[int, int]:
    return -(-costs.shape[0] // STEP), -(-costs.shape[1] // STEP)
