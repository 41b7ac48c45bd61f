"""The bare overlaps, without any rule."""

from __future__ import annotations

import geopandas as gpd
import pytest

from layers.pairs import PAIR_COLUMNS, overlap_pairs
from squares import square


def test_pairs() -> None:
    sites = gpd.GeoDataFrame(
        {"site_id": ["a", "b"]}, geometry=[square(0, 0), square(500, 0)], crs="EPSG:9205"
    )
    zones = gpd.GeoDataFrame({"zone_id": ["z"]}, geometry=[square(50, 0, 100, 200)], crs="EPSG:9205")
    pairs = overlap_pairs(sites, zones)
    assert tuple(pairs.columns) == (*PAIR_COLUMNS, "geometry")
    row = pairs.iloc[0]
    assert (row["site_id"], row["zone_id"], row["status"]) == ("a", "z", "overlap")
    assert (row["overlap_area_ha"], row["site_share"], row["zone_share"]) == pytest.approx((0.5, 0.5, 0.25))
    assert len(overlap_pairs(sites.iloc[1:], zones)) == 0
