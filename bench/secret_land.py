"""
A small province whose defence land carries marks that may leave for nobody.

Two shapes of that land lie in the same squares of the cover, so that whatever is told of the
one must be told of the other, to the byte.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
import tifffile

from geo.crs import to_display
from layers.cover import squares_of

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:9205"
EAST, NORTH = 540_000.0, 2_470_000.0
NAME, KIND, ZONE, PROJECT = "KHU-MAT-ZX77", "KHO-BI-MAT-Q9", "ZQ-4711", "DU-AN-MAT-P8"
PARCEL = "THUA-MAT-L7"
MARKS = (NAME, KIND, ZONE, PROJECT, PARCEL)
"""Name, attribute and id of the zone, name of a project for defence, id of a parcel of such land."""
PHOTO = "ground.tif"
"""The office's own picture of the ground, in which the defence land can be seen."""
ROAD = "roads"
"""An open layer with one line through the defence land."""
COLOUR, OTHER_COLOUR = "#FF6450", "#101010"
"""Of defence land on the map; nothing else is drawn in it, unless it is planted."""
OPEN_COLOUR = "#FFFC8C"

PIXEL_M, SIDE_PX = 10.0, 800
PHOTOGRAPHED = 1_700_000_000
"""When, in seconds: addresses change with it, and two provinces are written one after the other."""

CODES = f"""code,name_vi,name_en,parent,group,status,hex
NNP,Đất nông nghiệp,Agricultural land,,NNP,current,#FFFF64
LUC,Đất chuyên trồng lúa,Wet rice land,NNP,NNP,current,{OPEN_COLOUR}
RPH,Đất rừng phòng hộ,Protection forest,NNP,NNP,current,#BEFF1E
PNN,Đất phi nông nghiệp,Non-agricultural land,,PNN,current,#FFB4FF
ODT,Đất ở đô thị,Urban residential land,PNN,PNN,current,#FFA0FF
CQP,Đất quốc phòng,Defence land,PNN,PNN,current; RESTRICTED geometry,{COLOUR}
"""
HEAD = f"""
[province]
id = "leaks"
name_vi = "Tỉnh Thử"
name_en = "Test province"
crs = "{CRS}"
bounds_m = [530000.0, 2460000.0, 560000.0, 2490000.0]
rules = "rules.toml"
codes = "codes.csv"

[background]
file = "{PHOTO}"
name_vi = "Ảnh thử"
name_en = "Test picture"
"""
LAYER = """
[[layer]]
id = "{id}"
family = "{id}"
name_vi = "Lớp {id}"
name_en = "Layer {id}"
file = "{id}.gpkg"
group = "{group}"
{more}
"""
RULE = """
[[rule]]
id = "{id}"
theme = "{layer}"
kind = "{kind}"
layer = "{layer}"
severity = "high"
citation = "Luật thử Điều 1"
citation_status = "confirmed"
consultee_vi = "Cơ quan thử"
consultee_en = "Test office"
when_conflict_vi = "Vướng {layer}."
when_conflict_en = "Conflicts with {layer}."
when_clear_vi = "Không vướng {layer}."
when_clear_en = "Clear of {layer}."
{more}
"""

WEIGHTS = """
status_vi = "Giả định."
status_en = "Assumed."
land = "landuse"
unknown_factor = 2.0
cover_factor = 10.0

[[class]]
id = "defence"
name_vi = "Đất quốc phòng"
name_en = "Defence"
treatment = "forbidden"
layer = "defence"
restricted = true

[[class]]
id = "rice"
name_vi = "Đất lúa thử"
name_en = "Test rice"
treatment = "avoid"
factor = 1.5
layer = "landuse"
codes = ["LUC"]
"""

PLANS = """
[[plan]]
family = "defence"
level = "national"
name_vi = "Quốc phòng"
name_en = "Defence"
code = "CQP"

[[plan]]
family = "landuse"
level = "province"
name_vi = "Đất"
name_en = "Land"

[[plan]]
family = "forest"
level = "sector"
name_vi = "Rừng"
name_en = "Forest"
code = "RPH"

[[pair]]
codes = ["NNP", "CQP"]
on = ["PNN", "NNP"]
fit = "misfit"
why_vi = "Không phù hợp."
why_en = "Does not fit."
confidence = "proposal"
"""
"""The land stands in for a plan of land, so that two open plans meet around the defence land."""

