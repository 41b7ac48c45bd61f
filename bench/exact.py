"""
The exact area that two polygons have in common, in whole numbers; no geometry library takes part.

With every shell running one way round and every hole the other, the inside of a polygon is a
signed sum over its edges of "below this edge". The area common to A and B is then the sum over
all pairs of an edge of A and an edge of B of sign times the integral of the lower of the two
lines over the stretch of x that both span. Two lines cross at most once, so each integral is a
fraction in closed form, and touching, shared or nearly parallel edges are no special case.

Doubles are fractions with a power of two below; scaled by it they become integers, and nothing
is rounded up to the final fraction.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

Point = tuple[int, int]
Ratio = tuple[int, int]
Ring = tuple[list[Point], int]


class Edge(NamedTuple):
    """An edge from left to right, in integers; vertical ones enclose nothing and do not occur."""

    left: int
    right: int
    low: int
    high: int
    y: int
    """Height at the left end."""
    rise: int
    run: int
    sign: int
    """+1 where the inside lies below the edge, -1 where it lies above."""


def exact_area(polygon: shapely.Geometry) -> Fraction:
    """
    Return the area of a valid polygon or multipolygon of finite doubles, in the square of its unit.

    Examples
    --------
    >>> exact_area(shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2)))
    Fraction(8, 1)
    """
    (rings,), shift = _scaled([polygon])
    twice = sum(sign * abs(_twice_area(ring)) for ring, sign in rings)
    return Fraction(twice, 2 << (2 * shift))


def exact_overlap(first: shapely.Geometry, second: shapely.Geometry) -> Fraction:
    """
    Return the area that the interiors of two valid polygons or multipolygons have in common.

    It is 0 if and only if the interiors do not meet. An invalid polygon gives a number without meaning.

    Parameters
    ----------
    first, second
        Finite doubles in the same CRS; Z is ignored; any direction of the rings.

    Examples
    --------
    >>> exact_overlap(shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3))
    Fraction(1, 1)
    >>> exact_overlap(shapely.box(0, 0, 2, 2), shapely.box(2, 0, 3, 3))
    Fraction(0, 1)
    """
    both, shift = _scaled([first, second])
    starts = [(edge, side) for side, rings in enumerate(both) for edge in _edges(rings)]
    starts.sort(key=lambda item: item[0].left)
    active: list[list[Edge]] = [[], []]
    sums: dict[int, int] = {}
    for edge, side in starts:
        others = [other for other in active[1 - side] if other.right > edge.left]
        active[1 - side] = others
        whole = 0
        for other in others:
            whole += _below(edge, other, sums)
        if whole:
            _add(sums, 2 * edge.run, edge.sign * whole)
        active[side].append(edge)
    top, bottom = _sum([(top, bottom) for bottom, top in sums.items() if top])
    return Fraction(top, bottom << (2 * shift))


def is_sound(polygon: shapely.Geometry) -> bool:
    """
    Whether no place is enclosed twice and no hole lies outside: the exact meaning of a valid area.

    The number of times that a place is enclosed is a whole number, and equals its square only if it
    is 0 or 1; the integral of the square is the overlap of the polygon with itself.

    Examples
    --------
    >>> is_sound(shapely.box(0, 0, 2, 2))
    True
    >>> is_sound(shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]))
    False
    """
    return exact_overlap(polygon, polygon) == exact_area(polygon)


def _below(new: Edge, old: Edge, sums: dict[int, int]) -> int:
    """
    Add the integral under the lower one of two edges, of which `new` starts at or right of `old`.

    Returned is twice the part that lies under `new`, times its run, without its sign; the rest
    goes to `sums`, numerators by denominator. Gaps are `new` above `old`, times both runs.
    """
    left, right = new.left, min(new.right, old.right)
    if new.high <= old.low:
        return old.sign * _under(new, left, right)
    if old.high <= new.low:
        _add(sums, 2 * old.run, new.sign * old.sign * _under(old, left, right))
        return 0
    runs = new.run * old.run
    turn = new.rise * old.run - old.rise * new.run
    gap_left = new.y * runs - (old.y * old.run + old.rise * (left - old.left)) * new.run
    gap_right = gap_left + turn * (right - left)
    if gap_left <= 0 and gap_right <= 0:
        return old.sign * _under(new, left, right)
    if gap_left >= 0 and gap_right >= 0:
        _add(sums, 2 * old.run, new.sign * old.sign * _under(old, left, right))
        return 0
    gap = max(gap_left, gap_right)
    _add(sums, 2 * runs * abs(turn), -new.sign * old.sign * gap * gap)
    return old.sign * _under(new, left, right)


def _add(sums: dict[int, int], bottom: int, top: int) -> None:
    sums[bottom] = sums.get(bottom, 0) + top


def _under(edge: Edge, left: int, right: int) -> int:
    """Twice the integral of the edge's line from left to right, times its run."""
    return (right - left) * (2 * edge.y * edge.run + edge.rise * (left + right - 2 * edge.left))


def _sum(terms: list[Ratio]) -> Ratio:
    """Add fractions two by two, so that the numbers grow late."""
    if not terms:
        return 0, 1
    while len(terms) > 1:
        pairs = zip(terms[::2], terms[1::2], strict=False)
        added = [(a * d + c * b, b * d) if b != d else (a + c, b) for (a, b), (c, d) in pairs]
        terms = added + terms[len(terms) - len(terms) % 2 :]
    return terms[0]


def _edges(rings: list[Ring]) -> list[Edge]:
    edges = []
    for ring, sign in rings:
        inside = sign if _twice_area(ring) > 0 else -sign
        for (x, y), (u, v) in pairwise(ring):
            if x < u:
                edges.append(Edge(x, u, min(y, v), max(y, v), y, v - y, u - x, -inside))
            elif x > u:
                edges.append(Edge(u, x, min(y, v), max(y, v), v, y - v, x - u, inside))
    return edges


def _twice_area(ring: list[Point]) -> int:
    """Twice the area, positive where the ring runs against the clock."""
    return sum(x * v - u * y for (x, y), (u, v) in pairwise(ring))


def _scaled(polygons: list[shapely.Geometry]) -> tuple[list[list[Ring]], int]:
    """Return the rings of each polygon in units of 2**-shift from a common origin, and the shift."""
    ratios = [
        [([(x.as_integer_ratio(), y.as_integer_ratio()) for x, y, *_ in ring], sign) for ring, sign in own]
        for own in map(_rings, polygons)
    ]
    unit = max((c[1] for own in ratios for ring, _ in own for point in ring for c in point), default=1)
    (east, p), (north, q) = next((ring[0] for own in ratios for ring, _ in own), ((0, 1), (0, 1)))
    east, north = east * (unit // p), north * (unit // q)

    def moved(ring: list[tuple[Ratio, Ratio]]) -> list[Point]:
        return [(x * (unit // p) - east, y * (unit // q) - north) for (x, p), (y, q) in ring]

    return [[(moved(ring), sign) for ring, sign in own] for own in ratios], unit.bit_length() - 1


def _rings(polygon: shapely.Geometry) -> Iterator[tuple[list[tuple[float, ...]], int]]:
    """Give the coordinates of every ring that is not empty, with +1 for a shell and -1 for a hole."""
    for part in shapely.get_parts(polygon):
        if not part.is_empty:
            yield list(part.exterior.coords), 1
            yield from ((list(hole.coords), -1) for hole in part.interiors)
