"""Where nothing is known about a footprint: beyond the layer that says how far the province reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from layers.extent import OUTSIDE_TOLERANCE_M2, extent_of

if TYPE_CHECKING:
    from layers.trial.ready import Ready


def beyond_extent(ready: Ready, shape: shapely.Geometry, region: shapely.Geometry) -> list[shapely.Geometry]:
    """
    Return the parts of a region that a footprint must not be moved to, because no layer reaches there.

    Nothing where the footprint lies there already. Gaps between communes that a check takes for
    survey noise are left out.

    Parameters
    ----------
    region
        Where is looked, in the province's CRS.
    """
    inside = shapely.box(*ready.province.bounds_m)
    known = extent_of(ready.uses, ready.province, ready.as_of)
    if known:
        zones = np.concatenate([np.asarray(data.zones.geometry.array, dtype=object) for data in known])
        inside = shapely.intersection(inside, shapely.union_all(zones[shapely.intersects(zones, region)]))
    parts = shapely.get_parts(shapely.difference(region, inside))
    beyond = [part for part in parts if part.area > OUTSIDE_TOLERANCE_M2]
    if any(shapely.intersection(part, shape).area > OUTSIDE_TOLERANCE_M2 for part in beyond):
        return []
    return beyond
