"""The made-up province of `bench.map_size` as a folder: one land-use layer of many parcels, one project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from bench.trial import EAST, NORTH, PARCEL_M, make_trial
from layers.province import HOME

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:9205"
CODES = ("LUC", "LUK", "HNK", "CLN", "RPH", "RSX", "RDD", "ONT", "ODT", "DGT", "SON", "DCS", "TMD", "NTS")
EVERY_OTHER = 2
"""Parcels of the trial have 49 vertices; every other one is left out, in both neighbours alike."""

DECLARED = """
[province]
id = "map-size"
name_vi = "Tỉnh đo tốc độ"
name_en = "Province of the measurement"
crs = "{crs}"
bounds_m = {bounds}
demonstration = true
notice_vi = "Dữ liệu bịa để đo tốc độ."
notice_en = "Invented data, to measure speed."
rules = "rules"
codes = "{codes}"

[[layer]]
id = "landuse"
family = "landuse"
name_vi = "Sử dụng đất (bịa)"
name_en = "Land use (invented)"
file = "landuse.gpkg"
group = "landuse"
id_field = "parcel_id"
code_field = "code"
origin = "synthetic"
show = true

[[layer]]
id = "communes"
family = "communes"
name_vi = "Xã (bịa)"
name_en = "Communes (invented)"
file = "communes.gpkg"
group = "boundary"
id_field = "commune_code"
name_field = "name"
origin = "synthetic"
show = true

[[layer]]
id = "sites"
family = "sites"
name_vi = "Dự án (bịa)"
name_en = "Projects (invented)"
file = "sites.gpkg"
group = "project"
id_field = "site_id"
origin = "synthetic"
show = true
"""

RULE = """
[[rule]]
id = "RICE-01"
theme = "rice"
kind = "overlap"
layer = "landuse"
severity = "high"
citation = "Bịa"
citation_status = "unverified"
citation_note_vi = "Bịa."
citation_note_en = "Invented."
consultee_vi = "Sở"
consultee_en = "Department"
consequence_vi = "Hỏi."
consequence_en = "Ask."
when_conflict_vi = "Chồng lấn."
when_conflict_en = "Overlaps."
when_clear_vi = "Không chồng lấn."
when_clear_en = "Does not overlap."
"""


def make_map_province(folder: Path, parcels: int) -> gpd.GeoDataFrame:
    """Fill a new folder with a province; return its parcels: parcel_id, code, geometry in metres."""
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "all.toml").write_text(RULE, encoding="utf-8")
    frame = _parcels(parcels)
    west, south, east, north = (float(edge) for edge in frame.total_bounds)
    bounds = [west - 1000, south - 1000, east + 1000, north + 1000]
    codes = (HOME / "data" / "reference" / "landuse_codes.csv").as_posix()
    declared = DECLARED.format(crs=CRS, bounds=bounds, codes=codes)
    (folder / "province.toml").write_text(declared, encoding="utf-8")
    frame.to_file(folder / "landuse.gpkg", layer="landuse")
    whole = shapely.box(west, south, east, north)
    communes = gpd.GeoDataFrame({"commune_code": ["1"], "name": ["Xã A"]}, geometry=[whole], crs=CRS)
    communes.to_file(folder / "communes.gpkg", layer="communes")
    columns = {"site_id": ["P1"], "name": ["Dự án"], "name_en": ["Project"], "sector": ["energy"]}
    columns |= {"phase": ["2026-2030"], "planned_code": ["DNL"], "part_of": [""]}
    corner = shapely.box(EAST + 500, NORTH + 500, EAST + 900, NORTH + 900)
    gpd.GeoDataFrame(columns, geometry=[corner], crs=CRS).to_file(folder / "sites.gpkg", layer="sites")
    return frame


def _parcels(count: int) -> gpd.GeoDataFrame:
    """Return parcels without gaps on the land of Lai Châu, in blocks of one code as plans have them."""
    side = int(np.ceil(np.sqrt(count)))
    shapes = make_trial(side * side, 0, 0, 0, parcel_m=PARCEL_M * np.sqrt(202_500 / (side * side))).zones
    rings = shapely.get_coordinates(shapes[:count]).reshape(count, -1, 2)[:, ::EVERY_OTHER]
    place = np.arange(count)
    rng = np.random.default_rng(2)
    block = (place // side // 6) * (side // 6 + 1) + (place % side) // 6
    code = rng.integers(0, len(CODES), block.max() + 1)[block]
    own = rng.random(count) < 0.3
    code[own] = rng.integers(0, len(CODES), int(own.sum()))
    columns = {"parcel_id": [f"T{number:06d}" for number in place], "code": np.array(CODES)[code]}
    return gpd.GeoDataFrame(columns, geometry=shapely.polygons(rings), crs=CRS)
