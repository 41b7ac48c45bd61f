"""How far the layers of a province reach: beyond that, nothing can be called clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.overlap import find_overlaps, union_m2
from layers.outcome import NOISE_SHARE
from layers.sentences import EXTENT_UNKNOWN, NO_FOOTPRINT, OUTSIDE_BOUNDS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd

    from geo.index import ZoneIndex
    from geo.types import BoolArray, GeometryArray
    from layers.catalogue import LayerUse
    from layers.province import Province

OUTSIDE_TOLERANCE_M2 = 1.0
"""A part of a site outside the layers' extent up to this is survey noise."""


def blocked_sites(
    sites: gpd.GeoDataFrame, uses: Sequence[LayerUse], province: Province, as_of: date
) -> list[tuple[str, str] | None]:
    """
    Return for each site why nothing can be called clear there, None where something can.

    Reasons: no footprint; a part of it beyond the zones of the extent family (the version in
    force, else any: the province was there before its communes); that family not readable.
    """
    bounds = shapely.box(*province.bounds_m)
    geometry = np.asarray(sites.geometry.array, dtype=object)
    within = shapely.covered_by(geometry, bounds)
    family = [use for use in uses if use.layer.family == province.extent]
    current = [use for use in family if use.layer.in_force(as_of)] or family
    known = next((use.data for use in current if use.data is not None), None)
    if known is not None:
        within &= _covered(geometry, known.index)
    beyond = EXTENT_UNKNOWN if family and known is None else OUTSIDE_BOUNDS
    unknown = bool(family) and known is None
    return [
        NO_FOOTPRINT if shape is None else None if inside and not unknown else beyond
        for shape, inside in zip(geometry, within, strict=True)
    ]


def _covered(sites: GeometryArray, zones: ZoneIndex) -> BoolArray:
    """Whether the zones cover each site, but for survey noise."""
    found = find_overlaps(sites, zones)
    covered = np.zeros(len(sites), dtype=bool)
    for row in np.flatnonzero(~shapely.is_missing(sites)):
        pairs = found.site == row
        area_m2 = float(sites[row].area)
        _, inside_m2, trusted = union_m2(found.shape[pairs], found.area_m2[pairs])
        sure = trusted and not found.unresolved[pairs].any()
        covered[row] = sure and area_m2 - inside_m2 <= min(OUTSIDE_TOLERANCE_M2, NOISE_SHARE * area_m2)
    return covered
