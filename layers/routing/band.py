"""The band of a line: every cell through which a way goes that is hardly dearer than the best."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.types import BoolArray
    from layers.routing.solve import Solver, Way
    from layers.routing.squares import Cell


def band_of(solver: Solver, way: Way, stops: Sequence[Cell], cell_m: float, share: float) -> BoolArray:
    """
    Return the cells whose cheapest way through them costs at most `share` more than the cheapest.

    Leg by leg: the cost from the start plus that from the goal. Of several islands of such cells,
    those on which the way itself lies.

    Parameters
    ----------
    solver
        Of the surface on which `way` is the cheapest.
    share
        0.02 for two per cent.
    """
    near: BoolArray | None = None
    for start, goal in pairwise(stops):
        most = solver.cost_between(start, goal) * (1 + share) + cell_m * 1e-9
        leg = solver.reached(start) + solver.reached(goal) <= most
        near = leg if near is None else near | leg
    labels, _ = ndimage.label(near, structure=np.ones((3, 3), dtype=int))
    own = np.unique(labels[way.cells[:, 0], way.cells[:, 1]])
    return np.asarray(np.isin(labels, own[own > 0]))
