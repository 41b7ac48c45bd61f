"""Draw the border-gate economic zone: the whole and the five parts that make it up exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from demo.arrangement import GRID_M, faces_of, numbers_within
from demo.shapes import M2_PER_HA, blob

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

    from demo.inputs import Inputs

ECONOMIC_ZONE = "P006"
ZONE_PARTS = ("P007", "P008", "P009", "P010", "P011")
REST = "P011"
MAX_DEPTH_M = 400.0


def economic_zone(commune: Polygon, inputs: Inputs) -> dict[str, BaseGeometry]:
    """
    Return the border-gate economic zone and its five parts; the parts make up the whole exactly.

    The whole is the commune drawn in by a few metres, to the declared area.
    """
    area = inputs.projects.set_index("id")["area_ha"]
    points = inputs.projects.set_index("id")[["x", "y"]]
    low, high = 0.0, 400.0
    for _ in range(40):
        middle = (low + high) / 2
        bigger = _drawn_in(commune, middle).area > area[ECONOMIC_ZONE] * M2_PER_HA
        low, high = (middle, high) if bigger else (low, middle)
    left: BaseGeometry = _drawn_in(commune, low)
    rims = [left.boundary]
    cut: dict[str, BaseGeometry] = {}
    sizes = [("P009", 0.0), ("P007", 0.0), ("P008", 0.0), ("P010", -900.0)]
    for number, (code, north_m) in enumerate(sizes):
        cut[code] = _cut_out(left, points.loc[code] + (0.0, north_m), area[code], seed=200 + number)
        rims.append(cut[code].boundary)
        left = shapely.difference(left, cut[code], grid_size=GRID_M)
    return _assembled(faces_of(rims), cut)


def _drawn_in(commune: Polygon, depth_m: float) -> Polygon:
    return largest(shapely.set_precision(shapely.simplify(commune.buffer(-depth_m), 0.5), GRID_M))


def _assembled(faces: np.ndarray, cut: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the zone and its parts from faces that share every vertex; the rest is the last part."""
    number = numbers_within(shapely.point_on_surface(faces), np.array(list(cut.values()), dtype=object))
    codes = np.array([*cut, REST])[number]
    zone = {code: shapely.coverage_union_all(faces[codes == code]) for code in ZONE_PARTS}
    return {ECONOMIC_ZONE: shapely.coverage_union_all(faces), **zone}


def _cut_out(whole: BaseGeometry, place: Sequence[float], area_ha: float, *, seed: int) -> BaseGeometry:
    """Return the part of `whole` within a patch around a place whose size gives the wanted area."""
    low, high = area_ha, area_ha * 12
    for _ in range(48):
        middle = (low + high) / 2
        got = whole.intersection(blob(place, middle, seed=seed)).area
        low, high = (low, middle) if got > area_ha * M2_PER_HA else (middle, high)
    return shapely.intersection(whole, blob(place, high, seed=seed), grid_size=0.01)


def largest(shape: BaseGeometry) -> Polygon:
    """Return the largest polygon of `shape`."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    return max(parts, key=lambda part: part.area)
