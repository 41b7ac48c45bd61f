"""A coarser grid of the same costs: to look for other lines, and to leave out what cannot matter."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

from geo.blocks import block_means
from layers.routing.floods import BLOCKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import BoolArray, FloatArray, IntArray
    from layers.routing.solve import Solver
    from layers.routing.squares import Cell

STEP = 4
"""Cells of the fine grid along the side of a coarse one."""

SPARE = 0.1
"""What costs so much more on the coarse grid than a limit is taken not to be within it on the fine one."""

SPARE_M = 1000.0
"""The same for short lines, in metres of easy land."""


def coarsened(costs: FloatArray, *, hopeful: bool = False) -> FloatArray:
    """
    Return the mean cost of the free cells of each block, dearer by as much as is blocked.

    A block is blocked where all of it is.

    Parameters
    ----------
    hopeful
        Not dearer: a gap of one cell then counts as if the whole block were free.

    Examples
    --------
    >>> half = np.array([[1.0, 3.0], [-1.0, -1.0]]).repeat(2, axis=0).repeat(2, axis=1)
    >>> coarsened(half).tolist(), coarsened(half, hopeful=True).tolist()
    ([[4.0]], [[2.0]])
    """
    mean, count = block_means(costs, STEP)
    return np.where(count > 0, mean, BLOCKED) if hopeful else with_blocked(mean, count)


def with_blocked(mean: FloatArray, count: IntArray) -> FloatArray:
    """Return the mean cost of blocks of which so many cells are free, dearer by as much as is blocked."""
    return np.where(count > 0, mean * STEP**2 / np.maximum(count, 1), BLOCKED)


def coarse_cells(cells: Sequence[Cell], step: int = STEP) -> list[Cell]:
    """Return the blocks that cells lie in."""
    return [(row // step, column // step) for row, column in cells]


def tube(cells: IntArray, shape: tuple[int, int], reach: int) -> BoolArray:
    """Return the cells at most `reach` rows and columns away from a chain of cells."""
    on = np.zeros(shape, dtype=np.uint8)
    on[cells[:, 0], cells[:, 1]] = 1
    return np.asarray(ndimage.maximum_filter(on, size=2 * reach + 1), dtype=bool)


def worthwhile(solver: Solver, stops: Sequence[Cell], shape: tuple[int, int], share: float) -> BoolArray:
    """
    Return the cells of a fine grid in which something within `share` of the best may lie.

    Parameters
    ----------
    solver
        Of the coarse surface, hopeful.
    stops
        Cells of the coarse grid.
    shape
        Rows and columns of the coarse grid.

    Returns
    -------
    mask
        On the fine grid; a whole number of blocks, so that it may be larger than the grid.
    """
    solver.begin(stops, keep=True)
    near = np.zeros(shape, dtype=bool)
    for start, goal in pairwise(stops):
        most = solver.cost_between(start, goal) * (1 + share + SPARE) + SPARE_M
        near |= solver.reached(start) + solver.reached(goal) <= most
    near = ndimage.maximum_filter(near.astype(np.uint8), size=3).astype(bool)
    return np.repeat(np.repeat(near, STEP, axis=0), STEP, axis=1)
