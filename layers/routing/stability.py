"""Whether a line stays where it is when the weights, which nobody knows, are somewhat different."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.blocks import block_means_of_kinds
from layers.routing.coarse import STEP, coarse_cells, with_blocked
from layers.routing.floods import BLOCKED
from layers.routing.line import Ends, drawn
from layers.routing.solve import Solver, joined
from layers.routing.surface import Factors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from layers.routing.floods import Awaited
    from layers.routing.others import Found, Search
    from layers.routing.squares import Grid
    from layers.routing.surface import Surface
    from layers.routing.weights import LandClass, SlopeClass

RUNS = 8
SEED = 20301231
"""Fixed: the same question has the same answer."""

SPREAD = 1.5
"""Each surcharge is divided or multiplied by up to this, evenly on a scale of ratios."""

NEAR_M = 1000.0
"""A line that moves less stays: five cells of the grid on which it is looked for again."""


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


@dataclass(frozen=True, kw_only=True)
class Again:
    """The lines under other weights, being looked for."""

    found: Sequence[Found]
    begun: Sequence[Sequence[Awaited]]
    """The legs of each line, weights by weights."""
    ends: Ends
    grid: Grid

    def staying_shares(self) -> list[float]:
        """
        Return for each line the mean share of its length that stays within `NEAR_M` under other weights.

        Where no way is found any more, nothing of it stays.
        """
        shares = np.zeros((RUNS, len(self.found)))
        for number, legs in enumerate(self.begun):
            run, line = divmod(number, len(self.found))
            way = joined(legs)
            if way is not None:
                shares[run, line] = _staying(self.found[line], drawn(way, self.ends, self.grid)[-1])
        return [float(share) for share in shares.mean(axis=0)]


def look_again(
    found: Sequence[Found],
    search: Search,
    surface: Surface,
    classes: Sequence[LandClass | SlopeClass],
    weights: Factors,
) -> Again:
    """
    Begin to look for each line again under other weights, with the penalties under which it was found.

    On a grid four times as coarse. Where others search, this goes on while the lines are measured.
    """
    stops = coarse_cells(search.ends.cells)
    ends = Ends(points=search.ends.points, cells=tuple(stops))
    grid = search.grid.coarser(STEP)
    blocked = len(surface.bits)
    kind = np.where(search.costs < 0, np.array(blocked, dtype=np.uint32), surface.kind)
    begun = []
    for changed in other_weights(weights):
        price = np.append(surface.price_of_kinds(classes, changed), BLOCKED)
        coarse = with_blocked(*block_means_of_kinds(price, kind, STEP))
        for one in found:
            costs = np.where(coarse < 0, BLOCKED, coarse * one.penalty)
            begun.append(Solver(costs, grid.cell_m, search.floods).begin(stops))
    return Again(found=found, begun=begun, ends=ends, grid=grid)


def _staying(found: Found, other: shapely.LineString) -> float:
    near = shapely.buffer(other, NEAR_M)
    return float(shapely.intersection(found.line, near).length / found.line.length)
