"""The committed demonstration province keeps its promises."""

import csv
import tomllib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

DEMO = Path(__file__).resolve().parents[2] / "data" / "demo"
REFERENCE = DEMO.parent / "reference"
M2_PER_HA = 10_000.0
TOLERANCE = 0.02
EXACT_HA = 0.005


def table(file: str, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(DEMO / file, layer=name)


@pytest.fixture(scope="module")
def landuse() -> gpd.GeoDataFrame:
    return table("landuse.gpkg", "landuse")


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    return table("units.gpkg", "communes")


@pytest.fixture(scope="module")
def sites() -> gpd.GeoDataFrame:
    return table("projects.gpkg", "sites")


@pytest.fixture(scope="module")
def layers() -> list[dict]:
    return tomllib.loads((DEMO / "province.toml").read_text(encoding="utf-8"))["layer"]


def targets() -> dict[str, float]:
    with (REFERENCE / "landuse_targets.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == "2020" and row["kind"] == "actual"]
    return {row["code"]: float(row["area_ha"]) for row in rows}


def area_by(frame: gpd.GeoDataFrame, column: str) -> dict[str, float]:
    return (frame.area / M2_PER_HA).groupby(frame[column]).sum().to_dict()


def test_land_types_of_2020_have_the_areas_of_the_inventory(landuse):
    have, wanted = area_by(landuse, "code_2020"), targets()
    wanted["LUK"] = wanted["LUA"] - wanted["LUC"]
    codes = [
        "LUC",
        "LUK",
        "HNK",
        "CLN",
        "RPH",
        "RDD",
        "RSX",
        "NTS",
        "NKH",
        "CQP",
        "CAN",
        "TMD",
        "SKC",
        "SKS",
        "SKX",
        "DGT",
        "DTL",
        "DVH",
        "DYT",
        "DGD",
    ]
    off = {code: abs(have[code] / wanted[code] - 1) for code in codes}
    assert {code: share for code, share in off.items() if share > TOLERANCE} == {}


def test_groups_and_natural_production_forest_have_the_areas_of_the_inventory(landuse):
    codes = pd.read_csv(REFERENCE / "landuse_codes.csv").set_index("code")["group"]
    have, wanted = area_by(landuse.assign(group=landuse["code_2020"].map(codes)), "group"), targets()
    for group in ("NNP", "PNN", "CSD"):
        assert have[group] == pytest.approx(wanted[group], rel=TOLERANCE)
    natural = landuse[(landuse["code_2020"] == "RSX") & (landuse["forest_origin"] == "natural")]
    assert natural.area.sum() / M2_PER_HA == pytest.approx(wanted["RSN"], rel=TOLERANCE)
    assert landuse.area.sum() / M2_PER_HA == pytest.approx(wanted["TOTAL"], rel=0.005)


def test_parcels_leave_no_gap_and_do_not_overlap(landuse, communes):
    assert shapely.coverage_is_valid(landuse.geometry.to_numpy())
    assert landuse.area.sum() == pytest.approx(communes.union_all().area, abs=1.0)
    assert landuse["parcel_id"].is_unique
    assert (landuse["area_ha"] - landuse.area / M2_PER_HA).abs().max() < 1e-4


def test_every_commune_has_its_official_area(communes):
    assert len(communes) == 38
    assert (communes.area / 1e6 / communes["area_km2"] - 1).abs().max() < 0.01


def test_units_nest(communes):
    legacy = table("units.gpkg", "legacy_communes")
    districts = table("units.gpkg", "legacy_districts")
    assert (len(legacy), len(districts)) == (106, 8)
    for frame in (communes, legacy, districts):
        assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    joined = legacy.dissolve("new_code", method="coverage").area
    assert np.allclose(joined, communes.set_index("commune_code").area.loc[joined.index], atol=0.01)


def test_every_layer_is_there_valid_and_inside_the_province(layers, communes):
    province = shapely.buffer(communes.union_all(), 0.02)
    shapely.prepare(province)
    for name in {(layer["file"], layer["table"]) for layer in layers} - {("landuse.gpkg", "landuse")}:
        shapes = table(*name).geometry.dropna()
        assert len(shapes) > 0, name
        assert shapes.is_valid.all(), name
        assert shapely.covers(province, shapes.to_numpy()).all(), name


def test_declared_columns_exist_and_ids_are_unique(layers):
    for layer in layers:
        frame = table(layer["file"], layer["table"])
        wanted = {layer["id_field"], layer["name_field"], layer["code_field"]} - {""}
        assert wanted <= set(frame.columns), layer["id"]
        assert frame[layer["id_field"]].is_unique, layer["id"]
        assert frame.crs.to_epsg() == 9205, layer["id"]
        assert layer["restricted"] == (layer["file"] == "defence.gpkg"), layer["id"]


def test_codes_are_known(landuse):
    known = set(pd.read_csv(REFERENCE / "landuse_codes.csv")["code"])
    for column in ("code_2020", "code_2025", "code_2030"):
        assert set(landuse[column]) <= known
    assert set(landuse["forest_origin"]) == {"natural", "planted", ""}


@pytest.mark.parametrize("column", ["code_2025", "code_2030"])
def test_the_worked_example_has_its_published_figures(landuse, sites, column):
    site = sites.set_index("site_id").geometry["P032"]
    near = landuse[landuse.intersects(site)]
    cut = near.assign(ha=near.intersection(site).area / M2_PER_HA)
    planned = cut.groupby(column)["ha"].sum()
    assert site.area / M2_PER_HA == pytest.approx(41.85, abs=EXACT_HA)
    assert planned["RPH"] == pytest.approx(19.15, abs=EXACT_HA)
    assert planned["RSX"] == pytest.approx(22.52, abs=EXACT_HA)
    assert planned.drop(["RPH", "RSX"]).sum() == pytest.approx(0.18, abs=EXACT_HA)
    planted = cut[cut["code_2020"].isin(["RSX", "RPH"]) & (cut["forest_origin"] == "planted")]
    assert planted["ha"].sum() == pytest.approx(8.76, abs=EXACT_HA)


def test_the_economic_zone_is_its_five_parts(sites):
    whole = sites.set_index("site_id").geometry["P006"]
    parts = sites[sites["part_of"] == "P006"]
    assert sorted(parts["site_id"]) == ["P007", "P008", "P009", "P010", "P011"]
    assert shapely.coverage_is_valid(parts.geometry.to_numpy())
    assert parts.union_all().symmetric_difference(whole).area < 0.01


def test_all_projects_are_rows_with_their_declared_areas(sites):
    projects = pd.read_csv(REFERENCE / "projects.csv").set_index("id")
    assert list(sites["site_id"]) == list(projects.index)
    assert len(sites) == 74
    declared = sites.dropna(subset=["declared_area_ha"])
    assert (declared.area / M2_PER_HA - declared["declared_area_ha"]).abs().max() < 0.01
    assert set(sites.loc[sites.geometry.isna(), "site_id"]) == {"P004", "P023", "P024", "P026"}


def test_compact_sites_stand_apart(sites):
    linear = {"P001", "P002", "P005", "P027", "P030", "P031", "P067", "P068", "P069", "P070"}
    zone = {"P006", "P007", "P008", "P009", "P010", "P011"}
    compact = sites[~sites["site_id"].isin(linear | zone)].dropna(subset=["geometry"])
    first, second = compact.sindex.query(compact.geometry, predicate="intersects")
    assert (first == second).all()


def test_existing_defence_and_security_are_the_parcels_and_planned_are_more(landuse):
    for name, code in (("defence", "CQP"), ("security", "CAN")):
        existing, planned = table("defence.gpkg", name), table("defence.gpkg", f"{name}_plan")
        parcels = landuse[landuse["code_2020"] == code].union_all()
        assert existing.union_all().symmetric_difference(parcels).area < 0.01
        assert planned.area.sum() > 2 * existing.area.sum()
        assert planned.union_all().intersection(parcels).area < 0.01
        assert existing["name"].str.contains("giả định").all()
        assert planned["name"].str.contains("giả định").all()
    assert table("defence.gpkg", "defence")["belt_m"].isna().any()


def delivered(folder):
    """Return the files of a folder without what the program keeps beside a province once it has run."""
    kept = {".ranh", "versions", "office"}
    return [
        path for path in folder.rglob("*") if path.is_file() and not kept & {*path.relative_to(folder).parts}
    ]


def test_the_folder_stays_small():
    assert 1_000_000 < sum(path.stat().st_size for path in delivered(DEMO)) < 13_000_000


def test_the_readme_names_every_layer_and_every_file(layers):
    data = DEMO.parent
    text = (data / "README.md").read_text(encoding="utf-8")
    folders = [DEMO, REFERENCE]
    files = [path.relative_to(data).as_posix() for top in folders for path in delivered(top)]
    names = [layer["id"] for layer in layers] + files
    assert [name for name in names if f"`{name}`" not in text] == []


def test_the_readme_counts_the_rows_of_every_layer(layers):
    text = (DEMO.parent / "README.md").read_text(encoding="utf-8")
    for layer in layers:
        rows = pyogrio.read_info(DEMO / layer["file"], layer=layer["table"])["features"]
        assert f"| `{layer['id']}` | {rows} |" in text, (layer["id"], rows)
