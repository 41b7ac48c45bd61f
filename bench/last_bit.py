"""
How often the geometry library alone is wrong by a whole rectangle, and how often the engine is.

    python -m bench.last_bit [PAIRS]

Pairs of rectangles at random places and angles share an edge, one of whose ends is moved
by the last bit of its coordinates; half lie on the same side (true area: the smaller),
half on opposite sides (true area: 0).
"""

from __future__ import annotations

import sys

import numpy as np
import shapely

from geo.clip import clip

TOLERANCE_M2 = 1e-3


def pairs(count: int, *, inside: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return sites, zones and the true area of each pair."""
    rng = np.random.default_rng(11)
    width, height, other = rng.uniform(5, 300, (3, count))
    angle = rng.uniform(0, 2 * np.pi, count)
    centre = rng.uniform(-500, 500, (count, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])

    def at(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.einsum("ijk,jk->ki", turn, np.array([x, y])) + centre

    def moved(points: np.ndarray) -> np.ndarray:
        aside = np.nextafter(points, rng.choice([-np.inf, np.inf], points.shape))
        return np.where(rng.random(points.shape) < 0.5, aside, points)

    zero = np.zeros(count)
    first, second = at(zero, zero), at(zero, height)
    reach = other if inside else -other
    sites = shapely.polygons(np.stack([first, second, at(width, height), at(width, zero)], axis=1))
    zones = shapely.polygons(
        np.stack([moved(first), moved(second), at(reach, height), at(reach, zero)], axis=1)
    )
    return sites, zones, np.minimum(width, other) * height if inside else zero


def main(count: int) -> None:
    """Print the wrong ones of both, for both kinds of pairs."""
    for inside in (True, False):
        sites, zones, true_m2 = pairs(count, inside=inside)
        alone = np.abs(shapely.area(shapely.intersection(sites, zones)) - true_m2) > TOLERANCE_M2
        done = clip(sites, zones)
        wrong = (np.abs(done.area_m2 - true_m2) > TOLERANCE_M2) & ~done.unresolved
        kind = "same side" if inside else "opposite sides"
        print(f"{kind}: {count} pairs, intersection alone wrong {alone.sum()}, engine wrong {wrong.sum()},")
        print(f"    recomputed {done.recomputed.sum()}, not checked {done.unresolved.sum()}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
