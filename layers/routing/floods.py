"""
Searches over one grid: scikit-image's minimum cost path, laid out once for many surfaces.

Laying out takes half as long as a search, and what is laid out follows from the size of the grid
alone. This module loads numpy and scikit-image only: it also runs in the processes of
`layers.routing.crew`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import numpy as np
from skimage.graph import MCP_Geometric

if TYPE_CHECKING:
    from geo.types import FloatArray, IntArray

BLOCKED = -1.0
"""Cost of a cell that no line may enter; scikit-image passes no cell below 0."""


@dataclass(frozen=True, kw_only=True)
class Errand:
    """What is looked for on a surface."""

    start: tuple[int, int]
    goal: tuple[int, int] | None = None
    """None: no way is wanted."""
    keep: bool = False
    """Whether the cost to every cell is wanted: the search then goes on behind the goal."""


@dataclass(frozen=True, kw_only=True)
class Sought:
    """What was found."""

    cells: IntArray | None
    """(n, 2) the cheapest way from the start to the goal, row and column; None if there is none."""
    cost_m: float
    """What that way costs; infinite without one."""
    reached: FloatArray | None
    """Cost of the cheapest way from the start to every cell, infinite: none. None if not wanted."""


class Awaited(Protocol):
    """An answer that is there when it is asked for."""

    def result(self) -> Sought:
        """Return it."""


class Floods(Protocol):
    """Whoever searches."""

    def seek(self, costs: FloatArray, cell_m: float, errand: Errand) -> Awaited:
        """Look for a way, or for the costs to all cells; `costs` must not change any more."""


class Layout:
    """
    The solver for grids of one size.

    Parameters
    ----------
    shape
        Rows and columns.
    cell_m
        Side of a cell, metres.
    """

    def __init__(self, shape: tuple[int, int], cell_m: float) -> None:
        self._cell_m = cell_m
        self._costs = np.full(shape, BLOCKED, order="F")
        self._solver = self._laid_out()
        self._follows = self._is_followed()
        self._surface = self._costs
        self._is_cut = False

    def put(self, costs: FloatArray) -> None:
        """Take another surface: what a metre costs in each cell, negative where it is blocked."""
        self._surface = costs
        self._costs[...] = costs
        if not self._follows:
            self._solver = self._laid_out()

    def seek(self, errand: Errand) -> Sought:
        """Search over the surface that was put last."""
        if self._costs[errand.start] < 0:
            reached = np.full(self._costs.shape, np.inf) if errand.keep else None
            return Sought(cells=None, cost_m=np.inf, reached=reached)
        if self._is_cut:
            self._emptied()
        ends = None if errand.keep or errand.goal is None else [errand.goal]
        self._is_cut = ends is not None
        costs = self._solver.find_costs([errand.start], ends)[0]
        cells, cost_m = None, np.inf
        if errand.goal is not None and np.isfinite(costs[errand.goal]):
            cells = np.array(self._solver.traceback(errand.goal), dtype=np.intp).reshape(-1, 2)
            cost_m = float(costs[errand.goal])
        return Sought(cells=cells, cost_m=cost_m, reached=np.array(costs) if errand.keep else None)

    def _emptied(self) -> None:
        """
        Take out of the solver's heap what the search before left when it ended at its goal.

        scikit-image (0.26) does not: after such a search the next one over the same solver says of the
        cells that were left that there is no way to them. A search that can go nowhere takes them out.
        """
        self._costs.fill(BLOCKED)
        self._solver.find_costs([(0, 0)])
        self._costs[...] = self._surface

    def _laid_out(self) -> MCP_Geometric:
        return MCP_Geometric(self._costs, sampling=(self._cell_m, self._cell_m))

    def _is_followed(self) -> bool:
        """Tell whether the solver looks at our array and not at a copy: asked, for nothing promises it."""
        if self._costs.size < 2:  # noqa: PLR2004 - a step needs two cells
            return False
        first, second = (0, 0), ((0, 1) if self._costs.shape[1] > 1 else (1, 0))
        self._costs[first] = self._costs[second] = 1.0
        reached = self._solver.find_costs([first])[0][second]
        self._costs[first] = self._costs[second] = BLOCKED
        return bool(np.isfinite(reached))


class Here:
    """Searches in this process, each when its answer is asked for."""

    def __init__(self) -> None:
        self._layouts: dict[tuple[tuple[int, ...], float], Layout] = {}
        self._put: dict[tuple[tuple[int, ...], float], FloatArray] = {}

    def seek(self, costs: FloatArray, cell_m: float, errand: Errand) -> Awaited:
        """Look for a way, or for the costs to all cells."""
        return _Later(self, costs, cell_m, errand)

    def now(self, costs: FloatArray, cell_m: float, errand: Errand) -> Sought:
        """Search at once."""
        key = (costs.shape, cell_m)
        if key not in self._layouts:
            self._layouts[key] = Layout((costs.shape[0], costs.shape[1]), cell_m)
        if self._put.get(key) is not costs:
            self._layouts[key].put(costs)
            self._put[key] = costs
        return self._layouts[key].seek(errand)


@dataclass(frozen=True)
class _Later:
    here: Here
    costs: FloatArray
    cell_m: float
    errand: Errand

    @cached_property
    def _sought(self) -> Sought:
        return self.here.now(self.costs, self.cell_m, self.errand)

    def result(self) -> Sought:
        """Return the answer; the first time it is looked for."""
        return self._sought
