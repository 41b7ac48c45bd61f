"""Kinds of random pairs, the first part: ordinary shapes, holes, many parts or vertices, odd outlines."""

from __future__ import annotations

import numpy as np
import shapely

from bench.shapes import TURN, Place, bar, blob, comb, nudged, outward, spiral, star, turned

Pair = tuple[shapely.Geometry, shapely.Geometry]
Random = np.random.Generator


def triangles(rng: Random, place: Place) -> Pair:
    """Two triangles anywhere."""
    first, second = (place.put(place.size_m * rng.uniform(-1, 1, (3, 2))) for _ in range(2))
    return shapely.Polygon(first), shapely.Polygon(second)


def quads(rng: Random, place: Place) -> Pair:
    """Two quadrilaterals, convex or not."""
    return _stars(rng, place, 4, 4)


def stars(rng: Random, place: Place) -> Pair:
    """Two star shapes of up to 60 vertices."""
    return _stars(rng, place, *rng.integers(3, 61, 2))


def holes(rng: Random, place: Place) -> Pair:
    """Draw a shape with a hole, and another with or without."""
    first = place.size_m * _annulus(rng)
    second = place.size_m * (_annulus(rng) + rng.uniform(-1, 1, 2)) * rng.uniform(0.2, 1)
    site = shapely.Polygon(place.put(second[0]), [place.put(second[1])] if rng.random() < 0.5 else None)
    return site, shapely.Polygon(place.put(first[0]), [place.put(first[1])])


def multipolygons(rng: Random, place: Place) -> Pair:
    """Parts in the cells of a grid, some with holes."""
    return _parts(rng, place), _parts(rng, place)


def checkerboards(rng: Random, place: Place) -> Pair:
    """Squares that touch in their corners, against the other colour or a shifted one."""
    shift = rng.choice([0.0, 0.0, 1.0, 0.5, 1e-6]) * np.array([1.0, rng.choice([0.0, 1.0])])
    step = place.size_m / 4
    both = []
    for colour, offset in ((0, np.zeros(2)), (rng.integers(2), shift)):
        cells = [(i, j) for i in range(4) for j in range(3) if (i + j) % 2 == colour]
        squares = [place.put((bar(1, 1) + cell + offset) * step) for cell in cells]
        both.append(shapely.MultiPolygon([shapely.Polygon(ring) for ring in squares]))
    return both[0], both[1]


