"""
Invalid shapes, repaired by `validate` and asked about by the engine, against sampled points.

What an invalid shape means is decided on its original rings by the rule of geo.validity: rings
that overlap are united and holes are taken out. A point is *land* if the shell of some part winds
around it and no hole of that part does; a shell that winds twice encloses no less than one that
winds once. A hole outside its shell may be read as land or as nothing, and is not judged. Only a
shape that was declared broken, or a pair that was not checked, may lack land.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from bench.judge import Tally, Verdict, ask
from bench.shapes import TURN, blob, polar, star, turned
from geo.validity import validate

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.types import BoolArray, FloatArray

Part = tuple["FloatArray", list["FloatArray"]]
Random = np.random.Generator

POINTS = 200
NEAR_M = 1e-3
"""Points this close to an edge of the shape, or of the zone, are not judged."""

ALONG_M = 0.2
"""How far from the edges half of the points lie."""


def bow_tie(rng: Random) -> list[Part]:
    """Draw a quadrilateral whose sides cross."""
    ring = star(rng, 4)
    return [(ring[[0, 2, 1, 3]], [])]


def tangle(rng: Random) -> list[Part]:
    """Draw a closed line through random points."""
    return [(rng.uniform(-1, 1, (int(rng.integers(4, 12)), 2)), [])]


def lattice_tangle(rng: Random) -> list[Part]:
    """Draw the same on a small lattice: edges over one another, corners on edges, passages to and fro."""
    return [(rng.integers(-2, 3, (int(rng.integers(5, 12)), 2)) / 2.0, [])]


def overlapping_parts(rng: Random) -> list[Part]:
    """Parts across each other, some with holes."""
    count = int(rng.integers(2, 5))
    return [_part(rng, rng.uniform(-0.7, 0.7, 2), int(rng.integers(2))) for _ in range(count)]


def nested_shells(rng: Random) -> list[Part]:
    """Draw a part within another, or in the hole of another, or the same part twice."""
    shell, holes = _part(rng, np.zeros(2), int(rng.integers(2)))
    inner = shell * rng.choice([0.2, 0.5, 1.0])
    return [(shell, holes), (inner, [])]


def wound_twice(rng: Random) -> list[Part]:
    """Draw a ring that runs around twice or three times, exactly or nearly."""
    ring = star(rng, int(rng.integers(3, 9)))
    rounds = [ring, ring * rng.choice([1.0, 0.9]), ring][: rng.integers(2, 4)]
    return [(np.concatenate(rounds), [])]


def pentagram(rng: Random) -> list[Part]:
    """Draw a star drawn in one go, so that its middle is enclosed twice."""
    count = int(rng.choice([5, 7, 9]))
    return [(polar(np.arange(count) * 2 * TURN / count + rng.uniform(0, 1), 1.0), [])]


def spikes(rng: Random) -> list[Part]:
    """Passages out and back, outwards or through the shape."""
    ring = star(rng, int(rng.integers(4, 9)))
    k = int(rng.integers(len(ring)))
    tip = ring[k] * rng.choice([1.5, -1.2, 0.2])
    return [(np.concatenate([ring[: k + 1], [tip], ring[k:]]), [])]


def crossed_spikes(rng: Random) -> list[Part]:
    """Spikes through rings that cross themselves."""
    ring = rng.uniform(-1, 1, (int(rng.integers(4, 7)), 2))
    k = int(rng.integers(len(ring)))
    return [(np.concatenate([ring[: k + 1], [rng.uniform(-1, 1, 2)], ring[k:]]), [])]


def holes_outside(rng: Random) -> list[Part]:
    """Draw a hole beside its shell."""
    shell, holes = _part(rng, np.zeros(2), 1)
    return [(shell, [*holes, 0.4 * star(rng, 6) + (1.6, 0.0)])]


def holes_across(rng: Random) -> list[Part]:
    """Draw a hole that crosses its shell, or holes that cross each other."""
    shell, holes = _part(rng, np.zeros(2), 1)
    return [(shell, [*holes, 0.4 * star(rng, 6) + polar(rng.uniform(0, TURN, 1), rng.uniform(0, 1))[0]])]


def tangled_holes(rng: Random) -> list[Part]:
    """Draw a hole whose sides cross each other."""
    return [(star(rng, 12, 0.9), [rng.uniform(-0.5, 0.5, (int(rng.integers(4, 7)), 2))])]


def many_corners(rng: Random) -> list[Part]:
    """Two blobs of more than 256 vertices over each other."""
    return [(blob(rng, 300), []), (turned(blob(rng, 280), 1.0) + 0.3, [])]


KINDS: tuple[Callable[[Random], list[Part]], ...] = (
    bow_tie, tangle, lattice_tangle, overlapping_parts, nested_shells, wound_twice, pentagram,
    spikes, crossed_spikes, holes_outside, holes_across, tangled_holes, many_corners,
)  # fmt: skip


def judge_invalid(count: int, seed: int, chunk: int = 0) -> Tally:
    """Draw `count` shapes, all kinds in turn, and judge each against a random valid zone."""
    rng = np.random.default_rng([seed, chunk, 1])
    tally = Tally()
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        size_m = 10 ** rng.uniform(1.5, 3)
        origin = rng.choice([np.zeros(2), np.array([547_000.0, 2_477_000.0])])
        parts = [
            (shell * size_m + origin, [hole * size_m + origin for hole in holes])
            for shell, holes in kind(rng)
        ]
        around = star(rng, int(rng.integers(3, 12))) + rng.uniform(-1, 1, 2)
        zone = shapely.Polygon(around * size_m + origin)
        name = f"invalid {kind.__name__}"
        verdict, shape = judge_shape(rng, parts, zone)
        tally.count[name, verdict] += 1
        if verdict.is_wrong:
            tally.failures.append((name, verdict, -1.0, None, shape.wkb_hex, zone.wkb_hex))
    return tally


def judge_shape(rng: Random, parts: list[Part], zone: shapely.Geometry) -> tuple[Verdict, shapely.Geometry]:
    """Return what became of a shape of these rings and a valid zone, and the shape as it was given."""
    polygons = [shapely.Polygon(shell, holes) for shell, holes in parts]
    shape = polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    repaired = validate(np.array([shape], dtype=object), "polygon")
    if repaired.broken[0]:
        return Verdict.NOT_CHECKED, shape
    both = (repaired.geometry, np.array([zone], dtype=object))
    site, other = both if rng.random() < 0.5 else both[::-1]
    found = ask(site, other).get((0, 0))
    if found is not None and found.unresolved:
        return Verdict.NOT_CHECKED, shape
    points = _points(rng, parts, zone)
    land, judged = is_land(parts, points)
    in_zone = _winds(shapely.get_coordinates(zone)[:-1], points)
    told = np.zeros(len(points), dtype=bool)
    if found is not None:
        told = shapely.contains_xy(found.shape, points)
    if (land & in_zone & ~told & judged).any():
        return (Verdict.FALSE_CLEAR if found is None else Verdict.TOO_SMALL), shape
    if (told & ~(land & in_zone) & judged).any():
        return Verdict.TOO_LARGE, shape
    return Verdict.RIGHT, shape


def is_land(parts: list[Part], points: FloatArray) -> tuple[BoolArray, BoolArray]:
    """
    Return which points are land by the rule above, and which the rule judges at all.

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    >>> land, judged = is_land([(square, [square / 2])], np.array([[1.0, 1.0], [3.0, 3.0], [5.0, 5.0]]))
    >>> land.tolist(), judged.tolist()
    ([False, True, False], [True, True, True])
    """
    land = np.zeros(len(points), dtype=bool)
    unsure = np.zeros(len(points), dtype=bool)
    for shell, holes in parts:
        inside = _winds(shell, points)
        for hole in holes:
            hollow = _winds(hole, points)
            unsure |= hollow & ~_winds(shell, points)
            inside &= ~hollow
        land |= inside
    return land, ~unsure | land


def _points(rng: Random, parts: list[Part], zone: shapely.Geometry) -> FloatArray:
    """Half anywhere in the box of the shape, half near its edges; none on an edge."""
    rings = [ring for shell, holes in parts for ring in (shell, *holes)]
    corners = np.concatenate(rings)
    anywhere = rng.uniform(corners.min(axis=0), corners.max(axis=0), (POINTS, 2))
    start, end = (np.concatenate([np.roll(ring, -step, axis=0) for ring in rings]) for step in (0, 1))
    edge = rng.integers(len(start), size=POINTS)
    along = start[edge] + rng.random((POINTS, 1)) * (end - start)[edge] + rng.normal(0, ALONG_M, (POINTS, 2))
    points = np.concatenate([anywhere, along])
    lines = shapely.multilinestrings([zone.exterior, *(shapely.linearrings(ring) for ring in rings)])
    shapely.prepare(lines)
    return np.asarray(points[~shapely.dwithin(lines, shapely.points(points), NEAR_M)])


def _winds(ring: FloatArray, points: FloatArray) -> BoolArray:
    """Whether a ring runs around each point, once or more, in either direction."""
    (x, y), (u, v) = (ring[:, None] - points).T, (np.roll(ring, -1, axis=0)[:, None] - points).T
    left = x * v - u * y > 0
    upward, downward = (y <= 0) & (v > 0), (y > 0) & (v <= 0)
    number = (upward & left).sum(axis=1) - (downward & ~left).sum(axis=1)
    return np.asarray(number != 0)


def _part(rng: Random, middle: FloatArray, holes: int) -> Part:
    """Return a star with so many holes, round `middle`."""
    shell = star(rng, int(rng.integers(6, 12)), 0.7)
    return shell + middle, [0.4 * star(rng, 6) + middle for _ in range(holes)]
