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

from demo.noise import fractal_noise
from demo.relief import distance_m
from demo.shapes import M2_PER_HA

if TYPE_CHECKING:
    from collections.abc import Callable

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

FIELD_CODES = ("CAN", "CQP", "TMD", "SKC", "SKS", "SKX", "DTL", "DVH", "DYT", "DGD", "NTS", "NKH")
Suitability = "Callable[[pd.DataFrame], NDArray[np.float64]]"


def site_features(faces: pd.DataFrame, inputs: Inputs, network: Network, relief: Relief, ground: Ground) -> pd.DataFrame:
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


def assign_landuse(faces: pd.DataFrame, features: pd.DataFrame, targets: dict[str, float]) -> NDArray[np.object_]:
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


def claims(targets: dict[str, float], code: NDArray[np.object_], area: NDArray[np.float64]) -> list[tuple[str, float]]:
    """Return what each land type still needs, in the order in which the types choose."""
    have = {name: float(area[code == name].sum()) for name in np.unique(code)}
    luk = targets["LUA"] - targets["LUC"]
    listed = sum(targets[name] for name in ("CQP", "CAN", "TMD", "SKC", "SKS", "SKX", "DGT", "DTL", "DVH", "DYT", "DGD"))
    rest = targets["PNN"] - listed - sum(REST_HA[name] for name in REST_HA if name not in {"BCS", "NCS"})
    rural = rest - have.get("SON", 0.0) - have.get("MNC", 0.0)
    needs = {name: targets[name] for name in FIELD_CODES} | REST_HA
    needs |= {"DGT": targets["DGT"], "ONT": rural, "LUC": targets["LUC"], "LUK": luk}
    needs |= {name: targets[name] for name in ("CLN", "HNK", "RDD", "RPH", "RSX")}
    order = (
        "CAN TSC DVH DYT DBV DCH DTT TMD DKV DGD TIN NKH SKC DRA DDD ODT CQP SKX SKS NTD DTL NTS DNL DGT "
        "ONT LUC LUK NCS BCS RDD CLN HNK RPH RSX"
    ).split()
    return [(name, needs[name] - have.get(name, 0.0)) for name in order] + [("LAST", 0.0)]


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
    remote = features["to_road_m"].to_numpy() / 3_000 + _noise(features, 77, 6_000)
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
    code = np.full(len(faces), "", dtype=object)
    code[(faces["roads"] >= 0).to_numpy()] = "DGT"
    code[(faces["lakes"] >= 0).to_numpy()] = "MNC"
    code[(faces["rivers"] >= 0).to_numpy()] = "SON"
    code[(faces["reservoirs"] >= 0).to_numpy()] = "MNC"
    for number, name in enumerate(("DCS", "RSX", "HNK", "DCS")):
        code[(faces["example"] == number).to_numpy()] = name
    return code


def _noise(features: pd.DataFrame, seed: int, wavelength_m: float) -> NDArray[np.float64]:
    return fractal_noise(features["x"].to_numpy(), features["y"].to_numpy(), seed=seed, wavelength_m=wavelength_m)


def _urban(seed: int, spread_m: float = 1_500.0) -> Callable[[pd.DataFrame], NDArray[np.float64]]:
    return lambda f: -f["to_town_m"] / spread_m + 0.9 * _noise(f, seed, 700) - 0.5 * (f["area_ha"] > 8)  # noqa: PLR2004


def _rural(seed: int, spread_m: float = 1_200.0) -> Callable[[pd.DataFrame], NDArray[np.float64]]:
    return lambda f: -f["to_place_m"] / spread_m + 1.3 * _noise(f, seed, 900) - 0.8 * (f["area_ha"] > 12)  # noqa: PLR2004


def _valley(seed: int, slope: float, water_m: float) -> Callable[[pd.DataFrame], NDArray[np.float64]]:
    return lambda f: (
        -f["slope"] * slope
        - f["to_water_m"] / water_m
        - f["to_place_m"] / 9_000
        - f["height_m"] / 2_500
        + 0.7 * _noise(f, seed, 9_000)
    )


def _mountain(seed: int, height: float, border: float, wavelength_m: float) -> Callable[[pd.DataFrame], NDArray[np.float64]]:
    return lambda f: (
        height * f["height_m"] / 1_000
        + border * np.exp(-f["to_border_m"] / 7_000)
        + f["to_road_m"].clip(upper=6_000) / 9_000
        + 1.1 * _noise(f, seed, wavelength_m)
    )


def _special_forest(f: pd.DataFrame) -> NDArray[np.float64]:
    """Two reserves: the high range in the east and the mountains of the north-west."""
    east = np.exp(-(((f["x"] - 583_000) / 17_000) ** 2 + ((f["y"] - 2_462_000) / 17_000) ** 2)) * f["height_m"] / 1_500
    west = np.exp(-(((f["x"] - 456_000) / 12_000) ** 2 + ((f["y"] - 2_497_000) / 9_000) ** 2)) * 1.1
    return (np.maximum(east, west) + 0.16 * _noise(f, 21, 8_000)).to_numpy()


SUITABILITY: dict[str, Callable[[pd.DataFrame], NDArray[np.float64]]] = {
    **{name: _urban(100 + number) for number, name in enumerate(("CAN", "TSC", "DVH", "DBV", "DTT", "TMD", "DKV", "ODT"))},
    **{name: _rural(120 + number) for number, name in enumerate(("DYT", "DCH", "DGD", "TIN", "NKH", "SKC", "DDD", "ONT"))},
    "DRA": _rural(131, 4_000.0),
    "NTD": _rural(132, 2_500.0),
    "CQP": lambda f: -np.abs(f["to_place_m"] - 2_600) / 1_500 + 2.0 * _noise(f, 133, 5_000) - f["area_ha"] / 40,
    "SKX": lambda f: -f["to_road_m"] / 900 + 1.6 * _noise(f, 134, 6_000) - f["to_place_m"] / 9_000,
    "SKS": lambda f: 2.4 * _noise(f, 135, 14_000) - f["to_road_m"] / 2_500,
    "DTL": lambda f: -f["to_water_m"] / 500 + _noise(f, 136, 1_500) - f["area_ha"] / 12,
    "NTS": lambda f: -f["to_water_m"] / 600 - f["to_place_m"] / 4_000 + _noise(f, 137, 2_500) - f["area_ha"] / 30,
    "DNL": lambda f: -f["to_water_m"] / 700 + 1.8 * _noise(f, 138, 7_000) - f["area_ha"] / 40,
    "DGT": lambda f: -f["to_road_m"] / 200 - f["area_ha"] / 10,
    "LUC": _valley(141, 5.0, 1_600.0),
    "LUK": _valley(142, 3.4, 2_600.0),
    "CLN": lambda f: -f["to_road_m"] / 2_500 - 1.6 * f["slope"] + 1.3 * _noise(f, 143, 12_000) - f["to_place_m"] / 12_000,
    "HNK": lambda f: -f["to_place_m"] / 5_000 - 1.2 * f["slope"] + 1.2 * _noise(f, 144, 6_000),
    "NCS": lambda f: 1.5 * f["slope"] + 2.0 * _noise(f, 145, 5_000),
    "BCS": _valley(146, 4.0, 2_000.0),
    "RDD": _special_forest,
    "RPH": _mountain(147, 0.75, 0.9, 16_000),
    "RSX": _mountain(148, 0.15, -0.2, 9_000),
}
"""How well each land type suits a face: the higher, the sooner it is taken."""
