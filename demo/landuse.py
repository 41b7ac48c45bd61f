"""
Give every face its land use of 2020 so that the totals are those of the inventory.

Each land type in turn takes the most suitable faces that are left until its area is reached.
Suitability comes from the synthetic relief, distances and noise: the totals are real, the places
are not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from demo.relief import distance_m
from demo.shapes import M2_PER_HA
from demo.suitability import SUITABILITY, noise_at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demo.ground import Ground
    from demo.inputs import Inputs
    from demo.network import Network
    from demo.relief import Relief

TOWNS = ("03387", "03390", "03433", "03434", "03478", "03549", "03595", "03598")
"""The provincial city and the former district towns."""

REST_HA = {
    "TSC": 152.0,
    "DTT": 46.0,
    "DCH": 36.0,
    "DBV": 8.0,
    "DRA": 42.0,
    "DNL": 1_240.0,
    "DDD": 58.0,
    "DKV": 24.0,
    "NTD": 429.0,
    "TIN": 9.0,
    "ODT": 780.0,
    "BCS": 1_650.0,
    "NCS": 6_900.0,
}
"""Assumed split of what the inventory gives only as a remainder, hectares."""

ORDER = (
    "CAN",
    "TSC",
    "DVH",
    "DYT",
    "DBV",
    "DCH",
    "DTT",
    "TMD",
    "DKV",
    "DGD",
    "TIN",
    "NKH",
    "SKC",
    "DRA",
    "DDD",
    "ODT",
    "CQP",
    "SKX",
    "SKS",
    "NTD",
    "DTL",
    "NTS",
    "DNL",
    "DGT",
    "ONT",
    "LUC",
    "LUK",
    "NCS",
    "BCS",
    "RDD",
    "CLN",
    "HNK",
    "RPH",
    "RSX",
)
"""In which the land types choose: small ones that are bound to a place first. DCS takes what is left."""

FIELD_CODES = ("CAN", "CQP", "TMD", "SKC", "SKS", "SKX", "DTL", "DVH", "DYT", "DGD", "NTS", "NKH")


def site_features(
    faces: pd.DataFrame, inputs: Inputs, network: Network, relief: Relief, ground: Ground
) -> pd.DataFrame:
    """Return x, y, area_ha, height_m, slope and the distances (m) of each face that suitability needs."""
    shapes = faces["geometry"].to_numpy()
    x, y = shapely.get_coordinates(shapely.centroid(shapes)).T
    own = inputs.units[inputs.units["new_code"] != ""]
    towns = own[own["code_old"].isin(TOWNS)]
    mains = [line for lines in inputs.rivers.values() for line in lines]
    return pd.DataFrame(
        {
            "x": x,
            "y": y,
            "area_ha": shapely.area(shapes) / M2_PER_HA,
            "height_m": relief.at(x, y),
            "slope": relief.slope_at(x, y),
            "to_place_m": distance_m(x, y, list(shapely.points(own[["x", "y"]].to_numpy()))),
            "to_town_m": distance_m(x, y, list(shapely.points(towns[["x", "y"]].to_numpy()))),
            "to_road_m": distance_m(x, y, list(network.roads["line"])),
            "to_water_m": distance_m(x, y, [*mains, *network.streams, network.nam_mu]),
            "to_border_m": distance_m(x, y, list(shapely.get_parts(ground.border))),
        }
    )


def assign_landuse(
    faces: pd.DataFrame, features: pd.DataFrame, targets: dict[str, float]
) -> NDArray[np.object_]:
    """
    Return the land code of 2020 of each face.

    Parameters
    ----------
    faces
        Carved faces with the columns of `carve`.
    features
        As from `site_features`, same rows.
    targets
        Area in hectares by code, from the inventory.
    """
    code = _carved_codes(faces)
    area = features["area_ha"].to_numpy()
    for name, wanted in claims(targets, code, area):
        free = code == ""
        if name == "LAST":
            code[free] = "DCS"
            break
        score = np.where(free, SUITABILITY[name](features), -np.inf)
        code[claim(score, area, wanted)] = name
    return code


def claims(
    targets: dict[str, float], code: NDArray[np.object_], area: NDArray[np.float64]
) -> list[tuple[str, float]]:
    """Return what each land type still needs, in the order in which the types choose."""
    have = {name: float(area[code == name].sum()) for name in np.unique(code)}
    luk = targets["LUA"] - targets["LUC"]
    listed = sum(
        targets[name]
        for name in ("CQP", "CAN", "TMD", "SKC", "SKS", "SKX", "DGT", "DTL", "DVH", "DYT", "DGD")
    )
    rest = targets["PNN"] - listed - sum(REST_HA[name] for name in REST_HA if name not in {"BCS", "NCS"})
    rural = rest - have.get("SON", 0.0) - have.get("MNC", 0.0)
    needs = {name: targets[name] for name in FIELD_CODES} | REST_HA
    needs |= {"DGT": targets["DGT"], "ONT": rural, "LUC": targets["LUC"], "LUK": luk}
    needs |= {name: targets[name] for name in ("CLN", "HNK", "RDD", "RPH", "RSX")}
    return [(name, needs[name] - have.get(name, 0.0)) for name in ORDER] + [("LAST", 0.0)]


def claim(score: NDArray[np.float64], area: NDArray[np.float64], wanted_ha: float) -> NDArray[np.int64]:
    """
    Return the faces with the highest scores whose areas add up to about `wanted_ha`, never more.

    Faces that would overshoot are passed over for later, smaller ones.

    Examples
    --------
    >>> claim(np.array([3.0, 2.0, 1.0]), np.array([5.0, 9.0, 4.0]), 9.5).tolist()
    [0, 2]
    """
    order = np.argsort(-score, kind="stable")
    order = order[np.isfinite(score[order])]
    count = int(np.searchsorted(np.cumsum(area[order]), wanted_ha, side="right"))
    chosen = list(order[:count])
    left = wanted_ha - area[order[:count]].sum()
    for face in order[count : count + 4_000]:
        if left < 0.002 * wanted_ha:
            break
        if area[face] <= left:
            chosen.append(face)
            left -= area[face]
    return np.array(chosen, dtype=np.int64)


def forest_origin(
    code: NDArray[np.object_], features: pd.DataFrame, targets: dict[str, float], fixed: NDArray[np.object_]
) -> NDArray[np.object_]:
    """
    Return "natural", "planted" or "" for each face; `fixed` (not "?") decides where it is given.

    The natural part of production forest has its area of the inventory; of the other forests
    the remotest nine tenths are natural.
    """
    origin = np.where(np.isin(code, ["RSX", "RPH", "RDD"]), "planted", "").astype(object)
    area = features["area_ha"].to_numpy()
    remote = features["to_road_m"].to_numpy() / 3_000 + noise_at(features, 77, 6_000)
    for name, wanted in (
        ("RSX", targets["RSN"]),
        ("RPH", 0.93 * area[code == "RPH"].sum()),
        ("RDD", 0.97 * area[code == "RDD"].sum()),
    ):
        taken = area[(code == name) & (fixed == "natural")].sum()
        score = np.where((code == name) & (fixed == "?"), remote, -np.inf)
        origin[claim(score, area, wanted - taken)] = "natural"
    return np.where(fixed == "?", origin, fixed)


def _carved_codes(faces: pd.DataFrame) -> NDArray[np.object_]:
    # Land of well prepared projects is free of forest and rice.
    code = np.where(faces["prepared"], "DCS", "").astype(object)
    code[(faces["roads"] >= 0).to_numpy()] = "DGT"
    code[(faces["lakes"] >= 0).to_numpy()] = "MNC"
    code[(faces["rivers"] >= 0).to_numpy()] = "SON"
    code[(faces["reservoirs"] >= 0).to_numpy()] = "MNC"
    for number, name in enumerate(("DCS", "RSX", "HNK", "DCS")):
        code[(faces["example"] == number).to_numpy()] = name
    return code
