"""Make the best of the geocoder's points and boxes of former communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from demo.inputs import Inputs

M2_PER_KM2 = 1e6
BOX_FILL = 0.5
"""Share of its box that a commune fills, on average."""
OUTSIDE_PENALTY = 3.0
DOUBTFUL_CENTROID_M = 6_000.0
"""If all members have boxes whose middle lies farther from the centroid, the boxes are believed."""
LOST_UNITS = ("03391", "03619")
"""The geocoder fell back to the district for the one and to a neighbour's centre for the other."""


def box_cost(
    points: NDArray[np.float64], units: pd.DataFrame, move_m: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the squared distance in half boxes from each point to each unit, dearer outside the box."""
    move = move_m[units["group"].to_numpy()]
    across = np.abs(points[:, [0]] - units["cx"].to_numpy() - move[:, 0]) / units["half_x"].to_numpy()
    up = np.abs(points[:, [1]] - units["cy"].to_numpy() - move[:, 1]) / units["half_y"].to_numpy()
    penalty = OUTSIDE_PENALTY * units["has_bounds"].to_numpy()
    outside = np.maximum(across - 1, 0) ** 2 + np.maximum(up - 1, 0) ** 2
    return across**2 + up**2 + penalty * outside


def believed_centroids(units: pd.DataFrame, centroid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the official centroids, or the middle of the boxes where the two contradict each other."""
    anchor = centroid.copy()
    for number in range(len(centroid)):
        members = units[units["group"] == number]
        weight = (members["half_x"] * members["half_y"]).to_numpy()
        middle = weight @ members[["cx", "cy"]].to_numpy() / weight.sum()
        if members["has_bounds"].all() and np.hypot(*(middle - centroid[number])) > DOUBTFUL_CENTROID_M:
            anchor[number] = middle
    return anchor


def sized_units(inputs: Inputs) -> pd.DataFrame:
    """Return the 106 former communes with `group`, the row of their commune, and a box for each."""
    number = {code: row for row, code in enumerate(inputs.communes["code"])}
    units = inputs.units[inputs.units["new_code"].isin(number)].reset_index(drop=True)
    units["group"] = units["new_code"].map(number)
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
    lost = unboxed & (units["code_old"].isin(LOST_UNITS))
    if lost.any():
        # Its place is what the official centroid leaves.
        weight = known_m2 / total_m2
        size = (units["half_x"] * units["half_y"])[boxed].to_numpy()
        middle = size @ units.loc[boxed, ["cx", "cy"]].to_numpy() / size.sum()
        left = (commune[["x", "y"]].to_numpy(dtype=float) - weight * middle) / (1 - weight)
        units.loc[lost, ["x", "y", "cx", "cy"]] = np.concatenate((left, left))
        units.loc[lost, ["half_x", "half_y"]] = np.sqrt((total_m2 - known_m2) / BOX_FILL) / 2
