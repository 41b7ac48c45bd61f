"""How far the layers of a province reach: beyond that, nothing can be called clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.index import ZoneIndex
from geo.overlap import find_overlaps, union_m2
from layers.sentences import NO_FOOTPRINT, OUTSIDE_BOUNDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from layers.catalogue import LayerUse
    from layers.province import Province

OUTSIDE_TOLERANCE_M2 = 1.0
"""A part of a site outside the layers' extent up to this is survey noise."""


def blocked_sites(
    sites: gpd.GeoDataFrame, uses: Sequence[LayerUse], province: Province
) -> list[tuple[str, str] | None]:
    """Return for each site why nothing can be called clear there: no footprint, or beyond the layers."""
    bounds = shapely.box(*province.bounds_m)
    extent = next((u.data for u in uses if u.layer.family == province.extent and u.data is not None), None)
    geometry = np.asarray(sites.geometry.array, dtype=object)
    within = shapely.covered_by(geometry, bounds)
    if extent is not None:
        index = ZoneIndex.build(np.asarray(extent.zones.geometry.array, dtype=object))
        found = find_overlaps(geometry, index)
        for row in np.flatnonzero(within):
            pairs = found.site == row
            covered = union_m2(found.shape[pairs], found.area_m2[pairs])[1]
            within[row] = geometry[row].area - covered <= OUTSIDE_TOLERANCE_M2
    return [
        NO_FOOTPRINT if shape is None else None if inside else OUTSIDE_BOUNDS
        for shape, inside in zip(geometry, within, strict=True)
    ]
