"""Join faces of one use into parcels and number them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from demo.arrangement import join_groups, shared_lengths
from demo.noise import uniform
from demo.shapes import M2_PER_HA

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demo.inputs import Inputs

KEYS = ["legacy", "commune", "code_2020", "code_2025", "code_2030", "forest_origin"]
STRIPS = {"roads": 1, "rivers": 1_000, "reservoirs": 100_000, "lakes": 1_000_000}
"""Carved kinds that are not cut at every cell, with a factor that keeps their numbers apart."""
FIRST_STRIP = 100_000_000
PATCHED = ("RPH", "RSX", "RDD", "DCS", "NCS", "BCS", "HNK", "CLN", "LUK")
"""Land types whose neighbouring cells are joined at random, so that parcels differ in size and shape."""
PATCH_CHANCE = 0.5
MAX_PATCH_HA = 330.0


def make_parcels(faces: pd.DataFrame, inputs: Inputs) -> pd.DataFrame:
    """
    Return the parcels: faces of one place and one use, joined.

    Parameters
    ----------
    faces
        As from `carve`, with the three codes and `forest_origin`.
    inputs
        For the codes of the communes.

    Returns
    -------
    parcels
        The columns of `faces` and parcel_id, commune_code, area_ha; by commune, from north to south.
    """
    faces = faces.copy()
    strip = (faces[list(STRIPS)] >= 0).any(axis=1)
    # Roads and water are one parcel per commune, not one per cell that they cross.
    number = FIRST_STRIP + sum(faces[name] * factor for name, factor in STRIPS.items())
    faces.loc[strip, "cell"] = number[strip]
    use = faces.groupby(KEYS, sort=True).ngroup().to_numpy()
    faces["cell"] = _patched(faces, use, free=~strip.to_numpy() & faces["code_2020"].isin(PATCHED).to_numpy())
    group = faces.groupby(["cell", *KEYS], sort=True).ngroup().to_numpy()
    shapes, owner = join_groups(faces["geometry"].to_numpy(), group)
    first = pd.Series(np.arange(len(group))).groupby(group).first().to_numpy()
    parcels = faces.iloc[first[owner]].reset_index(drop=True)
    parcels["geometry"] = shapes
    parcels["area_ha"] = np.round(shapely.area(shapes) / M2_PER_HA, 4)
    parcels["commune_code"] = inputs.communes["code"].to_numpy()[parcels["commune"]]
    bounds = shapely.bounds(shapes)
    order = np.lexsort((bounds[:, 0], -bounds[:, 3], parcels["commune_code"]))
    parcels = parcels.iloc[order].reset_index(drop=True)
    serial = parcels.groupby("commune_code").cumcount() + 1
    parcels["parcel_id"] = parcels["commune_code"] + "-" + serial.map("{:04d}".format)
    return parcels


def _patched(faces: pd.DataFrame, use: NDArray[np.int64], free: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return cell numbers in which some neighbouring cells of one use have become one."""
    cell = faces["cell"].to_numpy()
    first, second, length = shared_lengths(faces["geometry"].to_numpy())
    pair = (
        (cell[first] < cell[second]) & (use[first] == use[second]) & free[first] & free[second] & (length > 1)
    )
    a, b = cell[first[pair]], cell[second[pair]]
    chance = uniform(a, b, 801)
    area = (
        faces.groupby("cell")["geometry"]
        .agg(lambda shapes: shapely.area(shapes.to_numpy()).sum() / M2_PER_HA)
        .to_dict()
    )
    host: dict[int, int] = {}

    def root(number: int) -> int:
        while number in host:
            number = host[number]
        return number

    for pick in np.argsort(chance, kind="stable"):
        if chance[pick] > PATCH_CHANCE:
            break
        one, other = root(int(a[pick])), root(int(b[pick]))
        if one != other and area[one] + area[other] < MAX_PATCH_HA * chance[pick] / PATCH_CHANCE:
            host[other] = one
            area[one] += area[other]
    return np.array([root(int(number)) for number in cell])
