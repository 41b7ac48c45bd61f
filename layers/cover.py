"""
The fixed cover of restricted land: squares of the province grid that defence or security land touches.

What leaves the machine must depend on restricted land through these squares alone. The
cover is a superset of the land, the same for everyone and every export, so "clear" said
on the cover is true, and neither holes in a neighbouring layer nor an overlap's shape
give the boundary away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import geopandas as gpd

    from geo.types import BoolArray
    from layers.catalogue import LayerUse
    from layers.codes import LandCode
    from layers.rules import Rule

SQUARE_M = 500.0
"""Side of a square. An attacker with unlimited questions then recovers the land with IoU 0.12 at most."""


def restricted_rows(zones: gpd.GeoDataFrame, codes: Mapping[str, LandCode]) -> BoolArray:
    """Return which zones carry the code of defence or security land in any of their columns."""
    sealed = [code.code for code in codes.values() if code.restricted]
    found = np.zeros(len(zones), dtype=bool)
    for column in zones.columns:
        if zones[column].dtype == object or str(zones[column].dtype).startswith(("str", "string")):
            found |= zones[column].isin(sealed).to_numpy(dtype=bool)
    return found


def restricted_land(uses: Iterable[LayerUse], codes: Mapping[str, LandCode]) -> list[shapely.Geometry]:
    """
    Return all restricted land of all layers, whatever their dates.

    Includes the boxes of restricted zones that are broken: where they lie is as secret.
    """
    land: list[shapely.Geometry] = []
    for use in uses:
        if use.data is None:
            continue
        zones = use.data.zones
        rows = np.ones(len(zones), dtype=bool) if use.layer.restricted else restricted_rows(zones, codes)
        land.extend(zones.geometry[rows])
        if use.layer.restricted:
            land.extend(box for box in use.data.broken.geometry if box is not None)
    return land


def cover(
    land: Iterable[shapely.Geometry], reach_m: float = 0.0, square_m: float = SQUARE_M
) -> shapely.Geometry:
    """
    Return the union of the squares that come within `reach_m` of the land.

    Squares stand at multiples of `square_m` in the province's CRS.

    Examples
    --------
    >>> cover([shapely.box(10, 10, 20, 20)]).bounds
    (0.0, 0.0, 500.0, 500.0)
    """
    squares: set[tuple[int, int]] = set()
    for shape in land:
        west, south, east, north = shape.bounds
        columns = range(int((west - reach_m) // square_m), int((east + reach_m) // square_m) + 1)
        rows = range(int((south - reach_m) // square_m), int((north + reach_m) // square_m) + 1)
        for column in columns:
            for row in rows:
                square = _square(column, row, square_m)
                if (column, row) not in squares and shapely.dwithin(square, shape, reach_m):
                    squares.add((column, row))
    return shapely.union_all([_square(column, row, square_m) for column, row in sorted(squares)])


def rule_cover(rule: Rule, land: Iterable[shapely.Geometry], carried_m: Iterable[float]) -> shapely.Geometry:
    """Return the cover on which a rule about restricted land is answered, its distances included."""
    return cover(land, reach_m=rule.reach_m(carried_m))


def _square(column: int, row: int, side_m: float) -> shapely.Geometry:
    return shapely.box(column * side_m, row * side_m, (column + 1) * side_m, (row + 1) * side_m)
