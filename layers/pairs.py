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
from layers.model import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from geo.joined import Overlaps
    from geo.types import FloatArray

NOT_CHECKED = str(Verdict.NOT_CHECKED)

PAIR_COLUMNS = (
    "site_id",
    "zone_id",
    "overlap_area_ha",
    "site_share",
    "zone_share",
    "status",
    "recomputed",
    "reason_en",
    "reason_vi",
)

DISAGREE = (
    "Two ways of computing this overlap disagree.",
    "Hai cách tính phần chồng lấn này cho kết quả khác nhau.",
)

APART_M = 10_000.0
"""Files further apart than this are more often in a wrong coordinate system than truly apart."""


def gap_m(sites: gpd.GeoDataFrame, zones: gpd.GeoDataFrame | gpd.GeoSeries) -> float:
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
        gave and must not be relied on; reason_en and reason_vi say so.
    """
    require_same_crs(sites, zones)
    shapes = np.asarray(zones.geometry.array, dtype=object)
    found = find_overlaps(np.asarray(sites.geometry.array, dtype=object), ZoneIndex.build(shapes), progress)
    ids, area_m2 = zones["zone_id"].to_numpy(dtype=object), shapely.area(shapes)
    return pairs_frame(sites, found, ids[found.zone], area_m2[found.zone])


def pairs_frame(
    sites: gpd.GeoDataFrame, found: Overlaps, zone_id: NDArray[np.object_], zone_area_m2: FloatArray
) -> gpd.GeoDataFrame:
    """
    Return the table of pairs that were found, as `overlap_pairs` describes it.

    Parameters
    ----------
    zone_id, zone_area_m2
        Of each pair's zone, in the order of `found`.
    """
    keep = (found.area_m2 > 0) | found.unresolved
    site, area_m2, open_ = found.site[keep], found.area_m2[keep], found.unresolved[keep]
    table = pd.DataFrame(
        {
            "site_id": sites["site_id"].to_numpy()[site],
            "zone_id": zone_id[keep],
            "overlap_area_ha": area_m2 / M2_PER_HA,
            "site_share": np.minimum(area_m2 / sites.geometry.area.to_numpy()[site], 1.0),
            "zone_share": np.minimum(area_m2 / zone_area_m2[keep], 1.0),
            "status": np.where(open_, NOT_CHECKED, "overlap"),
            "recomputed": found.recomputed[keep],
            "reason_en": np.where(open_, DISAGREE[0], ""),
            "reason_vi": np.where(open_, DISAGREE[1], ""),
        },
        columns=list(PAIR_COLUMNS),
    )
    shapes = np.array([None, *map(areal, found.shape[keep])], dtype=object)[1:]
    return gpd.GeoDataFrame(
        table, geometry=gpd.GeoSeries(shapes, index=table.index, crs=sites.crs), crs=sites.crs
    )
