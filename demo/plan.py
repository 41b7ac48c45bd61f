"""Invent land-use plans for 2025 and 2030: the land use of 2020 with planned changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from demo.landuse import claim
from demo.noise import fractal_noise

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

EXAMPLE_PLAN = ("RPH", "RSX", "RSX", "ODT")
"""Planned codes of the pieces of the worked example, in both periods."""

CHANGES_2025 = (
    ("DCS", "RPH", 11_500.0, 301, 9_000.0),
    ("DCS", "RSX", 13_200.0, 302, 9_000.0),
    ("HNK", "CLN", 5_800.0, 303, 8_000.0),
    ("LUK", "LUC", 420.0, 304, 5_000.0),
    ("HNK", "ODT", 210.0, 305, 1_200.0),
    ("LUK", "ONT", 190.0, 306, 2_000.0),
    ("RSX", "CQP", 760.0, 307, 9_000.0),
    ("DCS", "CQP", 540.0, 308, 9_000.0),
    ("HNK", "CAN", 96.0, 309, 3_000.0),
)
CHANGES_2030 = (
    ("DCS", "RPH", 8_300.0, 311, 9_000.0),
    ("DCS", "RSX", 12_400.0, 312, 9_000.0),
    ("HNK", "CLN", 4_900.0, 313, 8_000.0),
    ("HNK", "ODT", 260.0, 314, 1_200.0),
    ("RPH", "CQP", 420.0, 315, 9_000.0),
    ("RSX", "CQP", 880.0, 316, 9_000.0),
    ("HNK", "CAN", 74.0, 317, 3_000.0),
    ("DCS", "DNL", 360.0, 318, 6_000.0),
)
"""From, to, hectares, seed and size of the patches in metres."""

PLANNED_CONTEST = 2
CONTESTED_SCORE = 0.6
NEAR_TOWN = ("ODT", "ONT", "CAN")


def make_plans(
    faces: pd.DataFrame, features: pd.DataFrame, code_2020: NDArray[np.object_], sites: pd.DataFrame
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """
    Return the planned codes of 2025 and of 2030 of each face.

    Parameters
    ----------
    faces
        Carved faces; column `sites` numbers the rows of `sites` they lie in.
    features
        As from `site_features`, same rows.
    code_2020
        Present land use.
    sites
        Carved sites in the order of the carving: `planned_code`, `planned` ("2025", "2030", "half", "no").
    """
    free = (faces["example"] < 0).to_numpy() & (faces["sites"] < 0).to_numpy()
    code_2025 = _changed(code_2020, features, CHANGES_2025, free)
    code_2030 = _changed(code_2025, features, CHANGES_2030, free)
    for number, code in enumerate(EXAMPLE_PLAN):
        piece = (faces["example"] == number).to_numpy()
        code_2025[piece] = code_2030[piece] = code
    for number, site in enumerate(sites.itertuples()):
        inside = (faces["sites"] == number).to_numpy()
        if site.planned == "half" and inside.any():
            inside = inside & (features["x"] < features["x"][inside].median()).to_numpy()
        if site.planned != "no":
            code_2030[inside] = site.planned_code
        if site.planned == "2025":
            code_2025[inside] = site.planned_code
    return code_2025, code_2030


def _changed(
    code: NDArray[np.object_],
    features: pd.DataFrame,
    changes: tuple[tuple[str, str, float, int, float], ...],
    free: NDArray[np.bool_],
) -> NDArray[np.object_]:
    result = code.copy()
    area = features["area_ha"].to_numpy()
    x, y = features["x"].to_numpy(), features["y"].to_numpy()
    for source, target, wanted_ha, seed, size_m in changes:
        score = 2 * fractal_noise(x, y, seed=seed, wavelength_m=size_m)
        if target in NEAR_TOWN:
            score = score - features["to_town_m"].to_numpy() / 2_500
        if target == "CQP":
            score = score + 4.0 * (
                (features["contested"] == PLANNED_CONTEST).to_numpy() & (score > CONTESTED_SCORE)
            )
            score = score - np.maximum(4_000 - features["to_place_m"].to_numpy(), 0) / 1_000
        score = np.where((result == source) & free, score, -np.inf)
        result[claim(score, area, wanted_ha)] = target
    return result