def lattice(rng: Random, place: Place) -> Pair:
    """Corners on a small lattice, so that nearly everything touches or runs along."""
    unit = rng.choice([1.0, place.size_m / 3])
    both = []
    for _ in range(2):
        cells = rng.choice(36, int(rng.integers(4, 12)), replace=False)
        points = np.column_stack([cells % 6, cells // 6]).astype(float)
        middle = points.mean(axis=0) + rng.uniform(-0.3, 0.3, 2)
        order = np.argsort(np.arctan2(*(points - middle).T))
        both.append(shapely.Polygon(place.put(points[order] * unit)))
    return both[0], both[1]


def nested(rng: Random, place: Place) -> Pair:
    """One shape within the other, most of them; no more alike than a tenth of a percent."""
    outer = place.size_m * star(rng, int(rng.integers(3, 40)))
    inner = outer * rng.choice([0.999, 0.9, 0.5, 0.1, 1.001])
    return shapely.Polygon(place.put(inner)), shapely.Polygon(place.put(outer))


def in_hole(rng: Random, place: Place) -> Pair:
    """Draw a shape in the hole of the other: smaller, equal, equal up to the last bit, or larger."""
    shell, hole = place.size_m * _annulus(rng)
    zone = shapely.Polygon(place.put(shell), [place.put(hole)])
    choice = rng.integers(4)
    inner = place.put(hole * (rng.choice([0.5, 0.99, 1 - 1e-7, 1 + 1e-7, 1.01]) if choice > 1 else 1.0))
    return shapely.Polygon(nudged(rng, inner) if choice == 1 else inner), zone


def touching_hole(rng: Random, place: Place) -> Pair:
    """Draw a hole that touches its shell in a corner, and a site in the hole or at that corner."""
    shell = place.size_m * star(rng, int(rng.integers(6, 20)), 0.8)
    hole = np.vstack([shell[0], 0.4 * shell[2:5]])
    zone = shapely.Polygon(place.put(shell), [place.put(hole)])
    site = hole if rng.random() < 0.5 else shell[0] + 0.3 * place.size_m * star(rng, 5)
    return shapely.Polygon(place.put(site)), zone


def combs(rng: Random, place: Place) -> Pair:
    """Two combs across each other: hundreds of crossings and parts."""
    first, second = (comb(int(rng.integers(3, 25)), rng.uniform(0.2, 0.8)) for _ in range(2))
    angle = rng.choice([TURN / 4, TURN / 2, 0.0, rng.uniform(0, TURN)])
    return (
        shapely.Polygon(place.put(place.size_m * first)),
        shapely.Polygon(place.put(place.size_m * (turned(second, angle) + rng.uniform(-0.2, 0.2, 2)))),
    )


def spirals(rng: Random, place: Place) -> Pair:
    """Draw a spiral against a star, or against its own gap."""
    turns, width = float(rng.uniform(1.2, 5)), rng.uniform(0.2, 0.8)
    first = spiral(turns, int(turns * rng.integers(8, 24)), width)
    other = star(rng, int(rng.integers(3, 20))) if rng.random() < 0.5 else turned(first, rng.uniform(0, TURN))
    return shapely.Polygon(place.put(place.size_m * first)), shapely.Polygon(place.put(place.size_m * other))


def concavity(rng: Random, place: Place) -> Pair:
    """Draw a site in the notch of a U: free, touching one side, filling it, or slightly too wide."""
    across = rng.choice([0.5, 0.9, 1.0, 1.0 + 1e-9, 1.001])
    u_shape = np.array([[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3]], dtype=float)
    left = 1 + rng.choice([0.0, (1 - across) / 2, 1 - across])
    site = bar(across, rng.uniform(0.2, 1.5)) + np.array([left, 1.0])
    angle = rng.choice([0.0, rng.uniform(0, TURN)])
    shapes = [shapely.Polygon(place.put(turned(place.size_m * ring, angle))) for ring in (site, u_shape)]
    return shapes[0], shapes[1]


def zone_cut(rng: Random, place: Place) -> Pair:
    """Draw a zone of 257 to 2,000 vertices, which the engine cuts, and a small site at its edge."""
    zone = blob(rng, int(rng.integers(257, 2000)))
    middle = zone[rng.integers(len(zone))] * rng.choice([1.0, rng.uniform(0, 1.2)])
    site = middle + star(rng, int(rng.integers(3, 20))) * rng.uniform(0.01, 0.5)
    return shapely.Polygon(place.put(place.size_m * site)), shapely.Polygon(place.put(place.size_m * zone))


def both_cut(rng: Random, place: Place) -> Pair:
    """Site and zone above 256 vertices: alike, one within the other, or apart; the zone may have a hole."""
    first, second = (blob(rng, int(rng.integers(257, 800))) for _ in range(2))
    if rng.random() < 0.3:
        second = first * rng.choice([1.0, 1.0, 0.999, 1 + 1e-9])
    site = shapely.Polygon(place.put(place.size_m * (first + rng.choice([0.0, 0.5, 2.0]))))
    hole = [place.put(place.size_m * 0.5 * second)] if rng.random() < 0.5 else None
    return site, shapely.Polygon(place.put(place.size_m * second), hole)


def cut_line(rng: Random, place: Place) -> Pair:
    """Draw a site whose edge lies where the engine cuts the zone: on the middle line of its box."""
    zone = shapely.Polygon(place.put(place.size_m * blob(rng, int(rng.integers(257, 600)))))
    west, south, east, north = zone.bounds
    x, y = (west + east) / 2, (south + north) / 2
    half = place.size_m * rng.uniform(0.05, 1)
    boxes = [
        (x, y, x + half, y + half),
        (x - half, y, x, north + half),
        (x - half, south - half, x + half, y),
    ]
    return shapely.box(*boxes[rng.integers(3)]), zone


def cut_shared(rng: Random, place: Place) -> Pair:
    """Draw a neighbour that shares dozens of edges with a zone that the engine cuts."""
    ring = place.size_m * blob(rng, int(rng.integers(257, 600)))
    zone = place.put(ring)
    first, count = int(rng.integers(len(ring) - 60)), int(rng.integers(2, 60))
    shared = zone[first : first + count + 1]
    out = place.size_m * 0.3 * outward(ring[first], ring[first + count])
    side = rng.choice([1.0, 1.0, -1.0])
    return shapely.Polygon(np.concatenate([shared, (shared + side * out)[::-1]])), shapely.Polygon(zone)


def _stars(rng: Random, place: Place, first: int, second: int) -> Pair:
    offset = rng.uniform(-1, 1, 2) * rng.choice([0.2, 1.0])
    return (
        shapely.Polygon(place.put(place.size_m * star(rng, first))),
        shapely.Polygon(place.put(place.size_m * (star(rng, second) + offset))),
    )


def _annulus(rng: Random) -> np.ndarray:
    """Shell and hole, stacked."""
    count = int(rng.integers(8, 20))
    return np.stack([star(rng, count, 0.75), 0.5 * star(rng, count)])


def _parts(rng: Random, place: Place) -> shapely.Geometry:
    cells = rng.choice(9, int(rng.integers(2, 6)), replace=False)
    parts = []
    for cell in cells:
        shift = np.array([cell % 3, cell // 3]) - 1.0
        shell, hole = (place.put(place.size_m * (ring / 2 + shift)) for ring in _annulus(rng))
        parts.append(shapely.Polygon(shell, [hole] if rng.random() < 0.4 else None))
    return shapely.MultiPolygon(parts)
