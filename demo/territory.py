"""
Estimate who governs where, from places, boxes, areas and centroids alone.

No boundary of a commune is at hand. What is at hand: the geocoder's point and box of the former
communes, and the official area and centroid of the communes of 2025, also of those across the
provincial border. A commune is strong near its centroid and near the middles of its former
communes' boxes, weak outside them; its strength is raised or lowered, and its places moved a
little, until areas and centroids come out right. The result is a generalised power diagram.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Polygon

from demo.boxes import M2_PER_KM2, believed_centroids, box_cost, sized_units
from demo.relief import BOUNDS_M

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from demo.inputs import Inputs

NEIGHBOUR_REACH_M = 30_000.0
SAMPLE_REACH_M = 26_000.0
"""How far from the centroids of the province's communes neighbours and sample points may lie."""
CENTROID_SHARE = 0.35
"""Weight of the official centroid against the boxes."""
MAX_BOX_COST = 12.0
ROUNDS = 300
MOVE_EVERY = 5
STRENGTH_RATE = 0.125
MOVE_RATE = 0.25
MAX_MOVE = 0.25
"""Largest move of a commune's places, as a share of the radius of its area."""
MAX_NEIGHBOUR_STRENGTH = 2.5
"""Limit as a share of the squared radius: a neighbour at the rim of the sample must not swell."""


@dataclass(frozen=True, kw_only=True)
class Territory:
    """Former communes and neighbours, and the strength and place of the communes they make up."""

    units: pd.DataFrame
    """The 106 former communes; `group` is the row of the new commune."""
    anchor: NDArray[np.float64]
    """Believed centroids: the 38 communes, then their neighbours (n, 2)."""
    radius2_m2: NDArray[np.float64]
    """Squared radius of a disc of the official area, in the same order."""
    strength_m2: NDArray[np.float64]
    move_m: NDArray[np.float64]
    """How far the places of each of the 38 were moved (38, 2)."""

    @property
    def count(self) -> int:
        """Return the number of communes of the province."""
        return len(self.move_m)

    def unit_cost(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the cost (n, 106) of each point for each former commune, in squared half boxes."""
        return box_cost(points, self.units, self.move_m)

    def cost(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the cost (n, 39) in m2 of each point per commune; the last column is other provinces."""
        full = self.raw_cost(points) - self.strength_m2
        return np.column_stack((full[:, : self.count], full[:, self.count :].min(axis=1)))

    def raw_cost(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the cost for each commune and each neighbour without strength."""
        middle = self.anchor.copy()
        middle[: self.count] += self.move_m
        result = (points[:, [0]] - middle[:, 0]) ** 2 + (points[:, [1]] - middle[:, 1]) ** 2
        group = self.units["group"].to_numpy()
        unit = self.unit_cost(points)
        for number in range(self.count):
            boxes = np.minimum(unit[:, group == number].min(axis=1), MAX_BOX_COST) * self.radius2_m2[number]
            result[:, number] = CENTROID_SHARE * result[:, number] + (1 - CENTROID_SHARE) * boxes
        return result


def vietnam_side(border: shapely.LineString) -> Polygon:
    """Return the part of the working window, with a margin, south of the border."""
    west, south, east, _ = BOUNDS_M
    points = [tuple(point) for point in shapely.get_coordinates(border)]
    corners = [
        (east + 60_000, points[-1][1]),
        (east + 60_000, south - 20_000),
        (west - 60_000, south - 20_000),
    ]
    whole = shapely.make_valid(Polygon([*points, *corners, (west - 60_000, points[0][1])]))
    # The source line has tiny loops: each becomes a polygon of its own.
    return max(shapely.get_parts(whole), key=lambda part: part.area)


def fit_territory(inputs: Inputs, points: NDArray[np.float64], point_area_m2: float) -> Territory:
    """
    Return the territory whose communes have their official areas and centroids on these points.

    Parameters
    ----------
    inputs
        Units, communes and neighbours.
    points
        Array (n, 2) that samples the Vietnamese side evenly, see `within_reach`.
    point_area_m2
        Area that each point stands for.
    """
    territory = _first_guess(inputs)
    raw = territory.raw_cost(points)
    for turn in range(ROUNDS):
        rate = 1.0 if turn < ROUNDS / 2 else 0.5 if turn < ROUNDS * 4 / 5 else 0.2
        cost = raw - territory.strength_m2
        owner = cost.argmin(axis=1)
        # Beyond all discs lies land of which nothing is known.
        owner[(owner >= territory.count) & (cost.min(axis=1) > 0)] = len(territory.anchor)
        territory = _strengthened(territory, owner, point_area_m2, rate)
        if turn % MOVE_EVERY == MOVE_EVERY - 1 and turn < ROUNDS * 4 / 5:
            territory = _moved(territory, owner, points, rate)
            raw = territory.raw_cost(points)
    return territory


def within_reach(points: NDArray[np.float64], inputs: Inputs) -> NDArray[np.float64]:
    """Return the points that lie near a commune of the province."""
    away = _nearest_m(points, inputs.communes[["x", "y"]].to_numpy())
    return points[away < SAMPLE_REACH_M]


def _first_guess(inputs: Inputs) -> Territory:
    communes = inputs.communes
    units = sized_units(inputs)
    centroid = communes[["x", "y"]].to_numpy()
    near = _nearest_m(inputs.neighbours[["x", "y"]].to_numpy(), centroid) < NEIGHBOUR_REACH_M
    around = inputs.neighbours[near]
    area = np.concatenate((communes["area_km2"], around["area_km2"])) * M2_PER_KM2
    return Territory(
        units=units,
        anchor=np.vstack((believed_centroids(units, centroid), around[["x", "y"]].to_numpy())),
        radius2_m2=area / np.pi,
        strength_m2=area / np.pi,
        move_m=np.zeros((len(communes), 2)),
    )


def _strengthened(
    territory: Territory, owner: NDArray[np.int64], point_area_m2: float, rate: float
) -> Territory:
    """Raise the strength of communes that are too small, lower it where they are too large."""
    size = len(territory.anchor)
    area = point_area_m2 * np.bincount(owner, minlength=size + 1)[:size]
    strength = territory.strength_m2 + rate * STRENGTH_RATE * (np.pi * territory.radius2_m2 - area)
    limit = MAX_NEIGHBOUR_STRENGTH * territory.radius2_m2[territory.count :]
    strength[territory.count :] = np.clip(strength[territory.count :], 0.0, limit)
    return replace(territory, strength_m2=strength)


def _moved(
    territory: Territory, owner: NDArray[np.int64], points: NDArray[np.float64], rate: float
) -> Territory:
    """Move each commune's places towards where its centroid should be, within the limit."""
    count = territory.count
    size = len(territory.anchor) + 1
    number = np.maximum(np.bincount(owner, minlength=size)[:count], 1)
    centroid = np.column_stack(
        [np.bincount(owner, axis, minlength=size)[:count] / number for axis in points.T]
    )
    move = territory.move_m + rate * MOVE_RATE * (territory.anchor[:count] - centroid)
    limit = MAX_MOVE * np.sqrt(territory.radius2_m2[:count]) / np.maximum(np.hypot(*move.T), 1.0)
    return replace(territory, move_m=move * np.minimum(1.0, limit)[:, None])


def _nearest_m(points: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hypot(points[:, [0]] - places[:, 0], points[:, [1]] - places[:, 1]).min(axis=1)
