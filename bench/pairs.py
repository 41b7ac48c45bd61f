"""
Random valid pairs of a site and a zone, of every kind that has broken or could break a clipper.

Each kind is a function named like it: `kind(rng, place)` gives two polygons. What comes out
invalid is discarded and counted. The same seed, chunk and size give the same pairs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench import close_pairs, plain_pairs, shared_pairs
from bench.shapes import draw_place, dressed

if TYPE_CHECKING:
    from collections.abc import Callable

    import shapely

    from geo.types import GeometryArray

RARE = {"zone_cut": 4, "both_cut": 12, "cut_line": 4, "cut_shared": 4, "combs": 3, "spirals": 3}
"""Kinds of many vertices, drawn once in so many rounds."""

OFTEN = {"rectangles": 4, "rectangles_across": 2, "cut_from": 4}
"""Kinds drawn so many times a round: on a few in a thousand of them GEOS alone is wrong by the whole area."""

TRIES = 50


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Pairs (sites[k], zones[k]) with the name of their kind; the counter holds what was invalid."""

    kind: tuple[str, ...]
    sites: GeometryArray
    zones: GeometryArray
    discarded: Counter[str]


def all_kinds() -> dict[str, Callable[..., tuple[shapely.Geometry, shapely.Geometry]]]:
    """Return every kind by its name, in a fixed order."""
    return {
        name: function
        for module in (plain_pairs, shared_pairs, close_pairs)
        for name, function in vars(module).items()
        if getattr(function, "__module__", "") == module.__name__ and not name.startswith("_")
    }


def draw_pairs(count: int, seed: int, chunk: int = 0) -> Pairs:
    """Draw `count` valid pairs, all kinds in turn; chunks of one seed are independent of one another."""
    rng = np.random.default_rng([seed, chunk])
    functions = all_kinds()
    kinds: list[str] = []
    found: list[tuple[shapely.Geometry, shapely.Geometry]] = []
    discarded: Counter[str] = Counter()
    turn = chunk
    while len(found) < count:
        turn += 1
        due = [name for name in functions for _ in range(OFTEN.get(name, 1)) if turn % RARE.get(name, 1) == 0]
        for name in due[: count - len(found)]:
            pair = _valid_pair(rng, functions[name], name, discarded)
            if pair is not None:
                found.append(pair)
                kinds.append(name)
    both = np.empty((count, 2), dtype=object)
    both[:] = found
    return Pairs(kind=tuple(kinds), sites=both[:, 0].copy(), zones=both[:, 1].copy(), discarded=discarded)


def _valid_pair(
    rng: np.random.Generator,
    function: Callable[..., tuple[shapely.Geometry, shapely.Geometry]],
    name: str,
    discarded: Counter[str],
) -> tuple[shapely.Geometry, shapely.Geometry] | None:
    for _ in range(TRIES):
        pair = function(rng, draw_place(rng))
        if all(shape.is_valid and not shape.is_empty for shape in pair):
            first, second = (dressed(rng, shape) for shape in pair)
            return (first, second) if rng.random() < 0.5 else (second, first)
        discarded[name] += 1
    return None