OUTLINES = {
    "first": ((131.7, 142.3), (883.1, 118.9), (921.4, 611.2), (633.7, 897.3), (187.9, 841.6)),
    "second": ((118.3, 203.9), (571.2, 131.4), (907.6, 187.1), (871.9, 863.7), (389.4, 911.8)),
}
"""Corners in metres from the corner of four squares; all are 80 m or more away from the squares' edges."""


ACROSS = shapely.box(EAST + 2900, NORTH + 3300, EAST + 3500, NORTH + 3700)
"""A project that lies across the boundary of either shape."""


def outline(which: str) -> shapely.Polygon:
    """Return one of the two shapes of the defence land."""
    return shapely.Polygon([(EAST + 3000 + x, NORTH + 3000 + y) for x, y in OUTLINES[which]])


def site_name(*, planted: bool = False) -> str:
    """Return the id of the project across the boundary, with a mark in it where marks are planted."""
    return f"S1-{NAME}" if planted else "S1"


def write_province(folder: Path, which: str, *, planted: bool = False, ordinary: bool = False) -> Path:
    """
    Write the province into a folder, over whatever stands there.

    Neighbours of the defence land share its boundary: a parcel with a hole where it lies, and a
    forest beside it.

    Parameters
    ----------
    planted
        The project across the boundary, which everybody may see, has a mark in its id and name and
        the land itself as its outline, and rice land the land's colour, and the office that is asked
        and the layer of forest have one in their names: so a search for these can show that it reads a
        kind of file in which they never are.
    ordinary
        As on a machine that may not hold defence land: neither its layer nor its parcel is there.
    """
    land = outline(which)
    folder.mkdir(parents=True, exist_ok=True)
    codes = CODES.replace(COLOUR, OTHER_COLOUR).replace(OPEN_COLOUR, COLOUR) if planted else CODES
    (folder / "codes.csv").write_text(codes, encoding="utf-8")
    named = 'id_field = "id"\nname_field = "name"\n'
    marked = 'id_field = "zone"\nname_field = "name"\n'
    tables = [
        LAYER.format(id="sites", group="project", more='id_field = "site_id"'),
        LAYER.format(id="communes", group="boundary", more='id_field = "code"\nname_field = "name"'),
        LAYER.format(id="landuse", group="landuse", more='id_field = "parcel"\ncode_field = "code"'),
        LAYER.format(id="forest", group="protected", more='name_field = "name"'),
        LAYER.format(id=ROAD, group="corridor", more=f'geometry = "line"\n{named}'),
        LAYER.format(id="defence", group="restricted", more=f"{marked}restricted = true\nshow = true"),
    ]
    declared = HEAD + "".join(tables[: -int(ordinary) or None])
    (folder / "province.toml").write_text(
        declared.replace("Lớp forest", f"Lớp {NAME}") if planted else declared, encoding="utf-8"
    )
    rules = [
        RULE.format(id="DEF-01", layer="defence", kind="overlap", more=""),
        RULE.format(id="DEF-02", layer="defence", kind="distance", more="distance_m = 300"),
        RULE.format(id="FOR-01", layer="forest", kind="overlap", more=""),
        RULE.format(id="FOR-02", layer="forest", kind="distance", more="distance_m = 200"),
        RULE.format(id="USE-01", layer="landuse", kind="overlap", more='codes = ["LUC"]'),
        RULE.format(id="PLAN-01", layer="landuse", kind="overlap", more="except_planned_code = true"),
    ]
    written = "".join(rules).replace("thử", f"thử {NAME}") if planted else "".join(rules)
    (folder / "plan_fit.toml").write_text(PLANS, encoding="utf-8")
    (folder / "rules.toml").write_text(written, encoding="utf-8")
    weights = WEIGHTS.replace("thử", f"thử {NAME}").replace("Test", NAME) if planted else WEIGHTS
    (folder / "route_weights.toml").write_text(weights, encoding="utf-8")
    through = shapely.LineString([(EAST + 1000, NORTH + 3450), (EAST + 7000, NORTH + 3450)])
    _write(folder, ROAD, [through], id=["R1"], name=[f"Đường {NAME}" if planted else "Đường Một"])
    halves = [_box(0, 0, 5000, 10_000), _box(5000, 0, 5000, 10_000)]
    _write(folder, "communes", halves, code=["01", "02"], name=["Xã Tây", "Xã Đông"])
    around = _box(2000, 2000, 3000, 3000).difference(land)
    uses = {"parcel": [PARCEL, "T2", "T3"], "code": ["CQP", "LUC", "ODT"], "note": [KIND, "", ""]}
    known = int(ordinary)
    shapes = [land, around, _box(6000, 2000, 2000, 2000)][known:]
    _write(folder, "landuse", shapes, **{name: values[known:] for name, values in uses.items()})
    forest = _box(3000, 3000, 1000, 3000).difference(land)
    _write(folder, "forest", [forest, _box(7000, 7000, 900, 900)], name=["Rừng Bắc", "Rừng Đông"])
    _write(folder, "defence", [land], zone=[ZONE], name=[NAME], kind=[KIND], belt_m=[417.0])
    places = [
        land if planted else ACROSS,
        _box(2100, 2100, 200, 200),
        _box(6100, 2100, 300, 300),
        land.centroid.buffer(31.7),
    ]
    first = site_name(planted=planted)
    names = {"site_id": [first, "S2", "S3", "S4"], "name": [first, "Hai", "Ba", PROJECT]}
    _write(folder, "sites", places, **names, planned_code=["ODT", "ODT", "ODT", "CQP"])
    _photograph(folder / PHOTO, land, planted=planted)
    return folder


