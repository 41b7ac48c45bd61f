"""
How well a face suits each land type: the wish list by which the land use of 2020 is laid out.

Every function takes the features of `site_features` and returns one score per face; only the order
of the scores matters. The places are invented, so the weights are judgement, not measurement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from demo.noise import fractal_noise

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

CONTESTED_NOISE = 0.45
LARGE_TOWN_FACE_HA = 8.0
LARGE_VILLAGE_FACE_HA = 12.0
"""Larger faces are poor plots for buildings."""


def noise_at(features: pd.DataFrame, seed: int, wavelength_m: float) -> NDArray[np.float64]:
    """Return noise at the faces' places, see `fractal_noise`."""
    return fractal_noise(
        features["x"].to_numpy(), features["y"].to_numpy(), seed=seed, wavelength_m=wavelength_m
    )


def _urban(seed: int, spread_m: float = 1_500.0) -> Callable[[pd.DataFrame], NDArray[np.float64]]:
    return lambda f: (
        -f["to_town_m"] / spread_m + 0.9 * noise_at(f, seed, 700) - 0.5 * (f["area_ha"] > LARGE_TOWN_FACE_HA)
    )


def _rural(seed: int, spread_m: float = 1_200.0) -> Callable[[pd.DataFrame], NDArray[np.float64]]:
    return lambda f: (
        -f["to_place_m"] / spread_m
        + 1.3 * noise_at(f, seed, 900)
        - 0.8 * (f["area_ha"] > LARGE_VILLAGE_FACE_HA)
    )


def _valley(seed: int, slope: float, water_m: float) -> Callable[[pd.DataFrame], NDArray[np.float64]]:
    return lambda f: (
        -f["slope"] * slope
        - f["to_water_m"] / water_m
        - f["to_place_m"] / 9_000
        - f["height_m"] / 2_500
        + 0.5 * noise_at(f, seed, 9_000)
        + 0.35 * noise_at(f, seed + 40, 2_200)
    )


def _mountain(
    seed: int, height: float, border: float, wavelength_m: float
) -> Callable[[pd.DataFrame], NDArray[np.float64]]:
    return lambda f: (
        height * f["height_m"] / 1_000
        + border * np.exp(-f["to_border_m"] / 7_000)
        + f["to_road_m"].clip(upper=6_000) / 9_000
        + 1.0 * noise_at(f, seed, wavelength_m)
        + 0.55 * noise_at(f, seed + 40, 2_400)
    )


def _special_forest(f: pd.DataFrame) -> NDArray[np.float64]:
    """Two reserves: the high range in the east and the mountains of the north-west."""
    east = (
        np.exp(-(((f["x"] - 583_000) / 17_000) ** 2 + ((f["y"] - 2_462_000) / 17_000) ** 2))
        * f["height_m"]
        / 1_500
    )
    west = np.exp(-(((f["x"] - 456_000) / 12_000) ** 2 + ((f["y"] - 2_497_000) / 9_000) ** 2)) * 1.1
    return (np.maximum(east, west) + 0.16 * noise_at(f, 21, 8_000)).to_numpy()


SUITABILITY: dict[str, Callable[[pd.DataFrame], NDArray[np.float64]]] = {
    **{
        name: _urban(100 + number)
        for number, name in enumerate(("CAN", "TSC", "DVH", "DBV", "DTT", "TMD", "DKV", "ODT"))
    },
    **{
        name: _rural(120 + number)
        for number, name in enumerate(("DYT", "DCH", "DGD", "TIN", "NKH", "SKC", "DDD", "ONT"))
    },
    "DRA": _rural(131, 4_000.0),
    "NTD": _rural(132, 2_500.0),
    "CQP": lambda f: (
        5.0 * ((f["contested"] == 1) & (noise_at(f, 901, 900) > CONTESTED_NOISE)).to_numpy()
        - np.abs(f["to_place_m"] - 2_600) / 1_500
        + 2.0 * noise_at(f, 133, 5_000)
        - f["area_ha"] / 40
    ),
    "SKX": lambda f: -f["to_road_m"] / 900 + 1.6 * noise_at(f, 134, 6_000) - f["to_place_m"] / 9_000,
    "SKS": lambda f: 2.4 * noise_at(f, 135, 14_000) - f["to_road_m"] / 2_500,
    "DTL": lambda f: -f["to_water_m"] / 500 + noise_at(f, 136, 1_500) - f["area_ha"] / 12,
    "NTS": lambda f: (
        -f["to_water_m"] / 600 - f["to_place_m"] / 4_000 + noise_at(f, 137, 2_500) - f["area_ha"] / 30
    ),
    "DNL": lambda f: -f["to_water_m"] / 700 + 1.8 * noise_at(f, 138, 7_000) - f["area_ha"] / 40,
    "DGT": lambda f: -f["to_road_m"] / 200 - f["area_ha"] / 10,
    "LUC": _valley(141, 5.0, 1_600.0),
    "LUK": _valley(142, 3.4, 2_600.0),
    "CLN": lambda f: (
        -f["to_road_m"] / 2_500
        - 1.6 * f["slope"]
        + 1.1 * noise_at(f, 143, 9_000)
        + 0.6 * noise_at(f, 153, 2_200)
        - f["to_place_m"] / 12_000
    ),
    "HNK": lambda f: -f["to_place_m"] / 5_000 - 1.2 * f["slope"] + 1.3 * noise_at(f, 144, 3_600),
    "NCS": lambda f: 1.5 * f["slope"] + 2.0 * noise_at(f, 145, 5_000),
    "BCS": _valley(146, 4.0, 2_000.0),
    "RDD": _special_forest,
    "RPH": _mountain(147, 0.7, 0.9, 11_000),
    "RSX": _mountain(148, 0.15, -0.2, 6_000),
}
"""How well each land type suits a face: the higher, the sooner it is taken."""
