"""Building blocks of the random pairs: rings as arrays of points, and where on the map they lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from geo.types import FloatArray

CENTIMETRE = 2
"""Decimals of coordinates on a grid of 1 cm, as cadastral files have them."""

TURN = 2 * np.pi


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a pair lies, how large it is, and whether its coordinates are whole centimetres."""

    east_m: float
    north_m: float
    size_m: float
    on_grid: bool

    def put(self, points: FloatArray) -> FloatArray:
        """Return points around 0 as coordinates on the map; equal points stay equal."""
        moved = points + np.array([self.east_m, self.north_m])
        return np.asarray(np.round(moved, CENTIMETRE) if self.on_grid else moved)


def draw_place(rng: np.random.Generator) -> Place:
    """Draw a place of VN-2000 size (most), a negative one, or one around 0; 0.3 m to 1 km large."""
    kind = rng.choice(4, p=[0.6, 0.1, 0.2, 0.1])
    east, north = rng.uniform(480_000, 575_000), rng.uniform(2_400_000, 2_495_000)
    if kind == 1:
        east, north = -east, -north
    elif kind >= 2:
        east, north = (
            rng.uniform(-20_000, 20_000, 2) if kind == 2 else rng.integers(2) * rng.uniform(-9, 9, 2)
        )
    return Place(
        east_m=float(east),
        north_m=float(north),
        size_m=float(10 ** rng.uniform(-0.5, 3)),
        on_grid=bool(rng.random() < 0.3),
    )


def star(rng: np.random.Generator, count: int, least: float = 0.4) -> FloatArray:
    """Return a star-shaped ring around 0 with radii from `least` to 1, against the clock, not closed."""
    angle = (np.arange(count) + rng.uniform(0, 0.9, count)) * (TURN / count) + rng.uniform(0, TURN)
    return polar(angle, rng.uniform(least, 1, count))


def blob(rng: np.random.Generator, count: int) -> FloatArray:
    """Return a ring of many vertices whose radius changes slowly."""
    angle = np.arange(count) * (TURN / count)
    radius = np.ones(count)
    for wave in (2, 3, 5, 11, 29):
        radius += 0.3 / wave * np.cos(wave * angle + rng.uniform(0, TURN))
    return polar(angle, radius / 1.5)


def polar(angle: FloatArray, radius: FloatArray | float) -> FloatArray:
    """Return points by angle and distance from 0."""
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def turned(points: FloatArray, angle: float) -> FloatArray:
    """Turn points about 0 against the clock."""
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.asarray(points @ np.array([[cosine, sine], [-sine, cosine]]))


def bar(length: float, width: float) -> FloatArray:
    """Return a rectangle from (0, 0) to (length, width)."""
    return np.array([[0, 0], [length, 0], [length, width], [0, width]], dtype=float)


def comb(teeth: int, gap: float) -> FloatArray:
    """Return a comb about 2 wide and high, with teeth pointing up; `gap` is the share of air."""
    pitch = 2.0 / teeth
    points = [[-1.0, -1.0], [1.0, -1.0]]
    for tooth in range(teeth):
        right = 1 - tooth * pitch
        left = right - pitch * (1 - gap)
        points += [[right, 1.0], [left, 1.0], [left, -0.9], [right - pitch, -0.9]]
    return np.array(points[:-2])


def spiral(turns: float, steps: int, width: float) -> FloatArray:
    """Return a band that winds `turns` times around 0; its turns do not touch while `width` < 1."""
    angle = np.linspace(0, turns * TURN, steps)
    inner = 0.1 + 0.9 * angle / angle[-1]
    band = width * 0.9 / turns
    return np.concatenate([polar(angle, inner), polar(angle, inner + band)[::-1]])


def outward(start: FloatArray, end: FloatArray) -> FloatArray:
    """Return the unit vector to the right of an edge: outside, where the ring runs against the clock."""
    x, y = end - start
    return np.array([y, -x]) / max(float(np.hypot(x, y)), 1e-300)


def ring_and_edge(
    rng: np.random.Generator, place: Place
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return a ring on the map, the ends of one of its edges, and a step outwards from that edge."""
    local = place.size_m * star(rng, int(rng.integers(3, 16)))
    ring = place.put(local)
    k = int(rng.integers(len(ring)))
    start, end = ring[k - 1], ring[k]
    return ring, start, end, rng.uniform(0.1, 1) * place.size_m * outward(start, end)


def along(ring: FloatArray, pieces: int) -> FloatArray:
    """Cut every edge into so many pieces."""
    t = np.arange(pieces)[:, None] / pieces
    following = np.roll(ring, -1, axis=0)
    return np.concatenate([a + t * (b - a) for a, b in zip(ring, following, strict=True)])


def tiny(rng: np.random.Generator, low: float = -12, high: float = -3) -> float:
    """Return a length whose order of magnitude is drawn, of either sign."""
    return float(10 ** rng.uniform(low, high)) * float(rng.choice([-1.0, 1.0]))


def nudged(rng: np.random.Generator, points: FloatArray) -> FloatArray:
    """Move about half of all coordinates by their last bit."""
    aside = np.nextafter(points, rng.choice([-np.inf, np.inf], points.shape))
    return np.where(rng.random(points.shape) < 0.5, aside, points)


def dressed(rng: np.random.Generator, polygon: shapely.Geometry) -> shapely.Geometry:
    """Return the same land with its rings written otherwise: other direction, start, repeated vertices."""
    parts = [
        shapely.Polygon(_rewritten(rng, part.exterior), [_rewritten(rng, hole) for hole in part.interiors])
        for part in shapely.get_parts(polygon)
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _rewritten(rng: np.random.Generator, ring: shapely.Geometry) -> FloatArray:
    points = np.roll(shapely.get_coordinates(ring)[:-1], rng.integers(100), axis=0)
    if rng.random() < 0.5:
        points = points[::-1]
    if rng.random() < 0.3:
        points = np.repeat(points, rng.integers(1, 3, len(points)), axis=0)
    return np.asarray(points)
