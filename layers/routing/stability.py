"""Whether a line stays where it is when the weights, which nobody knows, are somewhat different."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.routing.coarse import coarse_cells, coarsened
from layers.routing.line import Ends, drawn
from layers.routing.solve import cheapest
from layers.routing.surface import BLOCKED, Factors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geo.types import FloatArray
    from layers.routing.others import Found, Search
    from layers.routing.surface import Surface
    from layers.routing.weights import LandClass, SlopeClass

RUNS = 8
SEED = 20301231
"""Fixed: the same question has the same answer."""

SPREAD = 1.5
"""Each surcharge is divided or multiplied by up to this, evenly on a scale of ratios."""

NEAR_M = 1000.0
"""A line that moves less stays: five cells of the grid on which it is looked for again."""

STEP = 4


def other_weights(weights: Factors, runs: int = RUNS) -> Iterator[Factors]:
    """Return weights with every surcharge changed at random, always the same ones."""
    draw = np.random.default_rng(SEED)
    for _ in range(runs):
        ratio = SPREAD ** draw.uniform(-1, 1, size=len(weights.of_class) + 2)
        yield Factors(
            unknown=1 + (weights.unknown - 1) * ratio[0],
            cover=1 + (weights.cover - 1) * ratio[1],
            of_class={
                name: 1 + (factor - 1) * change
                for (name, factor), change in zip(weights.of_class.items(), ratio[2:], strict=True)
            },
        )


def staying_shares(
    found: Sequence[Found],
    search: Search,
    surface: Surface,
    classes: Sequence[LandClass | SlopeClass],
    weights: Factors,
) -> list[float]:
    """
    Return for each line the mean share of its length that stays within `NEAR_M` under other weights.

    Each line is looked for again on a grid four times as coarse, with the penalties under which it
    was found; where no way is found any more, nothing of it stays.
    """
    stops = coarse_cells(search.ends.cells, STEP)
    ends = Ends(points=search.ends.points, cells=tuple(stops))
    grid = search.grid.coarser(STEP)
    blocked = search.costs < 0
    penalties = [_penalty(one, search) for one in found]
    shares = np.zeros((RUNS, len(found)))
    for run, changed in enumerate(other_weights(weights)):
        coarse = coarsened(np.where(blocked, BLOCKED, surface.prices(classes, changed)), STEP)
        for number, (one, penalty) in enumerate(zip(found, penalties, strict=True)):
            way = cheapest(np.where(coarse < 0, BLOCKED, coarse * penalty), stops, grid.cell_m)
            if way is not None:
                near = shapely.buffer(drawn(way, ends, grid)[-1], NEAR_M)
                shares[run, number] = shapely.intersection(one.line, near).length / one.line.length
    return [float(share) for share in shares.mean(axis=0)]


def _penalty(found: Found, search: Search) -> FloatArray:
    """Return how much dearer each block was made for a line; what was left out stays as it is."""
    rows, columns = (-(-size // STEP) * STEP for size in search.costs.shape)
    ratio = np.ones((rows, columns))
    both = (found.costs > 0) & (search.costs > 0)
    ratio[: search.costs.shape[0], : search.costs.shape[1]][both] = found.costs[both] / search.costs[both]
    return np.asarray(ratio.reshape(rows // STEP, STEP, columns // STEP, STEP).mean(axis=(1, 3)))
