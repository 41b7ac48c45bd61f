"""A province of squares, a copy for every test that wants it: 10 km wide, 1 ha = one 100 m square."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import shapely

EAST, NORTH = 500_000.0, 2_450_000.0
CODES = """code,name_vi,name_en,parent,group,status,hex
NNP,Đất nông nghiệp,Agricultural land,,NNP,current,#FFFF64
LUA,Đất trồng lúa,Rice land,NNP,NNP,current,#FFFC82
LUC,Đất chuyên trồng lúa,Wet rice land,LUA,NNP,current,#FFFC8C
RPH,Đất rừng phòng hộ,Protection forest,NNP,NNP,current,#BEFF1E
PNN,Đất phi nông nghiệp,Non-agricultural land,,PNN,current,#FFB4FF
ODT,Đất ở đô thị,Urban residential land,PNN,PNN,current,#FFA0FF
CQP,Đất quốc phòng,Defence land,PNN,PNN,current; RESTRICTED geometry,#FF6450
KKT,Khu kinh tế,Economic zone,,,functional area,
"""
PROVINCE = """
[province]
id = "squares"
name_vi = "Tỉnh Ô Vuông"
name_en = "Squares"
crs = "EPSG:9205"
bounds_m = [490000.0, 2440000.0, 510000.0, 2460000.0]
notice_vi = "Dữ liệu thử."
notice_en = "Test data."
rules = "rules.toml"
codes = "codes.csv"

[[layer]]
id = "sites"
family = "sites"
name_vi = "Khu đất dự án"
name_en = "Sites"
file = "sites.gpkg"
id_field = "site_id"
group = "project"

[[layer]]
id = "communes"
family = "communes"
name_vi = "Xã"
name_en = "Communes"
file = "communes.gpkg"
id_field = "commune_code"
name_field = "name"
group = "boundary"

[[layer]]
id = "landuse"
family = "landuse"
name_vi = "Đất"
name_en = "Land use"
file = "landuse.gpkg"
id_field = "parcel_id"
code_field = "code"
group = "landuse"

[[layer]]
id = "defence"
family = "defence"
name_vi = "Đất quốc phòng"
name_en = "Defence land"
file = "defence.gpkg"
id_field = "zone"
group = "restricted"
restricted = true
"""
RULE = """
[[rule]]
id = "{id}"
theme = "{layer}"
kind = "{kind}"
layer = "{layer}"
severity = "{severity}"
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
ROADS = """
[[layer]]
id = "roads"
family = "roads"
name_vi = "Đường"
name_en = "Roads"
file = "roads.gpkg"
geometry = "line"
group = "corridor"
id_field = "id"
name_field = "name"
"""
"""A layer of lines, to be declared besides."""
PARK = """
[[layer]]
id = "park"
family = "park"
name_vi = "Vườn"
name_en = "Park"
file = "park.gpkg"
id_field = "zone"
name_field = "name"
group = "protected"
"""
"""A layer of parks, to be declared besides."""


def square(x: float, y: float, width: float = 100, height: float | None = None) -> shapely.Polygon:
    """Return a rectangle in metres from the corner of the test province."""
    high = width if height is None else height
    return shapely.box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + high)


def rule_text(
    rule_id: str, layer: str, kind: str = "overlap", *, severity: str = "high", more: str = ""
) -> str:
    """Return one rule in TOML."""
    return RULE.format(id=rule_id, layer=layer, kind=kind, severity=severity, more=more)


def write(path: Path, rows: dict, shapes: list, crs: str = "EPSG:9205") -> Path:
    """Write a vector file by its ending."""
    gpd.GeoDataFrame(rows, geometry=shapes, crs=crs).to_file(path)
    return path


def declare(folder: Path, *, layers: str = "", rules: str = "") -> None:
    """Declare more layers and rules of a province."""
    for name, text in (("province.toml", layers), ("rules.toml", rules)):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)


def write_parks(folder: Path, *parks: shapely.Geometry, name: str = "Vườn A") -> Path:
    """Write the parks that `PARK` declares, k1 and so on."""
    ids = [f"k{number}" for number in range(1, len(parks) + 1)]
    return write(folder / "park.gpkg", {"zone": ids, "name": [name] * len(ids)}, list(parks))


def lay_out(folder: Path) -> Path:
    """Write the small province: two communes, four parcels, one defence zone, three sites."""
    (folder / "codes.csv").write_text(CODES, encoding="utf-8")
    (folder / "province.toml").write_text(PROVINCE, encoding="utf-8")
    rules = [
        rule_text("DEF-01", "defence", severity="critical"),
        rule_text("RICE-01", "landuse", more='codes = ["LUA"]'),
        rule_text("PLACE-01", "communes", "inside"),
    ]
    (folder / "rules.toml").write_text("".join(rules), encoding="utf-8")
    halves = [square(0, 0, 5000, 10000), square(5000, 0, 5000, 10000)]
    write(folder / "communes.gpkg", {"commune_code": ["01", "02"], "name": ["Xã Tây", "Phường Đông"]}, halves)
    parcels = [square(0, 0, 1000), square(1000, 0, 1000), square(0, 1000, 1000), square(1000, 1000, 1000)]
    codes = {"parcel_id": ["p1", "p2", "p3", "p4"], "code": ["LUC", "RPH", "ODT", "CQP"]}
    write(folder / "landuse.gpkg", codes, parcels)
    write(folder / "defence.gpkg", {"zone": ["d1"]}, [square(1000, 1000, 1000)])
    sites = [square(950, 100), square(950, 1100), square(7000, 7000)]
    names = {"site_id": ["S1", "S2", "S3"], "name": ["Một", "Hai", "Ba"]}
    write(folder / "sites.gpkg", names | {"planned_code": ["ODT", "ODT", "KKT"]}, sites)
    return folder