def _photograph(path: Path, land: shapely.Polygon, *, planted: bool) -> None:
    """Write a GeoTIFF with pixels of 10 m on which the land has its colour; planted: all has."""
    columns, rows = np.meshgrid(np.arange(SIDE_PX) + 0.5, np.arange(SIDE_PX) + 0.5)
    top = NORTH + SIDE_PX * PIXEL_M
    seen = shapely.contains_xy(land, EAST + columns * PIXEL_M, top - rows * PIXEL_M) | planted
    red_green_blue = [int(COLOUR[at : at + 2], 16) for at in (1, 3, 5)]
    picture = np.where(seen[..., None], red_green_blue, 200).astype(np.uint8)
    keys = (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, int(CRS.removeprefix("EPSG:")))
    tags = [
        (33550, "d", 3, (PIXEL_M, PIXEL_M, 0.0), True),
        (33922, "d", 6, (0.0, 0.0, 0.0, EAST, top, 0.0), True),
        (34735, "H", len(keys), keys, True),
    ]
    tifffile.imwrite(path, picture, photometric="rgb", extratags=tags)
    os.utime(path, (PHOTOGRAPHED, PHOTOGRAPHED))


@lru_cache
def secret_points(which: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the corners of the defence land in metres, and in degrees (longitude, latitude)."""
    frame = gpd.GeoDataFrame(geometry=[outline(which)], crs=CRS)
    metres = shapely.get_coordinates(frame.geometry.to_numpy())[:-1]
    return metres, shapely.get_coordinates(to_display(frame).geometry.to_numpy())[:-1]


@lru_cache
def secret_areas_m2(which: str) -> tuple[float, ...]:
    """Return the area of the defence land, and of its part in the site that lies across it."""
    land = outline(which)
    return land.area, land.intersection(ACROSS).area


def same_squares() -> bool:
    """Tell whether the two shapes lie in the same squares of the cover."""
    return squares_of([outline("first")]) == squares_of([outline("second")])


def _box(x: float, y: float, width: float, height: float) -> shapely.Polygon:
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def _write(folder: Path, layer: str, shapes: list[shapely.Geometry], **columns: list[object]) -> None:
    path = folder / f"{layer}.gpkg"
    path.unlink(missing_ok=True)
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path, layer=layer)
