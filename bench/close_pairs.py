"""Kinds of random pairs, the second half: edges and corners that touch, nearly touch or run along."""

from __future__ import annotations

import numpy as np
import shapely

from bench.shapes import TURN, Place, bar, nudged, outward, polar, star, tiny, turned

Pair = tuple[shapely.Geometry, shapely.Geometry]
Random = np.random.Generator


def touch_edge(rng: Random, place: Place) -> Pair:
    """Draw a neighbour across one whole edge."""
    ring, start, end, out = _edge(rng, place)
    return shapely.Polygon(ring), shapely.Polygon([start, end, end + out, start + out])


def last_bit(rng: Random, place: Place) -> Pair:
    """Draw a shared edge whose ends differ in the last bit; on the same side or across."""
    ring, start, end, out = _edge(rng, place)
    first, second = nudged(rng, np.array([start, end]))
    side = out * rng.choice([1.0, -0.5])
    return shapely.Polygon(ring), shapely.Polygon([first, second, end + side, start + side])


def part_of_edge(rng: Random, place: Place) -> Pair:
    """Draw a neighbour along a part of an edge, its corners computed on it."""
    ring, start, end, out = _edge(rng, place)
    a, b = np.sort(rng.uniform(-0.3, 1.3, 2))
    first, second = start + a * (end - start), start + b * (end - start)
    side = out * rng.choice([1.0, -0.5])
    return shapely.Polygon(ring), shapely.Polygon([first, second, second + side, first + side])


def touch_corner(rng: Random, place: Place) -> Pair:
    """Draw the same shape mirrored at one of its corners."""
    ring = place.size_m * star(rng, int(rng.integers(3, 12)))
    far = ring[np.argmax(np.hypot(*ring.T))]
    return shapely.Polygon(place.put(ring)), shapely.Polygon(place.put(2 * far - ring))


def touch_t(rng: Random, place: Place) -> Pair:
    """Draw a corner somewhere on an edge, as exactly as doubles can say."""
    ring, start, end, out = _edge(rng, place)
    corner = start + rng.uniform(0, 1) * (end - start)
    side = out * rng.choice([1.0, -0.3])
    aside = 0.3 * (end - start)
    return shapely.Polygon(ring), shapely.Polygon([corner, corner + side + aside, corner + side - aside])


def strips(rng: Random, place: Place) -> Pair:
    """Draw a neighbour pushed over the shared edge, or away from it, by 1e-9 to 1 m."""
    ring, start, end, out = _edge(rng, place)
    push = tiny(rng, -9, 0) * out / max(float(np.hypot(*out)), 1e-300)
    return shapely.Polygon(ring), shapely.Polygon([start + push, end + push, end + out, start + out])


def slivers(rng: Random, place: Place) -> Pair:
    """Draw a strip of 1e-9 to 1 m through a shape or along its edge."""
    ring, start, end, _ = _edge(rng, place)
    width = abs(tiny(rng, -9, 0))
    strip = bar(3 * place.size_m, width) - (1.5 * place.size_m, 0)
    angle = rng.uniform(0, TURN) if rng.random() < 0.5 else np.arctan2(*(end - start)[::-1])
    middle = (start + end) / 2 if rng.random() < 0.5 else ring.mean(axis=0)
    return shapely.Polygon(ring), shapely.Polygon(turned(strip, float(angle)) + middle)


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
    between = _along(ring, int(rng.integers(2, 6)))
    noise = abs(tiny(rng)) * rng.normal(size=between.shape)
    return shapely.Polygon(ring), shapely.Polygon(between + noise)


def collinear_runs(rng: Random, place: Place) -> Pair:
    """Rectangles on one line whose edges are cut into different numbers of pieces."""
    angle = float(rng.choice([0.0, TURN / 8, rng.uniform(0, TURN)]))
    both = []
    for side in (1.0, float(rng.choice([-1.0, 1.0]))):
        start = np.array([rng.choice([0.0, 0.25]), 0.0])
        ring = turned(place.size_m * (bar(rng.uniform(0.5, 2), side) + start), angle)
        both.append(shapely.Polygon(_along(place.put(ring), int(rng.integers(1, 12)))))
    return both[0], both[1]


def near_duplicates(rng: Random, place: Place) -> Pair:
    """Corners doubled at a distance of 1e-12 to 1e-3 m, against the plain shape or one across it."""
    ring = place.put(place.size_m * star(rng, int(rng.integers(3, 20))))
    doubled = np.repeat(ring, 2, axis=0)
    doubled[1::2] += abs(tiny(rng)) * rng.normal(size=ring.shape)
    other = ring if rng.random() < 0.5 else place.put(place.size_m * star(rng, 7))
    return shapely.Polygon(doubled), shapely.Polygon(other)


def coverage(rng: Random, place: Place) -> Pair:
    """Two parcels or blocks of parcels out of a gap-free mosaic of three by three."""
    corners = np.stack(np.meshgrid(np.arange(4.0), np.arange(4.0)), axis=2)
    corners = (corners + rng.uniform(-0.2, 0.2, corners.shape)) * place.size_m / 2
    wave = rng.normal(0, 0.03 * place.size_m, (2, 4, 4, 3, 1))
    t = np.array([0, 0.25, 0.5, 0.75])[:, None]

    def line(axis: int, row: int, column: int) -> np.ndarray:
        start = corners[row, column]
        end = corners[row, column + 1] if axis == 0 else corners[row + 1, column]
        points = start + t * (end - start)
        points[1:] += wave[axis, row, column] * outward(start, end)
        return place.put(np.vstack([points, end]))

    def block() -> shapely.Polygon:
        (west, east), (south, north) = (sorted(rng.choice(4, 2, replace=False)) for _ in range(2))
        path = [line(0, south, c)[:-1] for c in range(west, east)]
        path += [line(1, r, east)[:-1] for r in range(south, north)]
        path += [line(0, north, c)[:0:-1] for c in reversed(range(west, east))]
        path += [line(1, r, west)[:0:-1] for r in reversed(range(south, north))]
        return shapely.Polygon(np.concatenate(path))

    return block(), block()


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
    ring, start, end, _ = _edge(rng, place)
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


def _edge(rng: Random, place: Place) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return a ring on the map, the ends of one of its edges, and a step outwards from that edge."""
    local = place.size_m * star(rng, int(rng.integers(3, 16)))
    ring = place.put(local)
    k = int(rng.integers(len(ring)))
    start, end = ring[k - 1], ring[k]
    return ring, start, end, rng.uniform(0.1, 1) * place.size_m * outward(start, end)


def _along(ring: np.ndarray, pieces: int) -> np.ndarray:
    """Cut every edge into so many pieces."""
    t = np.arange(pieces)[:, None] / pieces
    following = np.roll(ring, -1, axis=0)
    return np.concatenate([a + t * (b - a) for a, b in zip(ring, following, strict=True)])
