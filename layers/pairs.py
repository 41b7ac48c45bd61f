"""The bare question: every pair of a site and a zone that overlap, without any rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import require_same_crs
from geo.index import ZoneIndex
from geo.overlap import M2_PER_HA, find_overlaps
from layers.findings import areal

if TYPE_CHECKING:
    from collections.abc import Callable

PAIR_COLUMNS = ("site_id", "zone_id", "overlap_area_ha", "site_share", "zone_share", "status", "recomputed")


APART_M = 10_000.0
"""Files further apart than this are more often in a wrong coordinate system than truly apart."""


def gap_m(sites: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> float:
    """
    Return how far apart the bounding boxes of two collections are, 0 where they meet.

    Examples
    --------
    >>> from shapely import box
    >>> first = gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)], crs="EPSG:9205")
    >>> gap_m(first, gpd.GeoDataFrame(geometry=[box(4, 5, 6, 6)], crs="EPSG:9205"))
    5.0
    """
    boxes = [shapely.box(*frame.total_bounds) for frame in (sites, zones)]
    return float(shapely.distance(*boxes))


def overlap_pairs(
    sites: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, progress: Callable[[int, int], None] | None = None
) -> gpd.GeoDataFrame:
    """
    Return every pair of a site and a zone whose interiors meet, with the common shape.

    Parameters
    ----------
    sites, zones
        Frames of `read_sites` and `read_layer`, polygons in one CRS in metres.

    Returns
    -------
    pairs
        Columns of `PAIR_COLUMNS` and geometry, sorted by site, then zone in the order of the
        files. Shares are of the whole site and the whole zone, 0 to 1. status is "overlap",
        or "not_checked" where two methods disagree: its area is then the larger of what they
        gave and must not be relied on.
    """
    require_same_crs(sites, zones)
    site_shapes = np.asarray(sites.geometry.array, dtype=object)
    zone_shapes = np.asarray(zones.geometry.array, dtype=object)
    found = find_overlaps(site_shapes, ZoneIndex.build(zone_shapes), progress)
    keep = (found.area_m2 > 0) | found.unresolved
    site, zone, area_m2 = found.site[keep], found.zone[keep], found.area_m2[keep]
    table = pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy()[site],
            "zone_id": zones["zone_id"].to_numpy()[zone],
            "overlap_area_ha": area_m2 / M2_PER_HA,
            "site_share": np.minimum(area_m2 / sites.geometry.area.to_numpy()[site], 1.0),
            "zone_share": np.minimum(area_m2 / zones.geometry.area.to_numpy()[zone], 1.0),
            "status": np.where(found.unresolved[keep], "not_checked", "overlap"),
            "recomputed": found.recomputed[keep],
        },
        columns=list(PAIR_COLUMNS),
    )
    shapes = np.array([None, *map(areal, found.shape[keep])], dtype=object)[1:]
    return gpd.GeoDataFrame(
        table, geometry=gpd.GeoSeries(shapes, index=table.index, crs=sites.crs), crs=sites.crs
    )
