"""A commune's package: standard, complete, and without a trace of defence land beyond its cover."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
import shapely

from geo.crs import to_crs
from layers.check import CheckResult, check_province
from layers.codes import read_codes
from layers.cover import SQUARE_M, cover, restricted_land
from layers.errors import ReadError, WriteError
from layers.export import export_unit
from layers.exposed import exposed_findings
from layers.files import read_file
from layers.province import open_province
from layers.units import find_unit
from squares import square, write

DAY = date(2026, 11, 23)


@pytest.fixture
def result(folder: Path) -> CheckResult:
    odd = square(1010, 1010, 333.3).union(square(1343.3, 1010, 222.2))
    write(folder / "defence.gpkg", {"zone": ["secret-zone"]}, [odd])
    around = square(0, 0, 5000).difference(odd)
    rows = {"parcel_id": ["p1", "p2"], "code": ["RPH", "CQP"], "area_ha": [around.area / 1e4, odd.area / 1e4]}
    write(folder / "landuse.gpkg", rows, [around, odd])
    return check_province(open_province(folder), DAY)


def package(result: CheckResult, folder: Path, out: Path, name: str = "Xã Tây") -> dict:
    province = open_province(folder)
    unit = find_unit(name, "commune", result.layers_used, DAY)
    return export_unit(result, province, unit, out)


def test_the_manifest_names_every_file_with_its_hash(
    result: CheckResult, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    manifest = package(result, folder, out)
    assert {p.name for p in out.iterdir()} == {entry["file"] for entry in manifest["files"]} | {
        "manifest.json"
    }
    for entry in manifest["files"]:
        assert hashlib.sha256((out / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
        assert (
            len(read_file(out / entry["file"])) == entry["feature_count"] if entry["feature_count"] else True
        )
    assert manifest["unit"]["name"] == "Xã Tây"
    assert json.loads((out / "manifest.json").read_text(encoding="utf-8"))["as_of"] == "2026-11-23"


def test_everything_is_cut_to_the_unit(result: CheckResult, folder: Path, tmp_path: Path) -> None:
    package(result, folder, tmp_path / "out")
    sites = read_file(tmp_path / "out" / "sites.geojson")
    assert sites["site_id"].tolist() == ["S1", "S2"]
    box = shapely.box(*to_crs(read_file(tmp_path / "out" / "landuse.geojson"), "EPSG:9205").total_bounds)
    assert square(0, 0, 5000).buffer(0.05).covers(box)


def test_nothing_of_defence_land_leaves(result: CheckResult, folder: Path, tmp_path: Path) -> None:
    package(result, folder, tmp_path / "out")
    assert not (tmp_path / "out" / "defence.geojson").exists()
    everything = "".join(p.read_text(encoding="utf-8") for p in (tmp_path / "out").iterdir())
    assert "secret-zone" not in everything
    assert '"CQP"' not in everything
    land = shapely.union_all([square(1010, 1010, 333.3), square(1343.3, 1010, 222.2)])
    for path in (tmp_path / "out").glob("*.geojson"):
        if path.name in {"sites.geojson", "communes.geojson", "findings.geojson"}:
            continue
        frame = to_crs(read_file(path), "EPSG:9205")
        assert frame.geometry.distance(land).min() > 5


def test_a_neighbour_shows_only_the_squares(result: CheckResult, folder: Path, tmp_path: Path) -> None:
    package(result, folder, tmp_path / "out")
    left = to_crs(read_file(tmp_path / "out" / "landuse.geojson"), "EPSG:9205").geometry.iloc[0]
    hole = square(0, 0, 5000).difference(left)
    squares = shapely.box(501000, 2451000, 502000, 2451500)
    assert hole.symmetric_difference(squares).area < 50


def test_findings_depend_on_the_squares_alone(result: CheckResult, folder: Path) -> None:
    codes = read_codes(folder / "codes.csv")
    told = exposed_findings(result, codes).set_index("finding_id")
    assert told.loc["S2/DEF-01", "verdict"] == "not_checked"
    assert told.loc["S1/DEF-01", "verdict"] == "clear"
    assert told.loc["S2/DEF-01", "geometry"] is None
    assert told.loc["S2/DEF-01", ["overlap_area_ha", "site_share", "distance_m"]].isna().all()
    assert told.loc["S2/DEF-01", "zone_ids"] == ""
    assert told.loc["S3/DEF-01", "sentence_vi"].startswith("Khu đất không chạm ô lưới")


def test_two_shapes_in_the_same_squares_give_the_same_package(
    result: CheckResult, folder: Path, tmp_path: Path
) -> None:
    """Whatever is told must follow from the squares: swap the land in them, and no byte may differ."""
    package(result, folder, tmp_path / "a")
    other = square(1001, 1001, 400, 480).union(square(1300, 1001, 650, 100))
    write(folder / "defence.gpkg", {"zone": ["another"]}, [other])
    around = square(0, 0, 5000).difference(other)
    rows = {
        "parcel_id": ["p1", "p2"],
        "code": ["RPH", "CQP"],
        "area_ha": [around.area / 1e4, other.area / 1e4],
    }
    write(folder / "landuse.gpkg", rows, [around, other])
    package(check_province(open_province(folder), DAY), folder, tmp_path / "b")
    for name in (p.name for p in (tmp_path / "a").glob("*.geojson")):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_the_cover_is_a_superset_on_fixed_squares(result: CheckResult, folder: Path) -> None:
    land = restricted_land(result.layers_used, read_codes(folder / "codes.csv"))
    squares = cover(land)
    assert all(squares.covers(shape) for shape in land)
    assert {value % SQUARE_M for value in shapely.get_coordinates(squares).ravel()} == {0.0}
    assert cover(land, reach_m=100.0).covers(shapely.union_all(land).buffer(100))


def test_an_earlier_package_is_replaced_and_anything_else_is_not(
    result: CheckResult, folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    package(result, folder, out)
    (out / "stale.geojson").write_text("{}")
    package(result, folder, out, "Phường Đông")
    assert not (out / "stale.geojson").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(WriteError, match="holds other files"):
        package(result, folder, tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("text", ["01", "Xã Tây", "xa tay", "TÂY"])
def test_units_are_found_by_code_or_name(result: CheckResult, text: str) -> None:
    assert find_unit(text, "commune", result.layers_used, DAY).code == "01"


def test_an_unknown_unit_lists_the_known_ones(result: CheckResult) -> None:
    with pytest.raises(ReadError, match=r"Xã Tây \(01\), Phường Đông \(02\)"):
        find_unit("Bắc", "commune", result.layers_used, DAY)
