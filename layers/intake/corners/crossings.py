"""
Find where a list of corner points crosses itself, and which exchange of two neighbours would end it.

Nothing is repaired: which order the surveyor meant, only a person knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import FloatArray

MOST_CROSSINGS = 100
"""Listed; a list in disorder can have millions."""

MOST_TRIALS = 60
"""Exchanges that are tried."""

CHUNK = 256
"""Edges that are compared with all others at once."""

_PLACE = re.compile(r"\[(\S+) (\S+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A place where two edges of a ring meet that should not."""

    x: float
    y: float
    first: int
    """The edge from this point, counted from 0, to the next."""
    second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossings:
    """What is wrong with the order of a ring's points."""

    found: tuple[Crossing, ...]
    """At most `MOST_CROSSINGS`."""
    is_complete: bool
    swaps: tuple[int, ...]
    """Exchanging the point of this place with the next ends every crossing. None of them is done."""


def is_simple(xy: FloatArray) -> bool:
    """
    Return whether the closed ring of these points bounds an area without touching itself.

    Examples
    --------
    >>> is_simple(np.array([[0, 0], [2, 0], [2, 2], [0, 2.0]]))
    True
    >>> is_simple(np.array([[0, 0], [2, 2], [2, 0], [0, 2.0]]))
    False
    """
    ring = shapely.linearrings(np.vstack([xy, xy[:1]]))
    return bool(shapely.is_valid(shapely.polygons(ring)))


def find_crossings(xy: FloatArray) -> Crossings:
    """
    Return where a ring that is not simple meets itself; nothing of one that is.

    Parameters
    ----------
    xy
        Corner points, at least three, the first not repeated.

    Examples
    --------
    >>> bow_tie = np.array([[0, 0], [2, 2], [2, 0], [0, 2.0]])
    >>> [(c.x, c.y, c.first, c.second) for c in find_crossings(bow_tie).found]
    [(1.0, 1.0, 0, 2)]
    >>> find_crossings(bow_tie).swaps
    (1, 3)
    """
    if is_simple(xy):
        return Crossings(found=(), is_complete=True, swaps=())
    found: list[Crossing] = []
    is_complete = True
    edges = shapely.linestrings(np.stack([xy, np.roll(xy, -1, axis=0)], axis=1))
    tree = shapely.STRtree(edges)
    for start in range(0, len(xy), CHUNK):
        pairs = tree.query(edges[start : start + CHUNK], predicate="intersects")
        ordered = pairs[:, pairs[0] + start < pairs[1]].T
        for first, second in ordered[np.lexsort(ordered.T[::-1])]:
            crossing = _meet(edges, start + int(first), int(second))
            if crossing and len(found) < MOST_CROSSINGS:
                found.append(crossing)
            elif crossing:
                is_complete = False
                break
        if not is_complete:
            break
    return Crossings(
        found=tuple(found) or (_named_place(xy),), is_complete=is_complete, swaps=_swaps(xy, found)
    )


def _meet(edges: list[shapely.LineString], first: int, second: int) -> Crossing | None:
    """Return the place where two edges meet; neighbours may share their point and nothing else."""
    common = shapely.intersection(edges[first], edges[second])
    neighbours = (second - first) % len(edges) in {1, len(edges) - 1}
    if shapely.is_empty(common) or (neighbours and common.geom_type == "Point"):
        return None
    if 0.0 in {edges[first].length, edges[second].length}:
        return None  # a point that stands twice in a row is told elsewhere
    place = (
        common
        if common.geom_type == "Point"
        else shapely.line_interpolate_point(common, 0.5, normalized=True)
    )
    return Crossing(x=float(place.x), y=float(place.y), first=first, second=second)


def _named_place(xy: FloatArray) -> Crossing:
    """Return the place that GEOS names, for a ring whose edges meet only within a rounding."""
    reason = shapely.is_valid_reason(shapely.Polygon(xy))
    named = _PLACE.search(reason)
    x, y = (float(named[1]), float(named[2])) if named else (float(xy[0, 0]), float(xy[0, 1]))
    nearest = int(np.argmin(np.hypot(xy[:, 0] - x, xy[:, 1] - y)))
    return Crossing(x=x, y=y, first=nearest, second=nearest)


def _swaps(xy: FloatArray, found: list[Crossing]) -> tuple[int, ...]:
    """Return the exchanges of neighbours beside the first crossings after which the ring is simple."""
    count = len(xy)
    near = dict.fromkeys(
        (edge + step) % count for c in found for edge in (c.first, c.second) for step in (-1, 0, 1)
    )
    good = []
    for place in list(near)[:MOST_TRIALS]:
        order = np.arange(count)
        order[[place, (place + 1) % count]] = order[[(place + 1) % count, place]]
        if is_simple(xy[order]):
            good.append(place)
    return tuple(sorted(good))
