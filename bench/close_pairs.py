"""Kinds of random pairs, the third part: shapes that are nearly alike, nearly straight or nearly nothing."""

from __future__ import annotations

import numpy as np
import shapely

from bench.shapes import TURN, Place, along, bar, nudged, outward, polar, ring_and_edge, star, tiny, turned

Pair = tuple[shapely.Geometry, shapely.Geometry]
Random = np.random.Generator


def equal(rng: Random, place: Place) -> Pair:
    """Draw the same shape twice."""
    shape = shapely.Polygon(place.put(place.size_m * star(rng, int(rng.integers(3, 40)))))
    return shape, shape


def shifted(rng: Random, place: Place) -> Pair:
    """Draw the same shape moved by the last bits, a micrometre, a millimetre or a centimetre."""
    ring = place.put(place.size_m * star(rng, int(rng.integers(3, 40))))
    step = rng.choice([0.0, 1e-6, 1e-3, 1e-2]) * rng.choice([-1.0, 0.0, 1.0], 2)
    return shapely.Polygon(ring), shapely.Polygon(ring + step if step.any() else nudged(rng, ring))


def nearly_collinear(rng: Random, place: Place) -> Pair:
    """Draw the same outline with points between its corners that lie 1e-12 to 1e-3 m off."""
    ring = place.put(place.size_m * star(rng, int(rng.integers(3, 12))))
    between = along(ring, int(rng.integers(2, 6)))
    noise = abs(tiny(rng)) * rng.normal(size=between.shape)
    return shapely.Polygon(ring), shapely.Polygon(between + noise)


def collinear_runs(rng: Random, place: Place) -> Pair:
    """Rectangles on one line whose edges are cut into different numbers of pieces."""
    angle = float(rng.choice([0.0, TURN / 8, rng.uniform(0, TURN)]))
    both = []
    for side in (1.0, float(rng.choice([-1.0, 1.0]))):
        start = np.array([rng.choice([0.0, 0.25]), 0.0])
        ring = turned(place.size_m * (bar(rng.uniform(0.5, 2), side) + start), angle)
        both.append(shapely.Polygon(along(place.put(ring), int(rng.integers(1, 12)))))
    return both[0], both[1]


def near_duplicates(rng: Random, place: Place) -> Pair:
    """Corners doubled at a distance of 1e-12 to 1e-3 m, against the plain shape or one across it."""
    ring = place.put(place.size_m * star(rng, int(rng.integers(3, 20))))
    doubled = np.repeat(ring, 2, axis=0)
    doubled[1::2] += abs(tiny(rng)) * rng.normal(size=ring.shape)
    other = ring if rng.random() < 0.5 else place.put(place.size_m * star(rng, 7))
    return shapely.Polygon(doubled), shapely.Polygon(other)


def near_edges(rng: Random, place: Place) -> Pair:
    """Every corner of one shape lies 1e-12 to 1e-3 m from an edge of the other."""
    ring = place.put(place.size_m * star(rng, int(rng.integers(4, 20)), 0.6))
    points = []
    for start, end in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        foot = start + rng.uniform(0.05, 0.95) * (end - start)
        points.append(foot + tiny(rng) * outward(start, end))
        if rng.random() < 0.3:
            points.append(foot + 0.2 * (end - start) + 0.3 * place.size_m * outward(start, end))
    return shapely.Polygon(ring), shapely.Polygon(np.array(points))


def near_corners(rng: Random, place: Place) -> Pair:
    """Draw the corners of one shape lie 1e-12 to 1e-3 m from corners of the other."""
    ring = place.put(place.size_m * star(rng, int(rng.integers(6, 20)), 0.6))
    kept = ring[np.sort(rng.choice(len(ring), int(rng.integers(3, len(ring))), replace=False))]
    return shapely.Polygon(ring), shapely.Polygon(kept + abs(tiny(rng)) * rng.normal(size=kept.shape))


def near_parallel(rng: Random, place: Place) -> Pair:
    """Two bars that cross at an angle of 1e-9 to 1e-2."""
    length = 2 * place.size_m
    first = bar(length, length * 10 ** rng.uniform(-4, 0)) - (length / 2, 0)
    second = bar(length, length * 10 ** rng.uniform(-4, 0) * rng.choice([-1, 1])) - (length / 2, 0)
    angle = rng.uniform(0, TURN)
    return (
        shapely.Polygon(place.put(turned(first, angle))),
        shapely.Polygon(place.put(turned(second, angle + tiny(rng, -9, -2)))),
    )


def fans(rng: Random, place: Place) -> Pair:
    """Spikes whose feet meet near one point: dozens of crossings within 1e-9 m or more."""
    both = []
    for _ in range(2):
        count = int(rng.integers(3, 9))
        angle = np.arange(2 * count) * TURN / (2 * count) + rng.uniform(0, 1)
        foot = min(abs(tiny(rng, -9, 1)), place.size_m / 3)
        both.append(place.put(polar(angle, np.tile([place.size_m, foot], count)) + rng.choice([0.0, foot])))
    return shapely.Polygon(both[0]), shapely.Polygon(both[1])


def tiny_inside(rng: Random, place: Place) -> Pair:
    """Draw a shape of 1e-6 to 1 m inside a large one, at its corner, or on its edge."""
    ring, start, end, _ = ring_and_edge(rng, place)
    middle = [ring.mean(axis=0), start, start + rng.uniform(0, 1) * (end - start)][rng.integers(3)]
    speck = middle + abs(tiny(rng, -6, 0)) * star(rng, int(rng.integers(3, 8)))
    return shapely.Polygon(speck), shapely.Polygon(ring)


def needles(rng: Random, place: Place) -> Pair:
    """Triangles of 1e-6 to 1 m by up to 100 km, against another needle or a shape."""

    def needle() -> np.ndarray:
        length = 10 ** rng.uniform(1, 5)
        low = rng.uniform(0, 1)
        tip = np.array([[0, 0], [length, low], [length, low + abs(tiny(rng, -6, 0))]])
        return np.asarray(turned(tip - (rng.choice([0.0, length / 2]), 0), rng.uniform(0, TURN)))

    other = needle() if rng.random() < 0.5 else place.size_m * star(rng, 9)
    return shapely.Polygon(place.put(needle())), shapely.Polygon(place.put(other))
