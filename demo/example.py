"""
The worked example: the urban area P032 and the planned forest it lies on.

Published figures: 41.85 ha, of which 19.15 ha planned protection forest, 22.52 ha planned
production forest and 0.18 ha other land; 8.76 ha carries planted forest today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Polygon

from demo.relief import distance_m
from demo.shapes import M2_PER_HA, blob

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from demo.network import Network

TOTAL_HA = 41.85
PROTECTION_HA = 19.15
PRODUCTION_HA = 22.52
PLANTED_HA = 8.76
CLEARANCE_M = 480.0


@dataclass(frozen=True, kw_only=True)
class Example:
    """Footprint of P032 and its pieces; the pieces make up the footprint."""

    site: Polygon
    protection: Polygon
    production_planted: Polygon
    production_other: Polygon
    clear: Polygon

    def pieces(self) -> list[Polygon]:
        """Return the four pieces in the order of the fields."""
        return [self.protection, self.production_planted, self.production_other, self.clear]


def make_example(
    commune: Polygon, place: tuple[float, float], network: Network, water: list[BaseGeometry]
) -> Example:
    """
    Return the example near `place`, inside its commune and clear of roads, water and power lines.

    Parameters
    ----------
    commune
        Polygon of Phường Tân Phong.
    place
        Commune point of the project, easting and northing.
    network, water
        What to keep away from.
    """
    lines = [*network.roads["line"], *network.streams, *network.power_lines["line"], *water]
    room = commune.buffer(-400.0)
    for number in range(400):
        away, angle = 150.0 * np.sqrt(number), number * 2.399963
        x, y = place[0] + away * np.cos(angle), place[1] + away * np.sin(angle)
        if (
            room.contains(blob((x, y), TOTAL_HA, seed=32))
            and distance_m(np.array([x]), np.array([y]), lines)[0] > CLEARANCE_M
        ):
            return _divided(blob((x, y), TOTAL_HA, seed=32))
    raise ValueError("The worked example finds no room in its commune.")


def _divided(site: Polygon) -> Example:
    clear, rest = _cut(site, TOTAL_HA - PROTECTION_HA - PRODUCTION_HA, towards=(0.2, 1.0))
    protection, production = _cut(rest, PROTECTION_HA, towards=(-1.0, 0.25))
    planted, other = _cut(production, PLANTED_HA, towards=(0.4, -1.0))
    return Example(
        site=site, protection=protection, production_planted=planted, production_other=other, clear=clear
    )


def _cut(shape: Polygon, area_ha: float, *, towards: tuple[float, float]) -> tuple[Polygon, Polygon]:
    """Return the end of `shape` in a direction that has the area, and the rest; the cut winds a little."""
    along = np.array(towards) / np.hypot(*towards)
    across = np.array([-along[1], along[0]])
    middle = np.array([shape.centroid.x, shape.centroid.y])
    steps = np.linspace(-1_500, 1_500, 61)
    wave = 22 * np.sin(steps / 83.0) + 9 * np.sin(steps / 31.0)
    low, high = -1_500.0, 1_500.0
    for _ in range(60):
        reach = (low + high) / 2
        line = middle + np.outer(reach + wave, along) + np.outer(steps, across)
        far = [middle + 3_000 * along + 1_500 * across, middle + 3_000 * along - 1_500 * across]
        half = Polygon(np.round(np.vstack((line, far)), 2))
        bigger = shape.intersection(half).area > area_ha * M2_PER_HA
        low, high = (reach, high) if bigger else (low, reach)
    return (
        shapely.intersection(shape, half, grid_size=0.01),
        shapely.difference(shape, half, grid_size=0.01),
    )
