"""Kinds of random pairs, the second part: edges and corners that are shared, exactly or nearly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from bench.shapes import TURN, Place, bar, nudged, outward, ring_and_edge, star, tiny, turned

Pair = tuple[shapely.Geometry, shapely.Geometry]
Random = np.random.Generator


def touch_edge(rng: Random, place: Place) -> Pair:
    """Draw a neighbour across one whole edge."""
    ring, start, end, out = ring_and_edge(rng, place)
    return shapely.Polygon(ring), shapely.Polygon([start, end, end + out, start + out])


def last_bit(rng: Random, place: Place) -> Pair:
    """Draw a shared edge whose ends differ in the last bit; on the same side or across."""
    ring, start, end, out = ring_and_edge(rng, place)
    first, second = nudged(rng, np.array([start, end]))
    side = out * rng.choice([1.0, -0.5])
    return shapely.Polygon(ring), shapely.Polygon([first, second, end + side, start + side])


def part_of_edge(rng: Random, place: Place) -> Pair:
    """Draw a neighbour along a part of an edge, its corners computed on it."""
    ring, start, end, out = ring_and_edge(rng, place)
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
    ring, start, end, out = ring_and_edge(rng, place)
    corner = start + rng.uniform(0, 1) * (end - start)
    side = out * rng.choice([1.0, -0.3])
    aside = 0.3 * (end - start)
    return shapely.Polygon(ring), shapely.Polygon([corner, corner + side + aside, corner + side - aside])


def strips(rng: Random, place: Place) -> Pair:
    """Draw a neighbour pushed over the shared edge, or away from it, by 1e-9 to 1 m."""
    ring, start, end, out = ring_and_edge(rng, place)
    push = tiny(rng, -9, 0) * out / max(float(np.hypot(*out)), 1e-300)
    return shapely.Polygon(ring), shapely.Polygon([start + push, end + push, end + out, start + out])


def slivers(rng: Random, place: Place) -> Pair:
    """Draw a strip of 1e-9 to 1 m through a shape or along its edge."""
    ring, start, end, _ = ring_and_edge(rng, place)
    width = abs(tiny(rng, -9, 0))
    strip = bar(3 * place.size_m, width) - (1.5 * place.size_m, 0)
    angle = rng.uniform(0, TURN) if rng.random() < 0.5 else np.arctan2(*(end - start)[::-1])
    middle = (start + end) / 2 if rng.random() < 0.5 else ring.mean(axis=0)
    return shapely.Polygon(ring), shapely.Polygon(turned(strip, float(angle)) + middle)


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


def rectangles(rng: Random, place: Place) -> Pair:
    """Draw turned rectangles on one side of a shared edge whose ends differ in the last bit."""
    return _rectangles(rng, place, 1.0)


def rectangles_across(rng: Random, place: Place) -> Pair:
    """Draw the same on opposite sides; GEOS alone is wrong in one of 50 of these."""
    return _rectangles(rng, place, -1.0)


def cut_from(rng: Random, place: Place) -> Pair:
    """Draw a quadrilateral cut off a shape along one of its edges, whose ends differ in the last bit."""
    place = _near_zero(rng, place)
    ring = place.size_m * star(rng, int(rng.integers(3, 9)))
    first, second = (ring[k] + rng.uniform(0.2, 0.9) * (ring[j] - ring[k]) for k, j in ((1, 2), (0, -1)))
    start, end = nudged(rng, place.put(ring[:2]))
    cut = np.vstack([start, end, place.put(np.array([first, second]))])
    return shapely.Polygon(place.put(ring)), shapely.Polygon(cut)


def _rectangles(rng: Random, place: Place, side: float) -> Pair:
    place = _near_zero(rng, place)
    height, *widths = place.size_m * rng.uniform(0.05, 1, 3)
    aside = rng.choice([0.0, rng.uniform(0, 0.5)]) * height
    angle = rng.uniform(0, TURN)
    ends = place.put(turned(np.array([[0, 0], [0, height]]), angle))
    far = turned(np.array([[widths[0], height], [widths[0], 0]]), angle)
    other = turned(side * np.array([[widths[1], side * (height + aside)], [widths[1], -side * aside]]), angle)
    site, zone = np.vstack([ends, place.put(far)]), np.vstack([nudged(rng, ends), place.put(other)])
    return shapely.Polygon(site), shapely.Polygon(zone)


def _near_zero(rng: Random, place: Place) -> Place:
    """Move most places to where the last bits of their coordinates differ most; off the grid."""
    if rng.random() < 0.2:
        return place
    east, north = rng.uniform(-0.5, 0.5, 2) * place.size_m
    return replace(
        place, east_m=float(east), north_m=float(north), size_m=max(place.size_m, 50.0), on_grid=False
    )
