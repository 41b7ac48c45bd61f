"""How far the layers of a province reach: beyond that, nothing can be called clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.index import ZoneIndex
from geo.overlap import find_overlaps, union_m2
from layers.outcome import NOISE_SHARE
from layers.sentences import EXTENT_UNKNOWN, NO_FOOTPRINT, OUTSIDE_BOUNDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import geopandas as gpd

    from geo.types import BoolArray, GeometryArray
    from layers.catalogue import LayerUse
    from layers.province import Province
    from layers.reader import LayerData

OUTSIDE_TOLERANCE_M2 = 1.0
"""A part of a site outside the layers' extent up to this is survey noise."""


def extent_of(uses: Iterable[LayerUse], province: Province, as_of: date) -> tuple[LayerData, ...]:
    """
    Return the layers whose zones together say how far the province reaches; none: nobody knows.

    The versions in force, else one of another day: the province was there before its communes. What
    cannot be read is left out, so that what it would say is beyond.
    """
    family = [use for use in uses if use.layer.family == province.extent]
    current = [use.data for use in family if use.layer.in_force(as_of)]
    if current:
        return tuple(data for data in current if data is not None)
    return tuple(use.data for use in family if use.data is not None)[:1]


def blocked_sites(
    sites: gpd.GeoDataFrame, uses: Sequence[LayerUse], province: Province, as_of: date
) -> list[tuple[str, str] | None]:
    """
    Return for each site why nothing can be called clear there, None where something can.

    Reasons: no footprint; a part of it beyond the zones of `extent_of`; that family not readable.
    """
    bounds = shapely.box(*province.bounds_m)
    geometry = np.asarray(sites.geometry.array, dtype=object)
    within = shapely.covered_by(geometry, bounds)
    known = extent_of(uses, province, as_of)
    if known:
        sizes = [len(data.zones) for data in known]
        within &= _covered(geometry, ZoneIndex.concatenated([data.index for data in known], sizes))
    unknown = not known and any(use.layer.family == province.extent for use in uses)
    beyond = EXTENT_UNKNOWN if unknown else OUTSIDE_BOUNDS
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
