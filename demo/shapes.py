"""Draw plausible outlines: irregular patches, plots and corridors of a wanted area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Polygon, affinity

from demo.noise import uniform

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import LineString

M2_PER_HA = 10_000.0
GRID_M = 0.01


def blob(place: Sequence[float], area_ha: float, *, seed: int, points: int = 0) -> Polygon:
    """
    Return an irregular patch around a place.

    Parameters
    ----------
    place
        Easting and northing in metres.
    area_ha
        Area of the result, exact to the rounding of its corners to centimetres.
    seed
        Another seed gives another outline.
    points
        Number of corners; 0 lets the size decide.

    Examples
    --------
    >>> round(blob((500_000.0, 2_450_000.0), 12.0, seed=3).area / 10_000, 3)
    12.0
    """
    count = points or int(np.clip(14 + np.sqrt(area_ha) * 2, 16, 90))
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    radius = np.ones(count)
    numbers = np.arange(1, 8)
    strength = 0.34 / numbers**1.15 * (0.4 + uniform(numbers, numbers * 0, seed))
    phase = 2 * np.pi * uniform(numbers, numbers * 0 + 1, seed)
    for number, size, start in zip(numbers, strength, phase, strict=True):
        radius += size * 0.8 * np.cos(number * angle + start)
    radius = np.maximum(radius, 0.3)
    stretch = 1 + 0.5 * float(uniform(numbers[:1], numbers[:1] * 0 + 2, seed)[0])
    turn = np.pi * float(uniform(numbers[:1], numbers[:1] * 0 + 3, seed)[0])
    shape = Polygon(np.column_stack((radius * np.cos(angle) * stretch, radius * np.sin(angle))))
    return sized(affinity.rotate(shape, turn, use_radians=True), place, area_ha)


def plot(place: Sequence[float], area_ha: float, *, seed: int) -> Polygon:
    """Return a building plot: a turned, slightly skewed quadrilateral with one corner cut."""
    numbers = np.arange(8)
    random = uniform(numbers, numbers * 0, seed)
    wide, tall = 1 + 0.7 * random[0], 1.0
    skew = 0.25 * (random[1:5] - 0.5)
    corners = [(-wide, -tall + skew[0]), (wide * 0.7, -tall), (wide, -tall * 0.6 + skew[1])]
    corners += [(wide + skew[2], tall), (-wide + skew[3], tall)]
    return sized(affinity.rotate(Polygon(corners), 180 * random[5]), place, area_ha)


def sized(shape: Polygon, place: Sequence[float], area_ha: float) -> Polygon:
    """Return `shape` scaled to the area and moved to the place, its corners on whole centimetres."""
    middle = shape.centroid
    factor = np.sqrt(area_ha * M2_PER_HA / shape.area)
    points = (shapely.get_coordinates(shape) - (middle.x, middle.y)) * factor + np.asarray(place, dtype=float)
    return Polygon(np.round(points, 2))


def corridor(line: LineString, width_m: float, *, area_ha: float = 0.0) -> Polygon:
    """Return the strip along `line`; a wanted area, if given, decides the width."""
    if not area_ha:
        return rounded(line.buffer(width_m / 2, cap_style="flat", join_style="bevel"))
    low, high = 1.0, 4_000.0
    for _ in range(60):
        middle = (low + high) / 2
        bigger = line.buffer(middle / 2, cap_style="flat", join_style="bevel").area > area_ha * M2_PER_HA
        low, high = (low, middle) if bigger else (middle, high)
    return rounded(line.buffer(low / 2, cap_style="flat", join_style="bevel"))


def rounded(shape: Polygon) -> Polygon:
    """Return a valid shape with its coordinates on whole centimetres."""
    return shapely.set_precision(shape, GRID_M)
