"""
Estimate who governs where, from places, boxes, areas and centroids alone.

No boundary of a commune is at hand. What is at hand: the geocoder's point and box of former
communes in five provinces, and the official area and centroid of the 38 communes. A former
commune is strong near the middle of its box and weak outside; the strength of each of the 38 is
then raised or lowered, and tilted, until areas and centroids come out right. The result is a
generalised power diagram.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely import Polygon

from demo.relief import BOUNDS_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demo.inputs import Inputs

REACH_M = 25_000.0
"""Units of other provinces farther than this from any commune cannot touch the province."""
BOX_FILL = 0.5
"""Share of its box that a commune fills, on average."""
OUTSIDE_PENALTY = 1.0
ROUNDS = 260
M2_PER_KM2 = 1e6
AREA_RATE = 0.16
TILT_RATE = 0.10


@dataclass(frozen=True, kw_only=True)
class Territory:
    """Candidate units and the strength and tilt of the communes they belong to."""

    units: pd.DataFrame
    """Former communes within reach; `group` is the row of the new commune, -1 for other provinces."""
    centre: NDArray[np.float64]
    """Official centroids (38, 2)."""
    side_m: NDArray[np.float64]
    """Square root of the official areas."""
    strength: NDArray[np.float64]
    tilt: NDArray[np.float64]

    def cost(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the cost (n, units) of each point for each unit; the cheapest governs it."""
        return _adjust(base_cost(points, self.units), points, self)


def vietnam_side(border: shapely.LineString) -> Polygon:
    """Return the part of the working window, with a margin, south of the border."""
    west, south, east, _ = BOUNDS_M
    points = [tuple(point) for point in shapely.get_coordinates(border)]
    corners = [(east + 60_000, points[-1][1]), (east + 60_000, south - 20_000), (west - 60_000, south - 20_000)]
    whole = shapely.make_valid(Polygon([*points, *corners, (west - 60_000, points[0][1])]))
    # The source line has tiny loops: each becomes a polygon of its own.
    return max(shapely.get_parts(whole), key=lambda part: part.area)


def fit_territory(inputs: Inputs, points: NDArray[np.float64], area_m2: NDArray[np.float64]) -> Territory:
    """
    Return the territory whose communes have their official areas and centroids on these points.

    Parameters
    ----------
    inputs
        Units and communes.
    points
        Array (n, 2) that samples the Vietnamese side of the window evenly.
    area_m2
        Area that each point stands for.
    """
    communes = inputs.communes
    territory = Territory(
        units=_candidates(inputs),
        centre=communes[["x", "y"]].to_numpy(),
        side_m=np.sqrt(communes["area_km2"].to_numpy() * M2_PER_KM2),
        strength=np.zeros(len(communes)),
        tilt=np.zeros((len(communes), 2)),
    )
    base = base_cost(points, territory.units)
    group = territory.units["group"].to_numpy()
    for turn in range(ROUNDS):
        rate = 1.0 if turn < ROUNDS / 2 else 0.5
        owner = group[_adjust(base, points, territory).argmin(axis=1)]
        territory = _improved(territory, owner, points, area_m2, rate)
    return territory


def base_cost(points: NDArray[np.float64], units: pd.DataFrame) -> NDArray[np.float64]:
    """Return the squared distance in half boxes from each point to each unit, dearer outside the box."""
    across = np.abs(points[:, [0]] - units["cx"].to_numpy()) / units["half_x"].to_numpy()
    up = np.abs(points[:, [1]] - units["cy"].to_numpy()) / units["half_y"].to_numpy()
    penalty = OUTSIDE_PENALTY * units["has_bounds"].to_numpy()
    outside = np.maximum(across - 1, 0) ** 2 + np.maximum(up - 1, 0) ** 2
    return across**2 + up**2 + penalty * outside


def _adjust(base: NDArray[np.float64], points: NDArray[np.float64], territory: Territory) -> NDArray[np.float64]:
    group = territory.units["group"].to_numpy()
    cost = base.copy()
    for number in range(len(territory.strength)):
        members = np.flatnonzero(group == number)
        away = (points - territory.centre[number]) / territory.side_m[number]
        cost[:, members] -= (territory.strength[number] + away @ territory.tilt[number])[:, None]
    return cost


def _improved(
    territory: Territory,
    owner: NDArray[np.int64],
    points: NDArray[np.float64],
    area_m2: NDArray[np.float64],
    rate: float,
) -> Territory:
    """Raise the strength of communes that are too small, tilt towards where the centroid should be."""
    count = len(territory.strength)
    inside = owner >= 0
    area = np.bincount(owner[inside], area_m2[inside], minlength=count)
    moment = np.column_stack(
        [np.bincount(owner[inside], (area_m2 * points[:, axis])[inside], minlength=count) for axis in (0, 1)]
    )
    centroid = np.where(area[:, None] > 0, moment / np.maximum(area, 1.0)[:, None], territory.centre)
    wanted = territory.side_m**2
    shortage = np.log(wanted / np.maximum(area, wanted / 20))
    return Territory(
        units=territory.units,
        centre=territory.centre,
        side_m=territory.side_m,
        strength=territory.strength + rate * AREA_RATE * shortage,
        tilt=territory.tilt + rate * TILT_RATE * (territory.centre - centroid) / territory.side_m[:, None] * 4,
    )


def _candidates(inputs: Inputs) -> pd.DataFrame:
    units = inputs.units.copy()
    number = {code: row for row, code in enumerate(inputs.communes["code"])}
    units["group"] = units["new_code"].map(number).fillna(-1).astype(int)
    centre = inputs.communes[["x", "y"]].to_numpy()
    away = np.hypot(units[["x"]].to_numpy() - centre[:, 0], units[["y"]].to_numpy() - centre[:, 1]).min(axis=1)
    units = units[(units["group"] >= 0) | (away < REACH_M)].reset_index(drop=True)
    for row, commune in inputs.communes.iterrows():
        _size_unknown_boxes(units, int(row), commune)
    return units


def _size_unknown_boxes(units: pd.DataFrame, group: int, commune: pd.Series) -> None:
    """Give members without a box the area that the others leave, and a lost member the place that is left."""
    members = units["group"] == group
    boxed, unboxed = members & units["has_bounds"], members & ~units["has_bounds"]
    if not unboxed.any():
        return
    known_m2 = (4 * BOX_FILL * units["half_x"] * units["half_y"])[boxed].sum()
    total_m2 = commune["area_km2"] * M2_PER_KM2
    share_m2 = max(total_m2 - known_m2, 0.12 * total_m2) / unboxed.sum()
    units.loc[unboxed, ["half_x", "half_y"]] = np.sqrt(share_m2 / BOX_FILL) / 2
    lost = unboxed & (units["code_old"] == "03391")
    if lost.any():
        # The geocoder fell back to the district here: the place is what the official centroid leaves.
        weight = known_m2 / total_m2
        middle = units.loc[boxed, ["cx", "cy"]].mean().to_numpy()
        left = (commune[["x", "y"]].to_numpy(dtype=float) - weight * middle) / (1 - weight)
        units.loc[lost, ["x", "y", "cx", "cy"]] = np.concatenate((left, left))
        units.loc[lost, ["half_x", "half_y"]] = np.sqrt((total_m2 - known_m2) / BOX_FILL) / 2
